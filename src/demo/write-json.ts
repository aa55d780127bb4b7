// JSON text of exact numbers: bigints as digits, which JSON.stringify cannot write.

/** A value that JSON cannot hold, named as Go's encoder names it. */
export class UnsupportedJsonValue extends Error {
  constructor(readonly value: 'NaN' | '+Inf' | '-Inf') {
    super(`json: unsupported value: ${value}`);
  }
}

/**
 * Compact JSON. Bigints are written as integers; undefined object fields are left out. Throws
 * `UnsupportedJsonValue` at the first NaN or infinity. The demo's own values are shallow, so
 * recursion is safe.
 */
export function writeJson(value: unknown): string {
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new UnsupportedJsonValue(Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf');
  }
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value)) return `[${value.map(writeJson).join(',')}]`;
  const fields: string[] = [];
  for (const [key, field] of Object.entries(value)) {
    if (field !== undefined) fields.push(`${JSON.stringify(key)}:${writeJson(field)}`);
  }
  return `{${fields.join(',')}}`;
}

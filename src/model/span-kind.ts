// Span kinds and status codes, numbered as in OTLP (opentelemetry-proto, trace.proto).

export const KIND_UNSPECIFIED = 0;
export const KIND_INTERNAL = 1;
export const KIND_SERVER = 2;
export const KIND_CLIENT = 3;
export const KIND_PRODUCER = 4;
export const KIND_CONSUMER = 5;

export const STATUS_UNSET = 0;
export const STATUS_OK = 1;
export const STATUS_ERROR = 2;

const KIND_NAMES = ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer'] as const;
export type SpanKindName = (typeof KIND_NAMES)[number];

/** OTLP number to lower-case name; unknown numbers are `unspecified`. */
export function kindName(kind: number): SpanKindName {
  return KIND_NAMES[kind] ?? 'unspecified';
}

const KIND_OF_NAME: ReadonlyMap<string, number> = new Map(
  KIND_NAMES.map((name, kind) => [name, kind]),
);

/**
 * The kind a recorded value means: an OTLP number, an enum name (`SPAN_KIND_SERVER`) or Jaeger's
 * `span.kind` tag in any case. Unknown values are unspecified.
 */
export function parseKind(value: unknown): number {
  if (typeof value === 'number') return value >= 0 && value <= 5 ? Math.trunc(value) : 0;
  if (typeof value !== 'string') return KIND_UNSPECIFIED;
  // As nearly all writers spell it.
  const plain = KIND_OF_NAME.get(value);
  if (plain !== undefined) return plain;
  const name = value.toLowerCase().replace(/^span_kind_/, '');
  const index = (KIND_NAMES as readonly string[]).indexOf(name);
  return index < 0 ? KIND_UNSPECIFIED : index;
}

/** Status from an OTLP number, enum name (`STATUS_CODE_ERROR`) or `otel.status_code` text. */
export function parseStatus(value: unknown): number {
  if (value === 2 || value === 1) return value;
  if (typeof value !== 'string') return STATUS_UNSET;
  const name = value.toUpperCase().replace(/^STATUS_CODE_/, '');
  if (name === 'ERROR' || name === '2') return STATUS_ERROR;
  return name === 'OK' || name === '1' ? STATUS_OK : STATUS_UNSET;
}

export function statusName(status: number): 'unset' | 'ok' | 'error' {
  if (status === STATUS_ERROR) return 'error';
  return status === STATUS_OK ? 'ok' : 'unset';
}

// Ids in paths that only comparison reveals: `/product/red-mug`, `/product/blue-hat`, … are one
// route when exactly one segment takes many values that look like no route words.

import type { Call } from './call.ts';

/** Values of one segment that make it an id. */
const MIN_VALUES = 5;
const MAX_SEGMENTS = 12;

interface Bucket {
  readonly values: Set<string>;
  readonly calls: Call[];
  readonly position: number;
  plain: boolean;
}

/** Replaces such segments in the templates of HTTP calls to guessed paths. */
export function generalisePaths(calls: readonly Call[]): void {
  const buckets = new Map<string, Bucket>();
  for (const call of calls) {
    if (call.identity.guessedPath === undefined) continue;
    for (const [key, position, value] of variants(call)) {
      let bucket = buckets.get(key);
      if (!bucket) {
        bucket = { values: new Set(), calls: [], position, plain: false };
        buckets.set(key, bucket);
      }
      bucket.values.add(value);
      bucket.calls.push(call);
      // Words of lower-case letters are names, as in `/api/cart` and `/api/menu`.
      if (!/[\dA-Z-]/.test(value)) bucket.plain = true;
    }
  }
  const found = [...buckets.values()].filter(
    ({ values, plain }) => values.size >= MIN_VALUES && !plain,
  );
  const claims = new Map<Call, Bucket[]>();
  for (const bucket of found) {
    for (const call of bucket.calls) claims.set(call, [...(claims.get(call) ?? []), bucket]);
  }
  for (const [call, own] of claims)
    if (own.length === 1) replace(call, (own[0] as Bucket).position);
}

// One variant for each segment that may be the id: the template with that segment blanked.
function* variants(call: Call): Generator<[key: string, position: number, value: string]> {
  const { template } = call.identity;
  const query = template.indexOf('?');
  const parts = (query < 0 ? template : template.slice(0, query)).split('/');
  if (parts.length > MAX_SEGMENTS) return;
  for (let position = 2; position < parts.length; position++) {
    const value = parts[position] as string;
    if (value === '' || value === '{id}') continue;
    const others = parts.map((part, p) => (p === position ? '' : part)).join('/');
    yield [`${call.unit} ${call.target} ${position} ${others}`, position, value];
  }
}

function replace(call: Call, position: number): void {
  const { template } = call.identity;
  const query = template.indexOf('?');
  const path = query < 0 ? template : template.slice(0, query);
  const parts = path.split('/');
  parts[position] = '{id}';
  const rest = query < 0 ? '' : template.slice(query);
  // The arguments may be a getter, which a copy would leave out.
  const { argKey } = call.identity;
  call.identity = { ...call.identity, argKey, template: `${parts.join('/')}${rest}` };
}

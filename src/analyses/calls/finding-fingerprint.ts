// Names for places in the code that stay the same across traces, runs and test databases.

import { createHash } from 'node:crypto';
import { PartsMap } from '../../lib/parts-map.ts';

/** The same places come back in trace after trace; when it is full, all are forgotten. */
const MAX_KNOWN = 10_000;
const MAX_CHARACTERS = 4_000_000;
const known = new PartsMap<string>();

/** `prefix:` and 16 hex digits of the SHA-256 over the parts; the prefix carries the version. */
export function fingerprintOf(prefix: string, parts: readonly string[]): string {
  const key = [prefix, ...parts];
  const remembered = known.get(key);
  if (remembered !== undefined) return remembered;
  if (known.size >= MAX_KNOWN || known.characters >= MAX_CHARACTERS) known.clear();
  const fingerprint = `${prefix}:${digest(JSON.stringify(parts))}`;
  known.set(key, fingerprint);
  return fingerprint;
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

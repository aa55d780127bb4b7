// Names for places in the code that stay the same across traces, runs and test databases.

import { createHash } from 'node:crypto';
import { PartsMap } from '../../lib/parts-map.ts';

/** The same places come back in trace after trace; of each prefix; when full, all are forgotten. */
const MAX_KNOWN = 10_000;
const MAX_CHARACTERS = 4_000_000;
const KNOWN = new Map<string, PartsMap<string>>();

/** `prefix:` and 16 hex digits of the SHA-256 over the parts; the prefix carries the version. */
export function fingerprintOf(prefix: string, parts: readonly string[]): string {
  let known = KNOWN.get(prefix);
  if (!known) {
    known = new PartsMap();
    KNOWN.set(prefix, known);
  }
  const remembered = known.get(parts);
  if (remembered !== undefined) return remembered;
  if (known.size >= MAX_KNOWN || known.characters >= MAX_CHARACTERS) known.clear();
  const fingerprint = `${prefix}:${digest(JSON.stringify(parts))}`;
  known.set(parts, fingerprint);
  return fingerprint;
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

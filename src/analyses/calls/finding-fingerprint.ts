// Names for places in the code that stay the same across traces, runs and test databases.

import { createHash } from 'node:crypto';
import { BoundedMemo } from '../../lib/bounded-memo.ts';

// The same places come back in trace after trace.
const memo = new BoundedMemo<string>(10_000, 4_000_000);

/** `prefix:` and 16 hex digits of the SHA-256 over the parts; the prefix carries the version. */
export function fingerprintOf(prefix: string, parts: readonly string[]): string {
  return `${prefix}:${memo.get(JSON.stringify(parts), digest)}`;
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

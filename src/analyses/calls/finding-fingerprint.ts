// Names for places in the code that stay the same across traces, runs and test databases.

import { createHash } from 'node:crypto';

/** `prefix:` and 16 hex digits of the SHA-256 over the parts; the prefix carries the version. */
export function fingerprintOf(prefix: string, parts: readonly string[]): string {
  const text = JSON.stringify(parts);
  return `${prefix}:${createHash('sha256').update(text).digest('hex').slice(0, 16)}`;
}

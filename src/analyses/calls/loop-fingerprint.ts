// What names a loop. Not part of it: kind, counts, times, ids, hosts, the source query, wrapper
// names, thresholds; they churn while the code stays the same.

import type { CallLoop } from './call-loops.ts';
import { fingerprintOf } from './finding-fingerprint.ts';
import type { RepeatedCallKind } from './repeated-call.ts';

const VERSION = 'np1';

/**
 * Class, service, entry, anchor, target without namespace, template. Tries of one call are another
 * matter than a loop at the same place; all other kinds are one, as a loop may look like any.
 */
export function fingerprintParts(loop: CallLoop, kind: RepeatedCallKind): readonly string[] {
  const { sample, unit } = loop;
  const { target, template } = sample;
  const callClass = kind === 'retry' ? `retry ${sample.callClass}` : sample.callClass;
  return [callClass, unit.service, unit.name, loop.anchorName, target, template];
}

export function loopFingerprint(parts: readonly string[]): string {
  return fingerprintOf(VERSION, parts);
}

/** Without the anchor: survives another way of instrumenting the same code. */
export function looseFingerprint(parts: readonly string[]): string {
  return fingerprintOf(`${VERSION}l`, parts.toSpliced(3, 1));
}

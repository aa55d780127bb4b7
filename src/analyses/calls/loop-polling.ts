// Does the loop wait for something? Sequential calls with long idle gaps, even ones, or gaps in
// which nothing else happens.

import type { CallItem } from './call-item.ts';
import { variation } from './loop-shape.ts';

const MIN_GAP_NS = 50_000_000;

/**
 * Judges sequential items. `busyBetween` tells whether the unit started other work between two
 * instants, other than what wraps the calls.
 */
export function isPolling(
  items: readonly CallItem[],
  distinctArguments: number,
  busyBetween: (fromNs: number, toNs: number, next: CallItem) => boolean,
): boolean {
  if (items.length < 3 || distinctArguments >= 2) return false;
  const gaps: number[] = [];
  for (let i = 1; i < items.length; i++) {
    gaps.push(Math.max(0, (items[i] as CallItem).startNs - (items[i - 1] as CallItem).endNs));
  }
  const idleNs = gaps.reduce((sum, gap) => sum + gap, 0);
  if (idleNs < MIN_GAP_NS * gaps.length) return false;
  const windowNs = (items[items.length - 1] as CallItem).endNs - (items[0] as CallItem).startNs;
  if (idleNs > windowNs * 0.7 && variation(gaps) < 0.25) return true;
  if (idleNs < windowNs * 0.95) return false;
  return !items.some((item, i) => {
    const before = items[i - 1];
    return before !== undefined && busyBetween(before.endNs, item.startNs, item);
  });
}

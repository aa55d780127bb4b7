// How long a database call takes by itself: less the waits for a connection that spans show inside
// it.

import type { TraceContext } from '../analyses/analysis.ts';
import type { Call } from '../analyses/calls/call.ts';
import { type PoolWait, poolWaits } from '../analyses/calls/pool-waits.ts';

/** A callee that starts a millisecond early is a matter of clocks. */
const CLOCK_NS = 1_000_000;
/** Waits looked at in one call: calls inside calls would make it quadratic. */
const MOST_WAITS = 256;

/** Nanoseconds of the call's own layer, from 0 to its duration. */
export function ownCallNs(context: TraceContext, call: Call): number {
  const { span, startNs, endNs, durationNs } = call.body;
  const subtreeEnd = context.trace.subtreeEnd[span] as number;
  // Most calls have nothing below them.
  if (subtreeEnd === span + 1) return durationNs;
  const waits = context.get(poolWaits).get(call.unit) ?? [];
  let waitedNs = 0;
  let countedToNs = startNs;
  const first = firstFrom(waits, startNs - CLOCK_NS);
  const end = Math.min(waits.length, first + MOST_WAITS);
  for (let w = first; w < end; w++) {
    const wait = waits[w] as PoolWait;
    if (wait.startNs >= endNs) break;
    if (wait.span <= span || wait.span >= subtreeEnd) continue;
    const fromNs = Math.max(wait.startNs, countedToNs);
    const toNs = Math.min(wait.endNs, endNs);
    if (toNs <= fromNs) continue;
    waitedNs += toNs - fromNs;
    countedToNs = toNs;
  }
  return durationNs - waitedNs;
}

/** The first of `waits`, which are in order of start, that starts at `startNs` or later. */
function firstFrom(waits: readonly PoolWait[], startNs: number): number {
  let low = 0;
  let high = waits.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((waits[middle] as PoolWait).startNs < startNs) low = middle + 1;
    else high = middle;
  }
  return low;
}

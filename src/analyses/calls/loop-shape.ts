// How the calls of a loop lie in time. With a clock of whole milliseconds no rule may depend on the
// order within one: every start is moved by the grain before overlap is judged.

import type { CallItem } from './call-item.ts';

/** When a call ran. */
export interface Interval {
  readonly startNs: number;
  readonly endNs: number;
}

export type LoopShape = 'sequential' | 'queued' | 'waves' | 'parallel';

export interface LoopTiming {
  readonly shape: LoopShape;
  /** From the first start to the last end. */
  readonly windowNs: number;
  /** Sum of the durations. */
  readonly sumNs: number;
  /** Largest number open at once. */
  readonly open: number;
}

/** Sums that exceed the window by less than this share prove no overlap. */
const SLACK = 1.1;

/** Shape of items in order of start; `grainNs` is 0 or a millisecond. */
export function loopTiming(items: readonly Interval[], grainNs: number): LoopTiming {
  let sumNs = 0;
  let longestNs = 0;
  let endNs = Number.NEGATIVE_INFINITY;
  for (const item of items) {
    const durationNs = item.endNs - item.startNs;
    sumNs += durationNs;
    longestNs = Math.max(longestNs, durationNs);
    endNs = Math.max(endNs, item.endNs);
  }
  const windowNs = endNs - (items[0]?.startNs ?? endNs);
  const flight = inFlight(items, grainNs);
  const facts = { windowNs, sumNs, open: flight.open };
  const share = flight.unionNs === 0 ? 1 : flight.sumNs / flight.unionNs;
  if (sumNs <= SLACK * (windowNs + grainNs) && share <= SLACK) {
    return { shape: 'sequential', ...facts };
  }
  if (flight.count >= 2 && flight.open === flight.count) {
    return { shape: isQueue(items, grainNs) ? 'queued' : 'parallel', ...facts };
  }
  return {
    shape: flight.unionNs >= 2 * longestNs && flight.count > 0 ? 'waves' : 'parallel',
    ...facts,
  };
}

/** Calls an ORM has under way for each one that the driver lets run, for a pool to be small. */
const SMALL_POOL = 4;

/**
 * Calls that code starts together may still wait for a connection: a layer above the driver counts
 * the wait, the driver does not. Where its own spans run in turn, or few at a time, that is the shape.
 */
export function throughFewConnections(
  outer: LoopTiming,
  items: readonly CallItem[],
  grainNs: number,
): LoopTiming {
  if (outer.shape !== 'parallel') return outer;
  const inner: Interval[] = [];
  for (const { tries, last } of items) {
    if (tries.length > 1 || last.essence === last) return outer;
    inner.push(last.essence);
  }
  inner.sort((a, b) => a.startNs - b.startNs || a.endNs - b.endNs);
  const { shape, open } = loopTiming(inner, grainNs);
  if (shape === 'sequential' || shape === 'queued') return { ...outer, shape: 'queued' };
  const few = shape === 'waves' && open * SMALL_POOL <= items.length;
  return few ? { ...outer, shape, open } : outer;
}

interface Flight {
  readonly count: number;
  readonly sumNs: number;
  readonly unionNs: number;
  readonly open: number;
}

// What surely ran: starts moved by the grain, what becomes empty left out.
function inFlight(items: readonly Interval[], grainNs: number): Flight {
  const starts: number[] = [];
  const ends: number[] = [];
  let sumNs = 0;
  for (const item of items) {
    const startNs = item.startNs + grainNs;
    if (item.endNs <= startNs) continue;
    starts.push(startNs);
    ends.push(item.endNs);
    sumNs += item.endNs - startNs;
  }
  starts.sort((a, b) => a - b);
  ends.sort((a, b) => a - b);
  let open = 0;
  let most = 0;
  let unionNs = 0;
  let since = 0;
  for (let s = 0, e = 0; e < ends.length; ) {
    if (s < starts.length && (starts[s] as number) < (ends[e] as number)) {
      if (open++ === 0) since = starts[s] as number;
      most = Math.max(most, open);
      s++;
    } else {
      if (--open === 0) unionNs += (ends[e] as number) - since;
      e++;
    }
  }
  return { count: starts.length, sumNs, unionNs, open: most };
}

// One connection serving a backlog: the calls end in the order of their starts, and the first one
// waited much less than the last. Even steps alone are no proof, service times vary.
function isQueue(items: readonly Interval[], grainNs: number): boolean {
  let apart = 0;
  let exceptions = 0;
  let shortestNs = Number.POSITIVE_INFINITY;
  let longestNs = 0;
  items.forEach((item, i) => {
    const durationNs = item.endNs - item.startNs;
    shortestNs = Math.min(shortestNs, durationNs);
    longestNs = Math.max(longestNs, durationNs);
    const before = items[i - 1];
    if (!before || item.startNs - before.startNs <= grainNs) return;
    apart++;
    if (item.endNs < before.endNs) exceptions++;
  });
  if (apart * 2 >= items.length - 1) {
    return exceptions * 10 <= apart && shortestNs * 2 <= longestNs;
  }
  const ends = items.map((item) => item.endNs).sort((a, b) => a - b);
  const steps = ends.slice(1).map((end, i) => end - (ends[i] as number));
  return shortestNs * items.length <= 2 * longestNs && variation(steps) <= 0.5;
}

/** Standard deviation over mean; 0 for no values, infinite for a mean of 0 with any spread. */
export function variation(values: readonly number[]): number {
  if (values.length === 0) return 0;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  if (squares === 0) return 0;
  return mean === 0 ? Number.POSITIVE_INFINITY : Math.sqrt(squares / values.length) / mean;
}

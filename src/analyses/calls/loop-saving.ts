// What one call in place of many would save on the latency of the trace: a range. The upper end
// takes the batch to cost as much as its slowest call, the lower end saves only round trips.

import type { TraceContext } from '../analysis.ts';
import { criticalPath } from '../critical-path.ts';
import { inclusivePath } from '../inclusive-path.ts';
import { slack } from '../slack.ts';
import { timing } from '../timing.ts';
import type { CallItem } from './call-item.ts';
import type { LoopShape } from './loop-shape.ts';

export interface LoopCost {
  /** Time the items hold the critical path of their analysis root. */
  readonly onPathNs: number;
  /** Items that hold it at all. */
  readonly itemsOnPath: number;
  /** Round trips only, and everything but the slowest call; both capped by what is felt. */
  readonly lowNs: number;
  readonly highNs: number;
  /** Median of the durations, for parallel calls. */
  readonly medianNs: number;
  readonly longestNs: number;
  /** Duration of the analysis root that waits for them; of several, the time they cover. */
  readonly rootNs: number;
  /** Fixing it shortens no more than this; infinite if nothing runs beside it. */
  readonly capNs: number;
}

/**
 * Prices items in order of start. `roundTripNs` is the shortest empty round trip seen in the unit,
 * infinite if none.
 */
export function loopCost(
  context: TraceContext,
  all: readonly CallItem[],
  shape: LoopShape | 'recursive',
  anchor: number,
  roundTripNs: number,
): LoopCost {
  const inclusive = context.get(inclusivePath);
  const { analysisRoot } = context.get(criticalPath);
  const items = waitedFor(all, analysisRoot, anchor);
  const { startNs, endNs } = context.get(timing);
  const durations = items.map((item) => item.endNs - item.startNs);
  const sorted = [...durations].sort((a, b) => a - b);
  const held = items.map((item) =>
    item.tries.reduce((sum, call) => sum + (inclusive[call.body.span] as number), 0),
  );
  const onPathNs = held.reduce((sum, cost) => sum + cost, 0);
  const queued = shape === 'queued' && onPathNs > 0;
  const costs = (queued ? queueSteps(items) : held).filter((cost) => cost > 0);
  const total = costs.reduce((sum, cost) => sum + cost, 0);
  const shortest = costs.reduce(
    (least, cost) => Math.min(least, cost),
    queued ? Number.POSITIVE_INFINITY : (sorted[0] ?? 0),
  );
  const most = costs.reduce((max, cost) => Math.max(max, cost), 0);
  const roots = new Set(items.map(({ last }) => analysisRoot[last.span] as number));
  const rootNs = coveredNs([...roots], startNs, endNs);
  // Each of several roots has all of its time on its own path, also where they overlap.
  const coverNs = roots.size > 1 ? Math.max(0, rootNs - most) : Number.POSITIVE_INFINITY;
  const capNs = Math.min(context.get(slack).capNs(anchor), coverNs);
  const trip = Math.min(shortest, roundTripNs);
  const low = costs.length > 1 ? (costs.length - 1) * trip : 0;
  const high = Math.max(0, total - most);
  return {
    onPathNs,
    itemsOnPath: costs.length,
    lowNs: Math.round(Math.min(low, high, capNs)),
    highNs: Math.round(Math.min(high, capNs)),
    medianNs: sorted[sorted.length >> 1] ?? 0,
    longestNs: sorted[sorted.length - 1] ?? 0,
    rootNs,
    capNs,
  };
}

/** Length of the union of some spans. */
function coveredNs(spans: number[], startNs: Float64Array, endNs: Float64Array): number {
  spans.sort((a, b) => (startNs[a] as number) - (startNs[b] as number));
  let covered = 0;
  let until = Number.NEGATIVE_INFINITY;
  for (const span of spans) {
    const end = endNs[span] as number;
    covered += Math.max(0, end - Math.max(until, startNs[span] as number));
    until = Math.max(until, end);
  }
  return covered;
}

// Calls that ran after the answer was given add nothing to what the others cost. Where all did, they
// are priced on their own.
function waitedFor(
  items: readonly CallItem[],
  analysisRoot: Int32Array,
  anchor: number,
): readonly CallItem[] {
  const root = analysisRoot[anchor];
  const waited = items.filter(({ last }) => analysisRoot[last.span] === root);
  return waited.length > 0 ? waited : items;
}

// One connection serves a backlog: what each call costs is the step from the end before it. The
// path shows only the last one, which waited for all others.
function queueSteps(items: readonly CallItem[]): number[] {
  const order = items.map((_, i) => i).sort((a, b) => endOf(items, a) - endOf(items, b) || a - b);
  const steps = new Array<number>(items.length).fill(0);
  let before = Number.NaN;
  for (const i of order) {
    const item = items[i] as CallItem;
    const from = Number.isNaN(before) ? item.startNs : before;
    steps[i] = Math.max(0, item.endNs - from);
    before = item.endNs;
  }
  return steps;
}

const endOf = (items: readonly CallItem[], i: number): number => (items[i] as CallItem).endNs;

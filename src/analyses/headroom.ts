// How much shortening a span can help before something else becomes what everybody waits for: a
// span may hold 70 ms of the path and still save only 20.

import { sortRange } from '../lib/sort-range.ts';
import type { Trace } from '../model/trace.ts';
import { type Analysis, defineAnalysis } from './analysis.ts';
import { type CriticalPath, criticalPath } from './critical-path.ts';
import { type Timing, timing } from './timing.ts';

/** Columns by preorder index; meaningful where the span is on the path of its analysis root. */
export interface Headroom {
  /** At most this much can be saved by shortening the span's own work. */
  readonly headroomNs: Float64Array;
  /** The most that anything at this place can save, whatever it holds; Infinity if unlimited. */
  readonly limitNs: Float64Array;
  /** Where the limit comes from: a span on the path with a rival close behind it; -1 for none. */
  readonly limiter: Int32Array;
  /** By limiter: the sibling that becomes critical when the limiter has been shortened enough. */
  readonly rival: Int32Array;
}

/** Parents first: a limit holds for the whole subtree. */
export const headroom: Analysis<Headroom> = defineAnalysis({
  id: 'headroom',
  compute(trace, context) {
    const times = context.get(timing);
    const path = context.get(criticalPath);
    const { size } = trace;
    const result = {
      headroomNs: new Float64Array(size),
      limitNs: new Float64Array(size).fill(Number.POSITIVE_INFINITY),
      limiter: new Int32Array(size).fill(-1),
      rival: new Int32Array(size).fill(-1),
    };
    const scratch = { chain: new Int32Array(size), others: new Int32Array(size) };
    for (let i = 0; i < size; i++) {
      if (path.onPath[i] !== 1) continue;
      result.headroomNs[i] = Math.min(path.onPathNs[i] as number, result.limitNs[i] as number);
      limitChildren(trace, times, path, result, scratch, i);
    }
    return result;
  },
});

/**
 * Gives the children of `span` their limits. The children on the path form a chain; each can be
 * shortened until a sibling outside the chain that ends shortly before takes its place, and the
 * earlier links of the chain cannot save more than the later ones allow.
 */
function limitChildren(
  trace: Trace,
  times: Timing,
  path: CriticalPath,
  result: Headroom,
  scratch: { chain: Int32Array; others: Int32Array },
  span: number,
): void {
  const { startNs, endNs, detached } = times;
  const { chain, others } = scratch;
  let links = 0;
  let rivals = 0;
  const last = trace.subtreeEnd[span] as number;
  for (let c = span + 1; c < last; c = trace.subtreeEnd[c] as number) {
    if (detached[c] !== 0 || startNs[c] === endNs[c]) continue;
    if (path.onPath[c] === 1) chain[links++] = c;
    else others[rivals++] = c;
  }
  // Each link was entered at a point before the start of the later one.
  sortRange(chain, 0, links, (a, b) => (startNs[b] as number) - (startNs[a] as number));
  sortRange(others, 0, rivals, (a, b) => (endNs[b] as number) - (endNs[a] as number) || a - b);
  let limitNs = result.limitNs[span] as number;
  let limiter = result.limiter[span] as number;
  let at = 0;
  for (let l = 0; l < links; l++) {
    const link = chain[l] as number;
    while (at < rivals && (endNs[others[at] as number] as number) > (endNs[link] as number)) {
      at++;
    }
    const rival = at < rivals ? (others[at] as number) : -1;
    if (rival >= 0 && (endNs[rival] as number) > (startNs[link] as number)) {
      const gapNs = (endNs[link] as number) - (endNs[rival] as number);
      result.rival[link] = rival;
      if (gapNs < limitNs) {
        limitNs = gapNs;
        limiter = link;
      }
    }
    result.limitNs[link] = limitNs;
    result.limiter[link] = limiter;
  }
}

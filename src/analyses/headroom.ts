// How much shortening a span helps for certain: a span may hold 70 ms of the path and save only 20
// before something else becomes what everybody waits for. Taken strictly: whatever else runs keeps
// its place in time, even where it may itself have waited for the span. What can be saved at most,
// if such followers move along, is `savable`.

import { type Analysis, defineAnalysis } from './analysis.ts';
import { criticalPath } from './critical-path.ts';
import { PathSiblings } from './path-siblings.ts';
import { timing } from './timing.ts';

/** Columns by preorder index; meaningful where the span is on the path of its analysis root. */
export interface Headroom {
  /** This much is saved for certain by shortening the span's own work. */
  readonly headroomNs: Float64Array;
  /** The same for anything at this place, whatever it holds; Infinity if unlimited. */
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
    const path = context.get(criticalPath);
    const siblings = new PathSiblings(trace, context.get(timing), path);
    const { size } = trace;
    const result = {
      headroomNs: new Float64Array(size),
      limitNs: new Float64Array(size).fill(Number.POSITIVE_INFINITY),
      limiter: new Int32Array(size).fill(-1),
      rival: new Int32Array(size).fill(-1),
    };
    for (let i = 0; i < size; i++) {
      if (path.onPath[i] !== 1) continue;
      result.headroomNs[i] = Math.min(path.onPathNs[i] as number, result.limitNs[i] as number);
      if (trace.subtreeEnd[i] === i + 1) continue;
      siblings.load(i);
      limitChildren(siblings, result, i);
    }
    return result;
  },
});

/**
 * Gives the children of `span` their limits: each link of the chain can be shortened until a rival
 * that ends shortly before takes its place, and the earlier links cannot save more than the later
 * ones allow.
 */
function limitChildren(siblings: PathSiblings, result: Headroom, span: number): void {
  const { chain, links, others, rivals } = siblings;
  const { startNs, endNs } = siblings.timing;
  let limitNs = result.limitNs[span] as number;
  let limiter = result.limiter[span] as number;
  let at = 0;
  for (let l = 0; l < links; l++) {
    const link = chain[l] as number;
    const linkEndNs = endNs[link] as number;
    while (at < rivals && (endNs[others[at] as number] as number) > linkEndNs) at++;
    const rival = at < rivals ? (others[at] as number) : -1;
    if (rival >= 0 && (endNs[rival] as number) > (startNs[link] as number)) {
      const gapNs = linkEndNs - (endNs[rival] as number);
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

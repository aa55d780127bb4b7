// The critical path: at every instant of a root the one span it was waiting for. Inferred from
// timing alone; order in time is not proof of cause.

import type { Trace } from '../model/trace.ts';
import { type Analysis, defineAnalysis } from './analysis.ts';
import { ChildIntervals } from './child-intervals.ts';
import { PathWalk } from './path-walk.ts';
import { type Timing, timing } from './timing.ts';

/** Segments in columns, ascending, contiguous, not empty; they cover their root exactly. */
export interface PathSegments {
  readonly length: number;
  readonly span: Int32Array;
  readonly startNs: Float64Array;
  readonly endNs: Float64Array;
  /** How much of the segment blocking children of the span ran beside it, not waited for. */
  readonly concurrentNs: Float64Array;
}

/** Columns by preorder index. */
export interface CriticalPath {
  /** Time the span itself holds the path of its analysis root. */
  readonly onPathNs: Float64Array;
  /** 1 where the span is on the path of its analysis root, itself or through its children. */
  readonly onPath: Uint8Array;
  /** The root that waited for this span: of its tree, or the detached span it belongs to. */
  readonly analysisRoot: Int32Array;
  /** Path of the primary root. */
  readonly segments: PathSegments;
  /** Path of another root or detached span; computed anew on each call. */
  segmentsOf(root: number): PathSegments;
}

export const criticalPath: Analysis<CriticalPath> = defineAnalysis({
  id: 'critical-path',
  compute(trace, context) {
    const times = context.get(timing);
    const walk = new PathWalk(trace, times);
    const onPathNs = new Float64Array(trace.size);
    const analysisRoot = findAnalysisRoots(trace, times);
    let segments: PathSegments | undefined;
    for (let i = 0; i < trace.size; i++) {
      if (analysisRoot[i] !== i) continue;
      walk.walk(i);
      addLengths(walk, onPathNs);
      segments ??= toSegments(walk);
    }
    return {
      onPathNs,
      onPath: walk.onPath,
      analysisRoot,
      segments: segments as PathSegments,
      segmentsOf(root) {
        const other = new PathWalk(trace, times);
        other.walk(root);
        return toSegments(other);
      },
    };
  },
});

function findAnalysisRoots(trace: Trace, { detached }: Timing): Int32Array {
  const analysisRoot = new Int32Array(trace.size);
  for (let i = 0; i < trace.size; i++) {
    const parent = trace.parent[i] as number;
    const isRoot = parent < 0 || detached[i] !== 0;
    analysisRoot[i] = isRoot ? i : (analysisRoot[parent] as number);
  }
  return analysisRoot;
}

function addLengths(walk: PathWalk, onPathNs: Float64Array): void {
  for (let s = 0; s < walk.length; s++) {
    const span = walk.span.data[s] as number;
    const lengthNs = (walk.endNs.data[s] as number) - (walk.startNs.data[s] as number);
    onPathNs[span] = (onPathNs[span] as number) + lengthNs;
  }
}

function toSegments(walk: PathWalk): PathSegments {
  const { length } = walk;
  const segments = {
    length,
    span: walk.span.data.slice(0, length).reverse(),
    startNs: walk.startNs.data.slice(0, length).reverse(),
    endNs: walk.endNs.data.slice(0, length).reverse(),
    concurrentNs: new Float64Array(length),
  };
  findConcurrency(walk.trace, walk.timing, segments);
  return segments;
}

/** Fills `concurrentNs`: one merge of children and one sweep per span, however many segments. */
function findConcurrency(trace: Trace, times: Timing, segments: PathSegments): void {
  const first = new Int32Array(trace.size).fill(-1);
  const next = new Int32Array(segments.length);
  for (let s = segments.length - 1; s >= 0; s--) {
    const span = segments.span[s] as number;
    next[s] = first[span] as number;
    first[span] = s;
  }
  const intervals = new ChildIntervals(trace, times);
  for (let i = 0; i < trace.size; i++) {
    if ((first[i] as number) < 0 || trace.subtreeEnd[i] === i + 1) continue;
    intervals.load(i);
    let at = 0;
    for (let s = first[i] as number; s >= 0; s = next[s] as number) {
      const start = segments.startNs[s] as number;
      const end = segments.endNs[s] as number;
      while (at < intervals.length && (intervals.endNs[at] as number) <= start) at++;
      let overlap = 0;
      for (let j = at; j < intervals.length && (intervals.startNs[j] as number) < end; j++) {
        overlap +=
          Math.min(end, intervals.endNs[j] as number) -
          Math.max(start, intervals.startNs[j] as number);
      }
      segments.concurrentNs[s] = overlap;
    }
  }
}

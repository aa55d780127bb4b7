// What a span's own time on the path is made of: the gaps between its calls, what ran beside it,
// and what it started without waiting. When no call is to blame this is what there is to say;
// missing instrumentation is the usual cause.

import type { Trace } from '../model/trace.ts';
import type { TraceContext } from './analysis.ts';
import { criticalPath, type PathSegments } from './critical-path.ts';
import { timing } from './timing.ts';

/** A stretch in which the span itself holds the path. */
export interface OwnGap {
  readonly startNs: number;
  readonly endNs: number;
  /** Blocking children that ran meanwhile, but were not what was waited for. */
  readonly concurrentNs: number;
  /** The child whose end opens the gap, or -1 at the span's start. */
  readonly after: number;
  /** The child whose start closes the gap, or -1 at the span's end. */
  readonly before: number;
}

export interface OwnTime {
  readonly span: number;
  /** On the path. */
  readonly onPathNs: number;
  readonly concurrentNs: number;
  /** Gaps longer than 5 % of `onPathNs`, in order of time. */
  readonly gaps: readonly OwnGap[];
  /** Detached children that ran during its own time, in preorder. */
  readonly detachedMeanwhile: readonly number[];
}

/** Own time of `span` on the path of the root it belongs to. */
export function explainOwnTime(context: TraceContext, span: number): OwnTime {
  const path = context.get(criticalPath);
  const root = path.analysisRoot[span] as number;
  const segments = root === 0 ? path.segments : path.segmentsOf(root);
  const onPathNs = path.onPathNs[span] as number;
  const own: number[] = [];
  const gaps: OwnGap[] = [];
  let concurrentNs = 0;
  for (let s = 0; s < segments.length; s++) {
    if (segments.span[s] !== span) continue;
    own.push(s);
    const startNs = segments.startNs[s] as number;
    const endNs = segments.endNs[s] as number;
    const besideNs = segments.concurrentNs[s] as number;
    concurrentNs += besideNs;
    if ((endNs - startNs) * 20 <= onPathNs) continue;
    const after = childAt(context.trace, segments, s - 1, span);
    const before = childAt(context.trace, segments, s + 1, span);
    gaps.push({ startNs, endNs, concurrentNs: besideNs, after, before });
  }
  const detachedMeanwhile = findMeanwhile(context, segments, own, span);
  return { span, onPathNs, concurrentNs, gaps, detachedMeanwhile };
}

/** The child of `parent` in whose subtree `segment` lies, or -1. */
function childAt(trace: Trace, segments: PathSegments, segment: number, parent: number): number {
  let at = segments.span[segment] ?? -1;
  if (at <= parent || at >= (trace.subtreeEnd[parent] as number)) return -1;
  while (trace.parent[at] !== parent) at = trace.parent[at] as number;
  return at;
}

/** Detached children of `span` that overlap one of its `own` segments (ascending). */
function findMeanwhile(
  context: TraceContext,
  segments: PathSegments,
  own: readonly number[],
  span: number,
): number[] {
  const { subtreeEnd } = context.trace;
  const { detached, startNs, endNs } = context.get(timing);
  const meanwhile: number[] = [];
  const last = subtreeEnd[span] as number;
  for (let c = span + 1; c < last; c = subtreeEnd[c] as number) {
    if (detached[c] === 0) continue;
    const startsNs = startNs[c] as number;
    const next = own[firstIndex(own.length, (i) => endOf(own[i]) > startsNs)];
    if (next !== undefined && (segments.startNs[next] as number) < (endNs[c] as number)) {
      meanwhile.push(c);
    }
  }
  return meanwhile;

  function endOf(segment: number | undefined): number {
    return segments.endNs[segment as number] as number;
  }
}

/** The first index below `length` for which `test` holds, given that it then holds for the rest. */
function firstIndex(length: number, test: (index: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (test(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

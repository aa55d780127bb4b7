// What is known of each folded node before rows are chosen: when it ran, what it holds of the
// critical path, itself and below, and whether anything is wrong with it.

import type { PathSegments } from '../analyses/critical-path.ts';
import type { Trace } from '../model/trace.ts';
import type { SpanNode } from './span-tree-folding.ts';

/** Facts about the trace that the rows are drawn from; columns by preorder index. */
export interface WaterfallFacts {
  readonly trace: Trace;
  /** Interval after clock skew was undone. */
  readonly startNs: Float64Array;
  readonly endNs: Float64Array;
  readonly selfNs: Float64Array;
  /** 0 for spans somebody waited for. */
  readonly detached: ArrayLike<number>;
  /** By operation of the trace: equal numbers are one operation. */
  readonly groupOf: ArrayLike<number>;
  /** The primary root's critical path. */
  readonly segments: PathSegments;
  /** Short words for spans that findings concern: "N+1 ×41". */
  readonly marks: ReadonlyMap<number, string>;
  /** Of these, the spans of findings above low severity: their rows come first. */
  readonly grave?: ReadonlySet<number> | undefined;
}

/** What is known of a node before rows are chosen. */
export interface NodeFacts {
  readonly node: SpanNode;
  readonly startNs: number;
  readonly endNs: number;
  readonly durationNs: number;
  readonly longestNs: number;
  readonly selfNs: number;
  readonly onPathNs: number;
  readonly failures: number;
  readonly own: [number, number][];
  /** What the worst finding that concerns its spans is called. */
  readonly mark: string | undefined;
  /** What makes a row worth its line; neither ever grows from root to leaf. */
  pathScore: number;
  trouble: number;
  /** Path time in it or below. */
  inclusiveNs: number;
  spansInside: number;
  /** The same, of it or what is below it. */
  worstMark: string | undefined;
  shown: boolean;
}

export interface PathColumns {
  /** Own time on the path, per span. */
  readonly ownNs: Float64Array;
  readonly own: ReadonlyMap<number, readonly [number, number][]>;
  /** From when to when the path runs in the span's subtree; one interval, as the walk visits a
   * span once. start > end where it never does. */
  readonly insideStart: Float64Array;
  readonly insideEnd: Float64Array;
}

export function pathColumns({ trace, segments }: WaterfallFacts): PathColumns {
  const ownNs = new Float64Array(trace.size);
  const own = new Map<number, [number, number][]>();
  const insideStart = new Float64Array(trace.size).fill(Number.POSITIVE_INFINITY);
  const insideEnd = new Float64Array(trace.size).fill(Number.NEGATIVE_INFINITY);
  for (let s = 0; s < segments.length; s++) {
    const span = segments.span[s] as number;
    const startNs = segments.startNs[s] as number;
    const endNs = segments.endNs[s] as number;
    ownNs[span] = (ownNs[span] as number) + endNs - startNs;
    const stretches = own.get(span);
    if (stretches) stretches.push([startNs, endNs]);
    else own.set(span, [[startNs, endNs]]);
    insideStart[span] = Math.min(insideStart[span] as number, startNs);
    insideEnd[span] = Math.max(insideEnd[span] as number, endNs);
  }
  for (let i = trace.size - 1; i > 0; i--) {
    const parent = trace.parent[i] as number;
    if (parent < 0) continue;
    insideStart[parent] = Math.min(insideStart[parent] as number, insideStart[i] as number);
    insideEnd[parent] = Math.max(insideEnd[parent] as number, insideEnd[i] as number);
  }
  return { ownNs, own, insideStart, insideEnd };
}

export function measure(node: SpanNode, facts: WaterfallFacts, path: PathColumns): NodeFacts {
  const own: [number, number][] = [];
  let startNs = Number.POSITIVE_INFINITY;
  let endNs = Number.NEGATIVE_INFINITY;
  let worst: string | undefined;
  let [durationNs, longestNs, selfNs, onPathNs, failures, marked] = [0, 0, 0, 0, 0, 0];
  for (const i of node.members) {
    const duration = facts.trace.durationNs[i] as number;
    startNs = Math.min(startNs, facts.startNs[i] as number);
    endNs = Math.max(endNs, facts.endNs[i] as number);
    durationNs += duration;
    longestNs = Math.max(longestNs, duration);
    selfNs += facts.selfNs[i] as number;
    onPathNs += path.ownNs[i] as number;
    failures += facts.trace.failed[i] as number;
    const mark = facts.marks.get(i);
    const weight = mark === undefined ? 0 : facts.grave?.has(i) ? 2 : 1;
    if (weight > marked) {
      marked = weight;
      worst = mark;
    }
    for (const stretch of path.own.get(i) ?? []) own.push(stretch);
  }
  // A nanosecond of path outranks any duration nobody waited for.
  const pathScore = onPathNs + longestNs * 1e-9;
  const trouble = Math.max(marked, failures > 0 ? 1 : 0);
  const spansInside = node.members.length;
  const inclusiveNs = onPathNs;
  return {
    node,
    startNs,
    endNs,
    durationNs,
    longestNs,
    selfNs,
    onPathNs,
    failures,
    own,
    mark: worst,
    pathScore,
    trouble,
    inclusiveNs,
    spansInside,
    worstMark: worst,
    shown: false,
  };
}

/** Sums path time and counts upwards and makes scores monotone; nodes stand parents first. */
export function accumulate(nodes: readonly NodeFacts[]): void {
  for (let at = nodes.length - 1; at >= 0; at--) {
    const facts = nodes[at] as NodeFacts;
    facts.pathScore = Math.max(facts.pathScore, facts.inclusiveNs);
    const parent = nodes[facts.node.parent];
    if (!parent) continue;
    parent.inclusiveNs += facts.inclusiveNs;
    parent.spansInside += facts.spansInside;
    parent.pathScore = Math.max(parent.pathScore, facts.pathScore);
    if (facts.worstMark !== undefined && (!parent.worstMark || facts.trouble > parent.trouble))
      parent.worstMark = facts.worstMark;
    parent.trouble = Math.max(parent.trouble, facts.trouble);
  }
}

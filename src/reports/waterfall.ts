// The waterfall as data: which rows to draw, and which stretches of the critical path each holds.
// A trace of 20,000 spans must still give a useful first screen, so rows are chosen by what they
// hold of the critical path, by errors and by findings; what is left out is counted in place.

import type { PathSegments } from '../analyses/critical-path.ts';
import type { Phrase } from '../model/phrase.ts';
import type { Trace } from '../model/trace.ts';
import { exceptionOf } from './exception.ts';
import type { WaterfallBlock, WaterfallRow } from './report.ts';
import { foldSpans, type SpanNode } from './span-tree-folding.ts';

/** Facts about the trace that the rows are drawn from; columns by preorder index. */
export interface WaterfallFacts {
  readonly trace: Trace;
  /** Interval after clock skew was undone. */
  readonly startNs: Float64Array;
  readonly endNs: Float64Array;
  readonly selfNs: Float64Array;
  /** 0 for spans somebody waited for. */
  readonly detached: ArrayLike<number>;
  /** The primary root's critical path. */
  readonly segments: PathSegments;
  /** Short words for spans that findings concern: "N+1 ×41". */
  readonly marks: ReadonlyMap<number, string>;
}

export interface WaterfallOptions {
  /** Every span a row of its own, nothing left out for space. */
  readonly full: boolean;
  /** Rows to draw at most, unless `full`. */
  readonly rows: number;
  /** Leave out what is shorter. */
  readonly minNs: number;
  /** Leave out what is deeper. */
  readonly depth: number;
}

/** Tree guides a row carries; deeper levels are counted, not drawn. */
const GUIDES = 12;

/** What is known of a node before rows are chosen. */
interface NodeFacts {
  readonly node: SpanNode;
  readonly startNs: number;
  readonly endNs: number;
  readonly durationNs: number;
  readonly longestNs: number;
  readonly selfNs: number;
  readonly onPathNs: number;
  readonly failures: number;
  readonly own: [number, number][];
  /** What makes a row worth its line; neither ever grows from root to leaf. */
  pathScore: number;
  trouble: number;
  /** Path time in it or below. */
  inclusiveNs: number;
  spansInside: number;
  shown: boolean;
}

export function buildWaterfall(facts: WaterfallFacts, options: WaterfallOptions): WaterfallBlock {
  const path = pathColumns(facts);
  const nodes = foldSpans(facts.trace, !options.full, facts.detached).map((node) =>
    measure(node, facts, path),
  );
  accumulate(nodes);
  choose(nodes, options);
  return {
    kind: 'waterfall',
    startNs: facts.startNs[0] ?? 0,
    endNs: facts.endNs[0] ?? 0,
    rows: drawRows(nodes, facts, path),
  };
}

interface PathColumns {
  /** Own time on the path, per span. */
  readonly ownNs: Float64Array;
  readonly own: ReadonlyMap<number, readonly [number, number][]>;
  /** From when to when the path runs in the span's subtree; one interval, as the walk visits a
   * span once. start > end where it never does. */
  readonly insideStart: Float64Array;
  readonly insideEnd: Float64Array;
}

function pathColumns({ trace, segments }: WaterfallFacts): PathColumns {
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

function measure(node: SpanNode, facts: WaterfallFacts, path: PathColumns): NodeFacts {
  const own: [number, number][] = [];
  let startNs = Number.POSITIVE_INFINITY;
  let endNs = Number.NEGATIVE_INFINITY;
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
    if (facts.marks.has(i)) marked = 1;
    for (const stretch of path.own.get(i) ?? []) own.push(stretch);
  }
  // A nanosecond of path outranks any duration nobody waited for.
  const pathScore = onPathNs + longestNs * 1e-9;
  const trouble = marked > 0 || failures > 0 ? 1 : 0;
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
    pathScore,
    trouble,
    inclusiveNs,
    spansInside,
    shown: false,
  };
}

/** Sums path time and counts upwards and makes scores monotone; nodes stand parents first. */
function accumulate(nodes: readonly NodeFacts[]): void {
  for (let at = nodes.length - 1; at >= 0; at--) {
    const facts = nodes[at] as NodeFacts;
    facts.pathScore = Math.max(facts.pathScore, facts.inclusiveNs);
    const parent = nodes[facts.node.parent];
    if (!parent) continue;
    parent.inclusiveNs += facts.inclusiveNs;
    parent.spansInside += facts.spansInside;
    parent.pathScore = Math.max(parent.pathScore, facts.pathScore);
    parent.trouble = Math.max(parent.trouble, facts.trouble);
  }
}

/** Part of the rows that the critical path gets before errors and findings. */
const PATH_PART = 0.6;

// The best rows by path, then those with errors and findings, then whatever is left of the best. As
// a parent never scores lower than its children and stands before them, chosen rows hang together.
function choose(nodes: readonly NodeFacts[], options: WaterfallOptions): void {
  const eligible = nodes.filter(
    ({ node, durationNs }) =>
      node.depth === 0 || (durationNs >= options.minNs && node.depth <= options.depth),
  );
  if (options.full) {
    for (const facts of eligible) facts.shown = true;
    return;
  }
  const places = new Map(eligible.map((facts, place) => [facts, place]));
  const inOrder = (a: NodeFacts, b: NodeFacts) =>
    b.pathScore - a.pathScore || (places.get(a) ?? 0) - (places.get(b) ?? 0);
  const byPath = [...eligible].sort(inOrder);
  const byTrouble = [...eligible].sort((a, b) => b.trouble - a.trouble || inOrder(a, b));
  let left = options.rows;
  for (const facts of byPath.slice(0, Math.ceil(options.rows * PATH_PART))) {
    facts.shown = true;
    left--;
  }
  for (const facts of byTrouble) {
    if (left === 0) break;
    if (facts.shown) continue;
    facts.shown = true;
    left--;
  }
  // A short parent of a long detached child is left out with the child.
  for (const facts of nodes) {
    const parent = nodes[facts.node.parent];
    if (parent && !parent.shown) facts.shown = false;
  }
}

/** Where a row hangs: its tree guides, and whether it is the only child of the row above. */
interface Place {
  readonly guides: readonly boolean[];
  readonly chain: boolean;
}

type Frame = { readonly at: number; readonly place: Place } | { readonly row: WaterfallRow };

function drawRows(
  nodes: readonly NodeFacts[],
  facts: WaterfallFacts,
  path: PathColumns,
): WaterfallRow[] {
  const children = childLists(nodes);
  const rows: WaterfallRow[] = [];
  const stack: Frame[] = [];
  for (let at = nodes.length - 1; at >= 0; at--) {
    const root = nodes[at] as NodeFacts;
    const place = { guides: [], chain: false };
    if (root.node.parent === -1 && root.shown) stack.push({ at, place });
  }
  for (let frame = stack.pop(); frame; frame = stack.pop()) {
    if ('row' in frame) {
      rows.push(frame.row);
      continue;
    }
    const node = nodes[frame.at] as NodeFacts;
    rows.push(drawRow(node, frame.place, facts, path));
    const below = children[frame.at] ?? [];
    const shown = below.filter((child) => nodes[child]?.shown);
    const hidden = below.filter((child) => !nodes[child]?.shown);
    const items = shown.length + (hidden.length > 0 ? 1 : 0);
    if (hidden.length > 0) {
      const left = hidden.map((child) => nodes[child] as NodeFacts);
      stack.push({ row: hiddenRow(left, node.node.depth + 1, placeOf(frame.place, items, true)) });
    }
    for (let k = shown.length - 1; k >= 0; k--) {
      const isLast = k === items - 1;
      stack.push({ at: shown[k] as number, place: placeOf(frame.place, items, isLast) });
    }
  }
  return rows;
}

// An only child stands below its parent without a further level: calls through client, proxy and
// handler are chains, and indentation is worth more where the tree branches.
function placeOf(parent: Place, siblings: number, isLast: boolean): Place {
  if (siblings === 1 && parent.chain) return parent;
  return { guides: [...parent.guides, isLast].slice(-GUIDES), chain: siblings === 1 };
}

function childLists(nodes: readonly NodeFacts[]): number[][] {
  const lists: number[][] = nodes.map(() => []);
  for (const [at, { node }] of nodes.entries()) lists[node.parent]?.push(at);
  return lists;
}

function drawRow(
  node: NodeFacts,
  { guides, chain }: Place,
  facts: WaterfallFacts,
  path: PathColumns,
): WaterfallRow {
  const { trace } = facts;
  const { members, depth } = node.node;
  const first = members[0] as number;
  const problem = problemOf(node, trace);
  return {
    type: members.length > 1 ? 'fold' : 'span',
    service: trace.service(first),
    name: trace.name(first),
    depth,
    last: guides,
    chain,
    count: members.length,
    startNs: node.startNs,
    endNs: node.endNs,
    durationNs: node.durationNs,
    selfNs: node.selfNs,
    onPathNs: node.onPathNs,
    runs: members.map((i) => [facts.startNs[i] as number, facts.endNs[i] as number] as const),
    own: node.own.sort((a, b) => a[0] - b[0]),
    below: insideStretches(members, path),
    detached: facts.detached[first] !== 0,
    failed: node.failures > 0,
    marks: marksOf(node, facts),
    ...(problem ? { problem } : {}),
  };
}

function insideStretches(members: readonly number[], path: PathColumns): [number, number][] {
  const stretches: [number, number][] = [];
  for (const i of members) {
    const start = path.insideStart[i] as number;
    const end = path.insideEnd[i] as number;
    if (end > start) stretches.push([start, end]);
  }
  return stretches;
}

function marksOf(node: NodeFacts, facts: WaterfallFacts): string[] {
  const { members } = node.node;
  const marks: string[] = [];
  const finding = members.map((i) => facts.marks.get(i)).find((mark) => mark !== undefined);
  if (finding !== undefined) marks.push(finding);
  if (node.failures > 0) marks.push(members.length > 1 ? `${node.failures} failed` : 'error');
  if (facts.detached[members[0] as number] !== 0) marks.push('async');
  return marks;
}

/** The exception, at the span where the failure begins: spans above only pass it on. */
function problemOf(node: NodeFacts, trace: Trace): Phrase | undefined {
  const failing = node.node.members.filter((i) => trace.failed[i] === 1);
  const origin = failing.find((i) => !hasFailedChild(trace, i));
  return origin === undefined ? undefined : exceptionOf(trace, origin);
}

function hasFailedChild(trace: Trace, index: number): boolean {
  const end = trace.subtreeEnd[index] as number;
  for (let c = index + 1; c < end; c = trace.subtreeEnd[c] as number) {
    if (trace.failed[c] === 1) return true;
  }
  return false;
}

function hiddenRow(
  hidden: readonly NodeFacts[],
  depth: number,
  { guides, chain }: Place,
): WaterfallRow {
  let [spans, startNs, endNs, longestNs, onPathNs] = [0, Number.POSITIVE_INFINITY, 0, 0, 0];
  for (const facts of hidden) {
    spans += facts.spansInside;
    startNs = Math.min(startNs, facts.startNs);
    endNs = Math.max(endNs, facts.endNs);
    longestNs = Math.max(longestNs, facts.longestNs);
    onPathNs += facts.inclusiveNs;
  }
  return {
    type: 'hidden',
    service: '',
    name: '',
    depth,
    last: guides,
    chain,
    count: spans,
    startNs,
    endNs,
    durationNs: longestNs,
    selfNs: 0,
    onPathNs,
    runs: [],
    own: [],
    below: [],
    detached: false,
    failed: false,
    marks: [],
  };
}

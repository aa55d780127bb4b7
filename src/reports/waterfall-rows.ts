// Chosen nodes as rows: tree guides, stretches, marks, what went wrong, and what was left out.

import type { Phrase } from '../model/phrase.ts';
import type { Trace } from '../model/trace.ts';
import { exceptionOf } from './exception.ts';
import type { WaterfallRow } from './report.ts';
import { shownName } from './shown-name.ts';
import type { NodeFacts, PathColumns, WaterfallFacts } from './waterfall-nodes.ts';

/** Tree guides a row carries: one more than any screen draws, so that it can say that some are missing. */
const GUIDES = 13;

/** Where a row hangs: its tree guides, and whether it is the only child of the row above. */
interface Place {
  readonly guides: readonly boolean[];
  readonly chain: boolean;
}

type Frame = { readonly at: number; readonly place: Place } | { readonly row: WaterfallRow };

export function drawRows(
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
    name: shownName(trace, first),
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
  if (node.mark !== undefined) marks.push(node.mark);
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
  let worst: NodeFacts | undefined;
  let [spans, startNs, endNs, longestNs, onPathNs] = [0, Number.POSITIVE_INFINITY, 0, 0, 0];
  for (const facts of hidden) {
    spans += facts.spansInside;
    if (facts.worstMark !== undefined && (!worst || facts.trouble > worst.trouble)) worst = facts;
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
    marks: worst?.worstMark === undefined ? [] : [worst.worstMark],
  };
}

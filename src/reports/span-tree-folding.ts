// Folding: siblings of one operation become one node, children of folded nodes merge likewise, so
// that 40 equal queries, or 12 wrappers with a query each, take one or two lines. Linear in spans;
// nodes stand in order of creation, parents before children.

import type { Trace } from '../model/trace.ts';

/** One or more spans of one operation below one (possibly folded) parent. */
export interface SpanNode {
  /** Preorder indices, ascending. */
  readonly members: readonly number[];
  /** Index into the list of nodes, -1 for roots. */
  readonly parent: number;
  readonly depth: number;
}

/** From how many equal siblings on they are folded. */
const FOLD_FROM = 3;

/**
 * The nodes of a trace. `fold` false gives one node a span. Spans for which `apart` is non-zero
 * (detached ones) never share a node with others. `groupOf` numbers the operations of the trace:
 * equal numbers are one.
 */
export function foldSpans(
  trace: Trace,
  fold: boolean,
  apart: ArrayLike<number>,
  groupOf: ArrayLike<number> = trace.operations.map((_, i) => i),
): SpanNode[] {
  const nodes: SpanNode[] = [];
  for (const root of trace.roots) nodes.push({ members: [root], parent: -1, depth: 0 });
  for (let at = 0; at < nodes.length; at++) {
    const node = nodes[at] as SpanNode;
    for (const members of childGroups(trace, node, fold, apart, groupOf)) {
      nodes.push({ members, parent: at, depth: node.depth + 1 });
    }
  }
  return nodes;
}

// Client spans are often all called "POST": what the first child is tells calls to different
// services apart.
function groupKey(
  trace: Trace,
  index: number,
  apart: ArrayLike<number>,
  groupOf: ArrayLike<number>,
): number {
  const group = (span: number) => groupOf[trace.operation[span] as number] as number;
  const hasChild = (trace.subtreeEnd[index] as number) > index + 1;
  const inner = hasChild ? group(index + 1) + 1 : 0;
  return (group(index) * (trace.operations.length + 1) + inner) * 2 + (apart[index] ? 1 : 0);
}

function childGroups(
  trace: Trace,
  node: SpanNode,
  fold: boolean,
  apart: ArrayLike<number>,
  groupOf: ArrayLike<number>,
): number[][] {
  const groups = new Map<number, number[]>();
  const singles: number[][] = [];
  for (const member of node.members) {
    const end = trace.subtreeEnd[member] as number;
    for (let child = member + 1; child < end; child = trace.subtreeEnd[child] as number) {
      if (!fold) {
        singles.push([child]);
        continue;
      }
      const key = groupKey(trace, child, apart, groupOf);
      const group = groups.get(key);
      if (group) group.push(child);
      else groups.set(key, [child]);
    }
  }
  if (!fold) return singles;
  const folded: number[][] = [];
  for (const group of groups.values()) {
    if (group.length >= FOLD_FROM || node.members.length > 1) folded.push(group);
    else for (const child of group) folded.push([child]);
  }
  const startOf = (members: number[]) => trace.startNs[members[0] as number] as number;
  return folded.sort((a, b) => startOf(a) - startOf(b) || (a[0] as number) - (b[0] as number));
}

// The waterfall as data: which rows to draw, and which stretches of the critical path each holds.
// A trace of 20,000 spans must still give a useful first screen, so rows are chosen by what they
// hold of the critical path, by errors and by findings; what is left out is counted in place.

import type { WaterfallBlock } from './report.ts';
import { foldSpans } from './span-tree-folding.ts';
import {
  accumulate,
  measure,
  type NodeFacts,
  pathColumns,
  type WaterfallFacts,
} from './waterfall-nodes.ts';
import { drawRows } from './waterfall-rows.ts';

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

export function buildWaterfall(facts: WaterfallFacts, options: WaterfallOptions): WaterfallBlock {
  const path = pathColumns(facts);
  const nodes = foldSpans(facts.trace, !options.full, facts.detached, facts.groupOf).map((node) =>
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

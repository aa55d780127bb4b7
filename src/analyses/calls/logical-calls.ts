// The calls of a trace, each counted once: found, folded, and given their final target.

import { sortIfNeeded } from '../../lib/sort-if-needed.ts';
import { type Analysis, defineAnalysis } from '../analysis.ts';
import type { Call, SkippedCall } from './call.ts';
import type { GroupingTree } from './grouping-tree.ts';
import { LayerFolder } from './layer-folding.ts';
import { generalisePaths } from './path-segments.ts';
import { lendPreparedTexts } from './prepared-statements.ts';
import { CallFinder } from './recorded-calls.ts';
import { foldSideBySide } from './side-by-side.ts';
import { foldSilentLayers } from './silent-layers.ts';
import { spanRoles } from './span-roles.ts';
import { unitsOfWork } from './units-of-work.ts';

export interface LogicalCalls {
  /** In order of their units, then of start. */
  readonly calls: readonly Call[];
  /** Calls of unit `u` are `calls[unitStart[u] .. unitStart[u + 1])`. */
  readonly unitStart: Int32Array;
  readonly skipped: readonly SkippedCall[];
  /** Spans that were layers of another call, or wrappers. */
  readonly foldedSpans: number;
  /** The tree in which they stand, lost contexts mended. */
  readonly tree: GroupingTree;
  /** Logical calls at or before each span in preorder of the trace: for counts of subtrees. */
  readonly callsBefore: Int32Array;
}

export const logicalCalls: Analysis<LogicalCalls> = defineAnalysis({
  id: 'logical-calls',
  compute(trace, context) {
    const units = context.get(unitsOfWork);
    const tree = units.tree();
    const recorded = new CallFinder(trace, context.get(spanRoles), units, tree).find();
    const layers = lendPreparedTexts(trace, tree, recorded);
    generalisePaths(layers);
    new LayerFolder(trace, units, tree, layers).fold();
    foldSideBySide(layers, tree);
    foldSilentLayers(layers, tree);
    const calls = layers.filter((call) => !call.foldedInto && !call.wrapper);
    for (const call of calls) takeInnermostTarget(call);
    nameOnlyNamespaces(calls);
    sortIfNeeded(
      calls,
      (a, b) => a.unit - b.unit || a.startNs - b.startNs || a.endNs - b.endNs || a.span - b.span,
    );
    return {
      calls,
      unitStart: unitStarts(calls, units.units.length),
      skipped: recorded.skipped,
      foldedSpans: layers.length - calls.length,
      tree,
      callsBefore: countBefore(calls, trace.size),
    };
  },
});

// Layers may each know a part: the innermost that knows the target or the namespace wins.
function takeInnermostTarget(call: Call): void {
  if (!call.layers) return;
  for (const layer of call.layers) {
    if (layer.callClass !== call.callClass && layer !== call.essence) continue;
    if (layer.target !== '') call.target = layer.target;
    if (layer.namespace !== '') call.namespace = layer.namespace;
  }
}

// A missing namespace is the only one of that product in the unit.
function nameOnlyNamespaces(all: readonly Call[]): void {
  const calls = all.filter(({ callClass }) => callClass === 'db' || callClass === 'cache');
  if (calls.every(({ namespace }) => namespace !== '')) return;
  const known = new Map<string, string | null>();
  const keyOf = (call: Call) => `${call.unit} ${call.callClass} ${call.target}`;
  for (const call of calls) {
    if (call.namespace === '') continue;
    const key = keyOf(call);
    const other = known.get(key);
    if (other === undefined) known.set(key, call.namespace);
    else if (other !== call.namespace) known.set(key, null);
  }
  for (const call of calls) call.namespace ||= known.get(keyOf(call)) ?? '';
}

function unitStarts(calls: readonly Call[], units: number): Int32Array {
  const starts = new Int32Array(units + 1);
  for (const call of calls) starts[call.unit + 1] = (starts[call.unit + 1] as number) + 1;
  for (let u = 0; u < units; u++) starts[u + 1] = (starts[u + 1] as number) + (starts[u] as number);
  return starts;
}

function countBefore(calls: readonly Call[], size: number): Int32Array {
  const before = new Int32Array(size + 1);
  for (const call of calls) before[call.span + 1] = (before[call.span + 1] as number) + 1;
  for (let i = 0; i < size; i++) before[i + 1] = (before[i + 1] as number) + (before[i] as number);
  return before;
}

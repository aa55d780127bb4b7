// Database transactions whose both ends are visible. A BEGIN without an end says nothing about how
// far it reaches.

import { type Analysis, defineAnalysis } from '../analysis.ts';
import type { SkippedCall } from './call.ts';
import { logicalCalls } from './logical-calls.ts';

export interface DatabaseTransaction {
  readonly unit: number;
  readonly begin: number;
  readonly end: number;
  readonly startNs: number;
  readonly endNs: number;
}

export interface Transactions {
  /** By unit, in order of start. */
  readonly visible: ReadonlyMap<number, readonly DatabaseTransaction[]>;
  /** Units that begin one whose end cannot be seen. */
  readonly open: ReadonlySet<number>;
  /** The transaction of a unit that is open at an instant. */
  at(unit: number, ns: number): DatabaseTransaction | undefined;
}

export const transactions: Analysis<Transactions> = defineAnalysis({
  id: 'transactions',
  compute(_, context) {
    const byConnection = new Map<string, SkippedCall[]>();
    for (const skipped of context.get(logicalCalls).skipped) {
      if (!/^(?:begin|commit|rollback)$/.test(skipped.reason)) continue;
      const key = `${skipped.unit} ${skipped.product}`;
      const list = byConnection.get(key);
      if (list) list.push(skipped);
      else byConnection.set(key, [skipped]);
    }
    const all: DatabaseTransaction[] = [];
    const open = new Set<number>();
    for (const list of byConnection.values()) pairUp(list, all, open);
    all.sort((a, b) => a.startNs - b.startNs || a.begin - b.begin);
    const visible = new Map<number, DatabaseTransaction[]>();
    for (const one of all) {
      const list = visible.get(one.unit);
      if (list) list.push(one);
      else visible.set(one.unit, [one]);
    }
    return { visible, open, at: (unit, ns) => findOpen(visible.get(unit) ?? [], ns) };
  },
});

// The last one that began by then: transactions of one connection do not overlap.
function findOpen(
  list: readonly DatabaseTransaction[],
  ns: number,
): DatabaseTransaction | undefined {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((list[middle] as DatabaseTransaction).startNs <= ns) low = middle + 1;
    else high = middle;
  }
  const last = list[low - 1];
  return last && ns < last.endNs ? last : undefined;
}

// A second BEGIN while one is open is another layer of it; a second COMMIT ends nothing.
function pairUp(list: SkippedCall[], visible: DatabaseTransaction[], open: Set<number>): void {
  list.sort((a, b) => a.startNs - b.startNs || a.span - b.span);
  let begun: SkippedCall | undefined;
  for (const skipped of list) {
    if (skipped.reason === 'begin') begun ??= skipped;
    else if (begun) {
      const { unit, span: begin, startNs } = begun;
      visible.push({ unit, begin, end: skipped.span, startNs, endNs: skipped.endNs });
      begun = undefined;
    }
  }
  if (begun) open.add(begun.unit);
}

// Layers that stand side by side: the ORM's span is not current while the driver runs, so the
// driver's span is its sibling and lies within it only in time. They are matched one to one.

import { FreeSlots } from '../../lib/free-slots.ts';
import type { Call } from './call.ts';
import type { GroupingTree } from './grouping-tree.ts';
import { foldInto } from './layer-folding.ts';

const TOLERANCE_NS = 1_000_000;

/** Folds pairs of equal store calls of two libraries below one parent. */
export function foldSideBySide(calls: readonly Call[], tree: GroupingTree): void {
  if (!hasTwoScopes(calls)) return;
  const groups = new Map<string, Call[]>();
  for (const call of calls) {
    if (call.foldedInto || call.wrapper || !call.essence.identity.hasText) continue;
    if (!isStore(call)) continue;
    const key = `${tree.up[call.span]} ${call.template}`;
    const group = groups.get(key);
    if (group) group.push(call);
    else groups.set(key, [call]);
  }
  for (const group of groups.values()) {
    const byScope = scopesOf(group);
    if (byScope.length !== 2) continue;
    const [first, second] = byScope as [Call[], Call[]];
    const firstLonger = meanNs(first) >= meanNs(second);
    const [outer, inner] = firstLonger ? [first, second] : [second, first];
    const pairs = matchByTime(outer, inner) ?? matchByTime(inner, outer);
    if (pairs) for (const [above, below] of pairs) foldInto(below, above);
  }
}

const isStore = (call: Call): boolean => call.callClass === 'db' || call.callClass === 'cache';

function hasTwoScopes(calls: readonly Call[]): boolean {
  const first = calls.find(isStore)?.scope;
  return calls.some((call) => isStore(call) && call.scope !== first);
}

function scopesOf(group: readonly Call[]): Call[][] {
  const byScope = new Map<string, Call[]>();
  for (const call of group) {
    const list = byScope.get(call.scope);
    if (list) list.push(call);
    else byScope.set(call.scope, [call]);
  }
  return [...byScope.keys()].sort().map((scope) => byScope.get(scope) as Call[]);
}

function meanNs(calls: readonly Call[]): number {
  return calls.reduce((sum, call) => sum + call.durationNs, 0) / calls.length;
}

/**
 * Each inner call goes to the free outer call that contains it and ends first. Pairs of outer and
 * inner, if every outer call finds a partner.
 */
export function matchByTime(
  outer: readonly Call[],
  inner: readonly Call[],
): [Call, Call][] | undefined {
  if (inner.length < outer.length) return undefined;
  const byEnd = [...outer].sort(
    (a, b) => a.endNs - b.endNs || a.startNs - b.startNs || a.span - b.span,
  );
  const rank = new Map(byEnd.map((call, position) => [call, position]));
  const byStart = [...outer].sort((a, b) => a.startNs - b.startNs);
  const slots = new FreeSlots(byEnd.length);
  const pairs: [Call, Call][] = [];
  let opened = 0;
  for (const call of [...inner].sort((a, b) => a.startNs - b.startNs || a.endNs - b.endNs)) {
    while (opened < byStart.length) {
      const next = byStart[opened] as Call;
      if (next.startNs > call.startNs + TOLERANCE_NS) break;
      slots.open(rank.get(next) as number);
      opened++;
    }
    const slot = slots.firstFrom(firstEndingBy(byEnd, call.endNs - TOLERANCE_NS));
    if (slot < 0) continue;
    slots.take(slot);
    pairs.push([byEnd[slot] as Call, call]);
  }
  return pairs.length === outer.length ? pairs : undefined;
}

/** Position of the first call that ends at or after `endNs`. */
function firstEndingBy(byEnd: readonly Call[], endNs: number): number {
  let low = 0;
  let high = byEnd.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((byEnd[middle] as Call).endNs < endNs) low = middle + 1;
    else high = middle;
  }
  return low;
}

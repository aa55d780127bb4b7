// One item of a loop: a logical call with its failed tries merged in.

import type { Call } from './call.ts';

export interface CallItem {
  /** Oldest first; the last one is the outcome. */
  readonly tries: readonly Call[];
  readonly first: Call;
  readonly last: Call;
  /** Start of the first try. */
  readonly startNs: number;
  /** End of the last try. */
  readonly endNs: number;
}

export function callItem(tries: readonly Call[]): CallItem {
  const first = tries[0] as Call;
  const last = tries[tries.length - 1] as Call;
  return { tries, first, last, startNs: first.body.startNs, endNs: last.body.endNs };
}

export function compareItems(a: CallItem, b: CallItem): number {
  return a.startNs - b.startNs || a.endNs - b.endNs || a.last.span - b.last.span;
}

/**
 * What tells the arguments of calls apart: the same layer for all of them, the innermost that
 * shows values. A mixture of layers says nothing about equality.
 */
export function argumentKeys(calls: readonly Call[]): (number | null)[] {
  const depth = calls.reduce((most, call) => Math.max(most, call.layers?.length ?? 0), 0);
  for (let layer = depth; layer >= 0; layer--) {
    const keys = calls.map((call) => keyOfLayer(call, layer));
    if (keys.every((key) => key !== null)) return keys;
  }
  return calls.map((call) => call.essence.identity.argKey);
}

// Layer 0 is the outermost.
function keyOfLayer(call: Call, layer: number): number | null {
  const at = layer === 0 ? call : call.layers?.[layer - 1];
  if (!at || (at.callClass !== call.callClass && at !== call.essence)) return null;
  return at.identity.argKey;
}

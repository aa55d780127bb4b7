// Tells tries from items: a failed call that was made again is one item, not two.

import type { Call } from './call.ts';
import { argumentKeys, type CallItem, callItem, compareItems } from './call-item.ts';
import type { GroupingTree } from './grouping-tree.ts';

/** A chain of unknown arguments that never succeeds is a chain of tries only if it backs off. */
const BACKOFF = 1.2;
/** Failed calls of equal arguments that are looked at for a later call. */
const MAX_WAITING = 8;

/** Merges the tries among `calls` (one group, in order of start); `grainNs` blurs starts. */
export function mergeRetries(
  calls: readonly Call[],
  tree: GroupingTree,
  grainNs: number,
): CallItem[] {
  if (!calls.some((call) => call.failed || call.resends > 0)) {
    return calls.map((call) => callItem([call]));
  }
  return new RetryMerger(calls, tree, grainNs).items();
}

class RetryMerger {
  readonly #keys: readonly (number | null)[];
  /** Index of the try before each call, -1 if none. */
  readonly #before: Int32Array;
  readonly #continued: Uint8Array;

  constructor(
    private readonly calls: readonly Call[],
    private readonly tree: GroupingTree,
    private readonly grainNs: number,
  ) {
    this.#keys = argumentKeys(calls);
    this.#before = new Int32Array(calls.length).fill(-1);
    this.#continued = new Uint8Array(calls.length);
  }

  items(): CallItem[] {
    this.#link();
    const items: CallItem[] = [];
    for (let i = this.calls.length - 1; i >= 0; i--) {
      if (this.#continued[i] === 1) continue;
      const chain = this.#chainTo(i);
      if (this.#isRetried(chain)) items.push(callItem(chain.map((c) => this.calls[c] as Call)));
      else for (const c of chain) items.push(callItem([this.calls[c] as Call]));
    }
    return items.sort(compareItems);
  }

  #link(): void {
    const waiting = new Map<number, number[]>();
    const lastBelow = new Map<number, number>();
    let lastFailed = -1;
    this.calls.forEach((call, i) => {
      const key = this.#keys[i] as number | null;
      const parent = this.tree.up[call.span] as number;
      const previous = lastBelow.get(parent);
      lastBelow.set(parent, i);
      if (key !== null) this.#joinWaiting(i, waiting.get(key));
      else if (previous !== undefined && this.#keys[previous] === null) this.#join(previous, i);
      if (this.#before[i] === -1 && call.resends > 0 && lastFailed >= 0) this.#join(lastFailed, i);
      if (!call.failed) return;
      lastFailed = i;
      if (key === null) return;
      const list = waiting.get(key);
      if (list) list.push(i);
      else waiting.set(key, [i]);
    });
  }

  #joinWaiting(i: number, list: number[] | undefined): void {
    if (!list) return;
    for (let w = 0; w < Math.min(list.length, MAX_WAITING); w++) {
      if (!this.#join(list[w] as number, i)) continue;
      list.splice(w, 1);
      return;
    }
  }

  #join(failed: number, next: number): boolean {
    const from = this.calls[failed] as Call;
    const to = this.calls[next] as Call;
    if (!from.failed || this.#continued[failed] === 1 || this.#before[next] !== -1) return false;
    if (to.startNs < from.endNs - this.grainNs) return false;
    this.#before[next] = failed;
    this.#continued[failed] = 1;
    return true;
  }

  #chainTo(last: number): number[] {
    const chain = [last];
    for (let at = this.#before[last] as number; at >= 0; at = this.#before[at] as number) {
      chain.push(at);
    }
    return chain.reverse();
  }

  #isRetried(chain: readonly number[]): boolean {
    const last = this.calls[chain[chain.length - 1] as number] as Call;
    const told = chain.some((c) => this.#keys[c] !== null || (this.calls[c] as Call).resends > 0);
    if (chain.length === 1 || !last.failed || told) return true;
    return chain.length > 2 && this.#backsOff(chain);
  }

  #backsOff(chain: readonly number[]): boolean {
    let gapBefore = 0;
    for (let c = 1; c < chain.length; c++) {
      const from = this.calls[chain[c - 1] as number] as Call;
      const to = this.calls[chain[c] as number] as Call;
      const gap = to.startNs - from.endNs;
      if (gap < gapBefore * BACKOFF || gap <= 0) return false;
      gapBefore = gap;
    }
    return true;
  }
}

// When the spans of a unit started: did anything happen between two calls of a loop?

import type { Trace } from '../../model/trace.ts';
import type { CallItem } from './call-item.ts';
import type { GroupingTree } from './grouping-tree.ts';
import type { UnitsOfWork } from './units-of-work.ts';

/** Wrappers of one call that are looked through. */
const MAX_WRAPPERS = 32;

export class UnitActivity {
  readonly #starts = new Map<number, Float64Array>();

  constructor(
    private readonly trace: Trace,
    private readonly tree: GroupingTree,
    private readonly units: UnitsOfWork,
  ) {}

  /** True when the unit started a span after `fromNs` and before `toNs` that does not wrap `next`. */
  busyBetween(unit: number, fromNs: number, toNs: number, next: CallItem): boolean {
    const starts = this.#startsOf(unit);
    const started = countBelow(starts, toNs) - countBelow(starts, fromNs);
    return started > this.#wrappersStarted(next.first.span, fromNs, toNs);
  }

  #wrappersStarted(span: number, fromNs: number, toNs: number): number {
    let count = 0;
    let at = this.tree.up[span] as number;
    for (let step = 0; at >= 0 && at < this.trace.size && step < MAX_WRAPPERS; step++) {
      const startNs = this.trace.startNs[at] as number;
      if (startNs < fromNs) break;
      if (startNs < toNs) count++;
      at = this.tree.up[at] as number;
    }
    return count;
  }

  #startsOf(unit: number): Float64Array {
    if (this.#starts.size === 0) this.#collect();
    return this.#starts.get(unit) ?? new Float64Array(0);
  }

  #collect(): void {
    const lists = new Map<number, number[]>();
    for (let i = 0; i < this.trace.size; i++) {
      const unit = this.units.unitOf[i] as number;
      const list = lists.get(unit);
      if (list) list.push(this.trace.startNs[i] as number);
      else lists.set(unit, [this.trace.startNs[i] as number]);
    }
    for (const [unit, list] of lists) this.#starts.set(unit, Float64Array.from(list).sort());
  }
}

function countBelow(sorted: Float64Array, limit: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] as number) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

// How much of a gain inside a span reaches the end of its trace: where a parent also waits for a
// sibling that runs beside the span, no more than the lead over that sibling is felt.

import type { Trace } from '../model/trace.ts';
import { type Analysis, defineAnalysis } from './analysis.ts';
import { clockGrainNs } from './calls/clock-grain.ts';
import { type Timing, timing } from './timing.ts';

export interface Slack {
  /** The most that shortening span `index` can take off its analysis root; maybe infinite. */
  capNs(index: number): number;
}

export const slack: Analysis<Slack> = defineAnalysis({
  id: 'slack',
  compute(trace, context) {
    return new SlackCaps(trace, context.get(timing));
  },
});

class SlackCaps implements Slack {
  /** Leads over siblings, filled per parent; NaN where not yet known. */
  readonly #lead: Float64Array;
  readonly #cap: Float64Array;

  constructor(
    private readonly trace: Trace,
    private readonly times: Timing,
  ) {
    this.#lead = new Float64Array(trace.size).fill(Number.NaN);
    this.#cap = new Float64Array(trace.size).fill(Number.NaN);
  }

  capNs(index: number): number {
    const way: number[] = [];
    let at = index;
    while (at >= 0 && Number.isNaN(this.#cap[at])) {
      way.push(at);
      at = this.#isRoot(at) ? -1 : (this.trace.parent[at] as number);
    }
    let cap = at >= 0 ? (this.#cap[at] as number) : Number.POSITIVE_INFINITY;
    for (let w = way.length - 1; w >= 0; w--) {
      const span = way[w] as number;
      if (!this.#isRoot(span)) cap = Math.min(cap, this.#leadOf(span));
      this.#cap[span] = cap;
    }
    return cap;
  }

  #isRoot(span: number): boolean {
    return (this.trace.parent[span] as number) < 0 || this.times.detached[span] !== 0;
  }

  #leadOf(span: number): number {
    if (Number.isNaN(this.#lead[span])) this.#fill(this.trace.parent[span] as number);
    return this.#lead[span] as number;
  }

  // For each child: the latest end among siblings that surely overlap it. Children are swept by
  // start; of those that started before a child ended, the one that ends last decides.
  #fill(parent: number): void {
    const { trace, times } = this;
    const startOf = (i: number) => times.startNs[i] as number;
    const endOf = (i: number) => times.endNs[i] as number;
    const children: number[] = [];
    const last = trace.subtreeEnd[parent] as number;
    for (let c = parent + 1; c < last; c = trace.subtreeEnd[c] as number) {
      this.#lead[c] = Number.POSITIVE_INFINITY;
      if (times.detached[c] === 0 && endOf(c) > startOf(c)) children.push(c);
    }
    if (children.length < 2) return;
    children.sort((a, b) => startOf(a) - startOf(b) || a - b);
    const grainNs = clockGrainNs(
      trace,
      children.map((c) => trace.startNs[c] as number),
    );
    const toleranceNs = Math.max((endOf(parent) - startOf(parent)) / 100, grainNs);
    const latest = latestEnds(children, endOf);
    for (let i = 0; i < children.length; i++) {
      const child = children[i] as number;
      const before = countBefore(children, startOf, endOf(child) - toleranceNs);
      const other = latest(before, i);
      if (other <= startOf(child) + toleranceNs) continue;
      this.#lead[child] = Math.max(0, endOf(child) - other);
    }
  }
}

/** How many of the children, sorted by start, start before `limitNs`. */
function countBefore(
  children: readonly number[],
  startOf: (i: number) => number,
  limitNs: number,
): number {
  let low = 0;
  let high = children.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (startOf(children[middle] as number) < limitNs) low = middle + 1;
    else high = middle;
  }
  return low;
}

// The latest end among the first `count` children other than number `except`.
function latestEnds(children: readonly number[], endOf: (i: number) => number) {
  const best = new Int32Array(children.length + 1).fill(-1);
  const second = new Int32Array(children.length + 1).fill(-1);
  const end = (position: number) =>
    position < 0 ? Number.NEGATIVE_INFINITY : endOf(children[position] as number);
  for (let i = 0; i < children.length; i++) {
    const top = best[i] as number;
    const next = second[i] as number;
    const leads = end(i) > end(top);
    best[i + 1] = leads ? i : top;
    second[i + 1] = leads ? top : end(i) > end(next) ? i : next;
  }
  return (count: number, except: number): number => {
    const top = best[count] as number;
    return end(top === except ? (second[count] as number) : top);
  };
}

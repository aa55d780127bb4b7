// When a span's blocking children ran: their union, as merged intervals. What is outside it is the
// span's own time.

import type { Trace } from '../model/trace.ts';
import type { Timing } from './timing.ts';

/** Reused for one span after another; holds the intervals of the span loaded last. */
export class ChildIntervals {
  /** Intervals held, ascending and apart from each other. */
  length = 0;
  readonly startNs: Float64Array;
  readonly endNs: Float64Array;
  /** Sum of their lengths. */
  coveredNs = 0;
  readonly #children: Int32Array;

  constructor(
    readonly trace: Trace,
    readonly timing: Timing,
  ) {
    this.startNs = new Float64Array(trace.size);
    this.endNs = new Float64Array(trace.size);
    this.#children = new Int32Array(trace.size);
  }

  /** Merges the intervals of the blocking children of span `index`. */
  load(index: number): void {
    const { startNs, endNs } = this.timing;
    const children = this.#sortedChildren(index);
    this.length = 0;
    this.coveredNs = 0;
    let last = -1;
    for (const child of children) {
      const start = startNs[child] as number;
      const end = endNs[child] as number;
      if (last >= 0 && start <= (this.endNs[last] as number)) {
        const more = end - (this.endNs[last] as number);
        if (more <= 0) continue;
        this.endNs[last] = end;
        this.coveredNs += more;
        continue;
      }
      last = this.length++;
      this.startNs[last] = start;
      this.endNs[last] = end;
      this.coveredNs += end - start;
    }
  }

  // Preorder is the order of recorded starts, which shifting and cutting seldom change.
  #sortedChildren(index: number): Int32Array {
    const { subtreeEnd } = this.trace;
    const { startNs, endNs, detached } = this.timing;
    const end = subtreeEnd[index] as number;
    let count = 0;
    let sorted = true;
    let before = Number.NEGATIVE_INFINITY;
    for (let c = index + 1; c < end; c = subtreeEnd[c] as number) {
      const start = startNs[c] as number;
      if (detached[c] !== 0 || start === endNs[c]) continue;
      this.#children[count++] = c;
      sorted &&= start >= before;
      before = start;
    }
    const children = this.#children.subarray(0, count);
    if (!sorted) children.sort((a, b) => (startNs[a] as number) - (startNs[b] as number));
    return children;
  }
}

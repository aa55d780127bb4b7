// The walk that finds a critical path: backwards from the end of a root, always into the child that
// finished last before the point reached. Iterative, each child is looked at once.
//
//   R  [==========]   from the end: R until B ends, B, then A (it ended when B started), then R
//   A    [==]         again: whoever is on the path at an instant is what the root was waiting for
//   B        [==]     in that instant, so the segments cover the root exactly

import { Float64Column, Int32Column } from '../lib/column.ts';
import { sortRange } from '../lib/sort-range.ts';
import { compareText } from '../lib/text-order.ts';
import type { Trace } from '../model/trace.ts';
import type { Timing } from './timing.ts';

interface Frame {
  readonly span: number;
  /** Nothing of the span counts from here on: it was left for a later sibling. */
  readonly windowNs: number;
  /** Everything from here on is accounted for. */
  cursorNs: number;
  /** Its candidates in the pool: next one and end. */
  next: number;
  readonly end: number;
}

/** Walks one root after another; holds the segments of the last walk, latest first. */
export class PathWalk {
  readonly span = new Int32Column();
  readonly startNs = new Float64Column();
  readonly endNs = new Float64Column();
  /** 1 where a span was on the path of a root walked so far. */
  readonly onPath: Uint8Array;
  readonly #pool: Int32Array;

  constructor(
    readonly trace: Trace,
    readonly timing: Timing,
  ) {
    this.onPath = new Uint8Array(trace.size);
    this.#pool = new Int32Array(trace.size);
  }

  /** Segments found. */
  get length(): number {
    return this.span.length;
  }

  walk(root: number): void {
    this.span.length = 0;
    this.startNs.length = 0;
    this.endNs.length = 0;
    const { startNs, endNs } = this.timing;
    const stack = [this.#enter(root, endNs[root] as number, 0)];
    for (let frame = stack.at(-1); frame; frame = stack.at(-1)) {
      const child = this.#nextChild(frame);
      if (child < 0) {
        this.#emit(frame.span, startNs[frame.span] as number, frame.cursorNs);
        stack.pop();
        continue;
      }
      const end = Math.min(endNs[child] as number, frame.windowNs, frame.cursorNs);
      this.#emit(frame.span, end, frame.cursorNs);
      frame.cursorNs = startNs[child] as number;
      stack.push(this.#enter(child, end, frame.end));
    }
  }

  // Adds the span's candidates to the pool, latest end first.
  #enter(span: number, windowNs: number, poolEnd: number): Frame {
    const { subtreeEnd } = this.trace;
    const { startNs, endNs, detached } = this.timing;
    this.onPath[span] = 1;
    let end = poolEnd;
    const last = subtreeEnd[span] as number;
    for (let c = span + 1; c < last; c = subtreeEnd[c] as number) {
      const start = startNs[c] as number;
      // A span of no length never takes part: it would be found again and again.
      if (detached[c] === 0 && start < windowNs && start < (endNs[c] as number)) {
        this.#pool[end++] = c;
      }
    }
    this.#sort(poolEnd, end, windowNs);
    return { span, windowNs, cursorNs: windowNs, next: poolEnd, end };
  }

  // The tolerance of 1 % takes a small overlap for a sequence: clocks and streams are not exact.
  #nextChild(frame: Frame): number {
    const { startNs, endNs } = this.timing;
    const lengthNs = (endNs[frame.span] as number) - (startNs[frame.span] as number);
    const latestNs = frame.cursorNs + Math.floor(lengthNs / 100);
    while (frame.next < frame.end) {
      const child = this.#pool[frame.next++] as number;
      if ((startNs[child] as number) >= frame.cursorNs) continue;
      if (Math.min(endNs[child] as number, frame.windowNs) <= latestNs) return child;
    }
    return -1;
  }

  #emit(span: number, startNs: number, endNs: number): void {
    if (startNs >= endNs) return;
    const last = this.length - 1;
    if (last >= 0 && this.span.data[last] === span && this.startNs.data[last] === endNs) {
      this.startNs.data[last] = startNs;
      return;
    }
    this.span.push(span);
    this.startNs.push(startNs);
    this.endNs.push(endNs);
  }

  #sort(from: number, to: number, windowNs: number): void {
    const { startNs, endNs } = this.timing;
    const compare = (a: number, b: number) =>
      Math.min(endNs[b] as number, windowNs) - Math.min(endNs[a] as number, windowNs) ||
      (startNs[a] as number) - (startNs[b] as number) ||
      compareText(this.trace.spanId(a), this.trace.spanId(b));
    sortRange(this.#pool, from, to, compare);
  }
}

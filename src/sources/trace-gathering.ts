// Traces as answers bring them, each one once. A trace can come in pieces inside one answer, and
// whole in the answers of several requests; a bounded number of spans is held back so that both
// can be put right before anybody sees the trace.

import { mergeTraces } from '../model/merge-traces.ts';
import type { Notes } from '../model/notes.ts';
import type { Trace } from '../model/trace.ts';

/** Spans held back: some hundred ordinary traces; a 600 MB answer still fits into 200 MiB. */
export const MAX_HELD_SPANS = 20_000;

interface Held {
  readonly trace: Trace;
  /** The answer it came in. */
  readonly answer: number;
}

export class TraceGathering {
  /** Distinct traces so far, and their spans. */
  traces = 0;
  spans = 0;
  readonly #held = new Map<string, Held>();
  /** Spans of the traces already given away, by trace ID. */
  readonly #given = new Map<string, { size: number; answer: number }>();
  readonly #notes: Notes;
  #heldSpans = 0;

  constructor(
    notes: Notes,
    /** Infinity where the caller bounds what is held, with `retain`. */
    public maxHeldSpans = MAX_HELD_SPANS,
  ) {
    this.#notes = notes;
  }

  /**
   * Takes in a trace of answer number `answer`; returns the traces that must go now, oldest first.
   * The same ID again is a further piece when it comes in the same answer, and another copy, of
   * which the larger is kept, when it comes in another.
   */
  add(trace: Trace, answer: number): Trace[] {
    const given = this.#given.get(trace.id);
    if (given) {
      this.#noteLate(trace, answer, given);
      return [];
    }
    const held = this.#held.get(trace.id);
    if (!held) {
      this.traces++;
      this.#hold(trace, answer, 0);
    } else if (held.answer === answer) {
      this.#hold(mergeTraces([held.trace, trace]), answer, held.trace.size);
    } else if (trace.size > held.trace.size) {
      this.#hold(trace, answer, held.trace.size);
    }
    return this.#heldSpans > this.maxHeldSpans ? this.#give(trace.id) : [];
  }

  /** All traces still held, in the order they first came. */
  drain(): Trace[] {
    return this.#give(undefined);
  }

  /** Traces held now. */
  get held(): number {
    return this.#held.size;
  }

  /** Forgets the held traces that are not in `keep`; they still count, and do not come again. */
  retain(keep: (held: readonly Trace[]) => readonly Trace[]): void {
    const kept = new Set(keep([...this.#held.values()].map(({ trace }) => trace)));
    for (const [id, { trace, answer }] of this.#held) {
      if (kept.has(trace)) continue;
      this.#held.delete(id);
      this.#heldSpans -= trace.size;
      this.#given.set(id, { size: trace.size, answer });
    }
  }

  #hold(trace: Trace, answer: number, before: number): void {
    this.#held.set(trace.id, { trace, answer });
    this.#heldSpans += trace.size - before;
    this.spans += trace.size - before;
  }

  // Gives away everything but `keep`, the trace that may just be growing; a trace that alone is
  // larger than the bound goes too.
  #give(keep: string | undefined): Trace[] {
    const last = keep === undefined ? undefined : this.#held.get(keep);
    const kept = last && last.trace.size <= this.maxHeldSpans ? last : undefined;
    const traces: Trace[] = [];
    for (const held of this.#held.values()) {
      if (held === kept) continue;
      traces.push(held.trace);
      this.#given.set(held.trace.id, { size: held.trace.size, answer: held.answer });
    }
    this.#held.clear();
    this.#heldSpans = 0;
    if (kept) {
      this.#held.set(kept.trace.id, kept);
      this.#heldSpans = kept.trace.size;
    }
    return traces;
  }

  #noteLate(trace: Trace, answer: number, given: { size: number; answer: number }): void {
    if (given.answer !== answer && trace.size <= given.size) return;
    this.#notes.add(
      'late-spans',
      `more spans of a trace came after it was counted (e.g. trace ${trace.id}): ask for fewer traces at once, with a smaller --limit or a narrower window`,
    );
  }
}

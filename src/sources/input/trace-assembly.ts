// From decoded spans to traces, over one input or several. Spans of a trace may be spread: over the
// lines of an export, over two copies in one answer, over files. So all spans are held together
// while the input is small; beyond that only formats that may spread a trace keep being held, and
// traces that arrive whole are handed out as they come.

import { eachTrace } from '../../model/build-trace.ts';
import { undoClockAdjustments } from '../../model/clock-adjustments.ts';
import { SpanTable } from '../../model/span-table.ts';
import type { Trace } from '../../model/trace.ts';
import type { TraceFormat } from '../formats/format.ts';
import type { Coverage } from '../source.ts';

/** Source bytes up to which everything is held; in columns they take about three times as much. */
export const HELD_BYTES = 8 * 1024 * 1024;

export class TraceAssembly {
  readonly #coverage: Coverage;
  readonly #heldBytes: number;
  #bytes = 0;
  #handedOver = 0;
  #held = new SpanTable();
  #heldMayGrow = false;
  #passing = new SpanTable();
  /** Traces handed out before the end. */
  readonly #seen = new Set<string>();

  constructor(coverage: Coverage, heldBytes = HELD_BYTES) {
    this.#coverage = coverage;
    this.#heldBytes = heldBytes;
  }

  /** Where the next element of `format` belongs; ask again for each one. */
  tableFor(format: TraceFormat): SpanTable {
    if (format.elementsAreWholeTraces) return this.#isFull ? this.#passing : this.#held;
    this.#heldMayGrow = true;
    return this.#held;
  }

  /** Counts source bytes that were decoded. */
  count(bytes: number): void {
    this.#bytes += bytes;
  }

  /** Spans decoded so far, copies included. */
  get decodedSpans(): number {
    return this.#handedOver + this.#held.size + this.#passing.size;
  }

  /** The traces that need not be held any longer. */
  *ready(): Generator<Trace, void, undefined> {
    if (!this.#isFull) return;
    if (!this.#heldMayGrow) yield* this.#takeHeld();
    yield* this.#takePassing();
  }

  /** All traces still held; nothing may be added afterwards. */
  *rest(): Generator<Trace, void, undefined> {
    yield* this.#takePassing();
    yield* this.#takeHeld();
  }

  get #isFull(): boolean {
    return this.#bytes > this.#heldBytes;
  }

  *#takeHeld(): Generator<Trace, void, undefined> {
    const table = this.#held;
    if (table.size === 0) return;
    this.#held = new SpanTable();
    this.#handedOver += table.size;
    yield* this.#counted(table);
  }

  *#takePassing(): Generator<Trace, void, undefined> {
    const table = this.#passing;
    if (table.size === 0) return;
    this.#passing = new SpanTable();
    this.#handedOver += table.size;
    yield* this.#counted(table);
  }

  *#counted(table: SpanTable): Generator<Trace, void, undefined> {
    const coverage = this.#coverage;
    undoClockAdjustments(table);
    for (const trace of eachTrace(table)) {
      if (this.#seen.has(trace.id)) {
        coverage.notes.add(
          'trace-repeated',
          `trace ${trace.id} occurs again far behind its first part: they are taken for two traces`,
        );
      } else if (this.#isFull) this.#seen.add(trace.id);
      coverage.traces++;
      coverage.spans += trace.size;
      yield trace;
    }
  }
}

// From decoded spans to traces, over one input or several. Spans of a trace may be spread: over the
// lines of an export, over two copies in one answer, over files. So all spans are held together
// while the input is small. Beyond that traces that arrive whole are handed out as they come; where
// spans stand trace by trace, all but the last one; only what may stand anywhere is held to the end.

import { eachTrace } from '../../model/build-trace.ts';
import { undoClockAdjustments } from '../../model/clock-adjustments.ts';
import { mergeTraces } from '../../model/merge-traces.ts';
import { SpanTable } from '../../model/span-table.ts';
import type { Trace } from '../../model/trace.ts';
import type { Coverage } from '../coverage.ts';
import type { TraceFormat } from '../formats/format.ts';
import { TraceRuns } from './trace-runs.ts';

/** Source bytes up to which everything is held; in columns they take about three times as much. */
export const HELD_BYTES = 8 * 1024 * 1024;

/** Spans that are handed out together where they come trace by trace: a table has its costs. */
const PORTION_SPANS = 2000;

export class TraceAssembly {
  readonly #coverage: Coverage;
  readonly #heldBytes: number;
  readonly #portion: number;
  #bytes = 0;
  #handedOver = 0;
  #held = new SpanTable();
  /** Spans of any trace may be held that come anywhere behind. */
  #heldMayGrow = false;
  /** What is held came, and comes, trace by trace in several elements each. */
  #inRuns = false;
  /** The trace of which the next element may hold more. */
  #open: Trace | undefined;
  readonly #runs = new TraceRuns();
  /** Rows held before the element decoded last. */
  #rowsBefore = -1;
  #passing = new SpanTable();
  /** Traces handed out before the end. */
  readonly #seen = new Set<string>();

  constructor(coverage: Coverage, heldBytes = HELD_BYTES, portion = PORTION_SPANS) {
    this.#coverage = coverage;
    this.#heldBytes = heldBytes;
    this.#portion = portion;
  }

  /** Where the next element of `format` belongs; ask again for each one. */
  tableFor(format: TraceFormat): SpanTable {
    this.#lookAtRuns();
    if (format.spansOfATrace === 'one-element') return this.#isFull ? this.#passing : this.#held;
    if (format.spansOfATrace === 'neighbours') {
      this.#inRuns = true;
      this.#rowsBefore = this.#held.size;
    } else this.#heldMayGrow = true;
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
    this.#lookAtRuns();
    if (!this.#heldMayGrow && this.#isPortion) yield* this.#takeHeld(this.#inRuns);
    yield* this.#takePassing();
  }

  /** All traces still held; nothing may be added afterwards. */
  *rest(): Generator<Trace, void, undefined> {
    yield* this.#takePassing();
    yield* this.#takeHeld(false);
  }

  get #isFull(): boolean {
    return this.#bytes > this.#heldBytes;
  }

  // At least as many spans as the open trace has: a huge one is not put together over and over.
  get #isPortion(): boolean {
    const { size } = this.#held;
    return this.#inRuns ? size >= Math.max(this.#portion, this.#open?.size ?? 0) : size > 0;
  }

  #lookAtRuns(): void {
    if (this.#rowsBefore < 0) return;
    this.#runs.look(this.#held, this.#rowsBefore);
    this.#heldMayGrow ||= this.#runs.isBroken;
    this.#rowsBefore = -1;
  }

  // The last trace stays when more of it may come.
  *#takeHeld(mayGoOn: boolean): Generator<Trace, void, undefined> {
    const table = this.#held;
    this.#held = new SpanTable();
    this.#handedOver += table.size;
    let begun = this.#open;
    let last: Trace | undefined;
    for (const piece of tracesOf(table)) {
      if (last) yield this.#counted(last);
      last = begun?.id === piece.id ? mergeTraces([begun, piece]) : piece;
      if (last !== piece) begun = undefined;
    }
    if (last && begun) yield this.#counted(begun);
    last ??= begun;
    this.#open = mayGoOn ? last : undefined;
    if (last && !mayGoOn) yield this.#counted(last);
  }

  *#takePassing(): Generator<Trace, void, undefined> {
    const table = this.#passing;
    if (table.size === 0) return;
    this.#passing = new SpanTable();
    this.#handedOver += table.size;
    for (const trace of tracesOf(table)) yield this.#counted(trace);
  }

  #counted(trace: Trace): Trace {
    const coverage = this.#coverage;
    if (this.#seen.has(trace.id)) {
      coverage.notes.add(
        'trace-repeated',
        `trace ${trace.id} occurs again far behind its first part: they are taken for two traces`,
      );
    } else if (this.#isFull) this.#seen.add(trace.id);
    coverage.traces++;
    coverage.spans += trace.size;
    return trace;
  }
}

function* tracesOf(table: SpanTable): Generator<Trace, void, undefined> {
  undoClockAdjustments(table);
  yield* eachTrace(table);
}

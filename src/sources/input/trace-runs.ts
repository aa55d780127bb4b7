// Do the spans of an input come trace by trace? Nothing promises it where a trace takes several
// elements; it is found out by looking, element by element.

import type { SpanTable } from '../../model/span-table.ts';
import { canonicalTraceId } from '../../model/trace-id.ts';

export class TraceRuns {
  /** True once a trace went on after others had begun, or one element held several. */
  isBroken = false;
  #last = '';
  readonly #ended = new Set<string>();

  /** Looks at the rows from `from` on, which are one element's. */
  look(table: SpanTable, from: number): void {
    if (this.isBroken || from >= table.size) return;
    const first = table.spanTraceId.at(from);
    for (let row = from + 1; row < table.size; row++) {
      if (table.spanTraceId.at(row) === first) continue;
      this.isBroken = true;
      return;
    }
    const id = canonicalTraceId(table.traceIds.text(first));
    if (id === this.#last) return;
    this.isBroken = this.#ended.has(id);
    this.#ended.add(id);
    this.#last = id;
  }
}

// Collects the data-quality warnings of one trace: counted by code, each with the example that
// concerns the most time. Does not depend on the order in which spans are looked at.

import { compareText } from '../lib/text-order.ts';
import { TRACE_WARNING_CODES, type TraceWarning, type TraceWarningCode } from './trace.ts';

interface Entry {
  count: number;
  spanId: string;
  ns: number | undefined;
}

export class TraceWarnings {
  readonly #entries = new Map<TraceWarningCode, Entry>();

  /** `ns` is the amount of time concerned, where the code is about time. */
  add(code: TraceWarningCode, spanId: string, ns?: number, count = 1): void {
    const entry = this.#entries.get(code);
    if (!entry) {
      this.#entries.set(code, { count, spanId, ns });
      return;
    }
    entry.count += count;
    const more = (ns ?? -1) - (entry.ns ?? -1);
    if (more > 0 || (more === 0 && compareText(spanId, entry.spanId) < 0)) {
      entry.spanId = spanId;
      entry.ns = ns;
    }
  }

  addAll(warnings: Iterable<TraceWarning>): void {
    for (const w of warnings) this.add(w.code, w.exampleSpanId, w.ns, w.count);
  }

  has(code: TraceWarningCode): boolean {
    return this.#entries.has(code);
  }

  /** In the order of `TRACE_WARNING_CODES`. */
  list(): TraceWarning[] {
    const warnings: TraceWarning[] = [];
    for (const code of TRACE_WARNING_CODES) {
      const entry = this.#entries.get(code);
      if (!entry) continue;
      const { count, spanId: exampleSpanId, ns } = entry;
      warnings.push({ code, count, exampleSpanId, ...(ns === undefined ? {} : { ns }) });
    }
    return warnings;
  }
}

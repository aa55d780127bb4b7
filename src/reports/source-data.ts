// The parts of the contract that every report over traces has: what was asked, what was looked at.

import { instantText } from '../lib/instant-text.ts';
import type { Note } from '../model/notes.ts';
import type { TraceWarning } from '../model/trace.ts';
import type { TraceQuery } from '../model/trace-query.ts';
import type { CoverageData, QueryData, WarningData } from './contract.ts';

/** What was asked, of which source. */
export interface Question {
  readonly source: string;
  readonly query?: TraceQuery;
  readonly traceId?: string;
}

export function queryData(question: Question): QueryData {
  const { query } = question;
  return {
    source: question.source,
    traceId: question.traceId ?? null,
    service: query?.service ?? null,
    operation: query?.operation ?? null,
    tags: (query?.tags ?? []).map(({ key, value }) => ({ key, value })),
    error: query?.error ?? false,
    minDurationNs: query?.minDurationNs ?? null,
    maxDurationNs: query?.maxDurationNs ?? null,
    window: query?.window
      ? { start: instantText(query.window.startUs), end: instantText(query.window.endUs) }
      : null,
    limit: query && Number.isFinite(query.limit) ? query.limit : null,
  };
}

/** What the source had looked at when it was done. */
export interface CoverageInput {
  readonly traces: number;
  readonly spans: number;
  readonly complete: boolean;
  /** Inputs, parts of inputs and requests that failed. */
  readonly unreadable: number;
  readonly notes: { list(): readonly Note[] };
}

export function coverageData(coverage: CoverageInput): CoverageData {
  const { traces, spans, complete, unreadable } = coverage;
  return {
    traces,
    spans,
    complete,
    unreadable,
    notes: coverage.notes.list().map((note) => ({ ...note })),
  };
}

/** Adds up the data-quality warnings of many traces, one entry a code with its worst example. */
export class WarningTotals {
  readonly #totals = new Map<string, WarningData>();

  add(traceId: string, warnings: readonly TraceWarning[]): void {
    for (const { code, count, exampleSpanId, ns } of warnings) {
      const total = this.#totals.get(code);
      if (!total) {
        const maxNs = ns ?? null;
        this.#totals.set(code, { code, count, exampleTraceId: traceId, exampleSpanId, maxNs });
        continue;
      }
      total.count += count;
      if (isWorse(traceId, ns, total)) {
        total.exampleTraceId = traceId;
        total.exampleSpanId = exampleSpanId;
        total.maxNs = ns ?? null;
      }
    }
  }

  /** By code. */
  list(): WarningData[] {
    return [...this.#totals.values()].sort((a, b) => (a.code < b.code ? -1 : 1));
  }
}

// Larger first, then the smaller ID: the example must not depend on the order of traces.
function isWorse(traceId: string, ns: number | undefined, total: WarningData): boolean {
  const size = ns ?? 0;
  const known = total.maxNs ?? 0;
  return size > known || (size === known && traceId < total.exampleTraceId);
}

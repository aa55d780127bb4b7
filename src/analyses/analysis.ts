// Facts about one trace, declared as functions and computed at most once per trace: detectors and
// reports ask the context, nobody passes results around or computes them again.

import type { Trace } from '../model/trace.ts';

/** A named pure function of a trace; it may ask the context for other analyses. */
export interface Analysis<T> {
  readonly id: string;
  compute(trace: Trace, context: TraceContext): T;
}

export function defineAnalysis<T>(analysis: Analysis<T>): Analysis<T> {
  return analysis;
}

/** A trace with its memoised analyses. Lives as long as the trace is looked at. */
export class TraceContext {
  readonly #results = new Map<Analysis<unknown>, unknown>();

  constructor(readonly trace: Trace) {}

  get<T>(analysis: Analysis<T>): T {
    const known = this.#results.get(analysis);
    if (known !== undefined || this.#results.has(analysis)) return known as T;
    const result = analysis.compute(this.trace, this);
    this.#results.set(analysis, result);
    return result;
  }
}

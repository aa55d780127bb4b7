// What property tests of analyses have in common: how many traces are tried, and of which kinds.

import fc from 'fast-check';
import { TraceContext } from '../../src/analyses/analysis.ts';
import { timing } from '../../src/analyses/timing.ts';
import { makeTrace, type TestSpan } from './make-trace.ts';
import { anySpans, damagedSpans, wellFormedSpans } from './random-trace.ts';

const PARAMETERS = { seed: 42, numRuns: 500 };

/** Healthy and damaged traces. */
export const everySpans = fc.oneof(wellFormedSpans, damagedSpans, anySpans);

/** Asserts that `test` throws for no generated value; the same values on every run. */
export function checkAll<T>(arbitrary: fc.Arbitrary<T>, test: (value: T) => void): void {
  fc.assert(fc.property(arbitrary, test), PARAMETERS);
}

export function contextOf(spans: readonly TestSpan[]): TraceContext {
  return new TraceContext(makeTrace(spans));
}

export function sumOf(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

/** Children that `index` waited for, by looking at all spans. */
export function blockingChildren(context: TraceContext, index: number): number[] {
  const { trace } = context;
  const { detached } = context.get(timing);
  const children: number[] = [];
  for (let c = 0; c < trace.size; c++) {
    if (trace.parent[c] === index && detached[c] === 0) children.push(c);
  }
  return children;
}

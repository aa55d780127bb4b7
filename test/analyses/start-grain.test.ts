// Times as a Node.js service records them: starts cut to the millisecond, durations exact.

import { describe, expect, it } from 'vitest';
import { TraceContext } from '../../src/analyses/analysis.ts';
import { readStartGrains } from '../../src/analyses/start-grain.ts';
import { detachedReason, timing } from '../../src/analyses/timing.ts';
import type { Trace } from '../../src/model/trace.ts';
import { makeTrace, type TestSpan } from '../support/make-trace.ts';

const NODE = { 'telemetry.sdk.language': 'nodejs' };
const PYTHON = { 'telemetry.sdk.language': 'python' };

/** Reasons why spans are detached, by ID. */
function detached(trace: Trace) {
  const times = new TraceContext(trace).get(timing);
  const reasons = Array.from(trace.row, (_, i) => [trace.spanId(i), detachedReason(times, i)]);
  return Object.fromEntries(reasons.filter(([, reason]) => reason !== undefined));
}
const codes = (trace: Trace) => new TraceContext(trace).get(timing).warnings.map((w) => w.code);

// The handler began 0.6 ms later than recorded, and ended in time.
const request = (resource: TestSpan['resource'] & object): TestSpan[] => [
  { id: 'root', startUs: 0, durationUs: 33_917, resource },
  { id: 'parser', parent: 'root', startUs: 0, durationUs: 120, resource },
  { id: 'handler', parent: 'root', startUs: 1000, durationUs: 33_386, resource },
];

describe('starts in whole milliseconds', () => {
  it('do not make the work of a request look asynchronous', () => {
    const trace = makeTrace(request(NODE));
    expect(detached(trace)).toEqual({});
    expect(codes(trace)).toEqual([]);
  });

  it('are no excuse where the clock is exact', () => {
    const trace = makeTrace(request(PYTHON));
    expect(detached(trace)).toEqual({ handler: 'outlives-parent' });
  });

  it('excuse one millisecond and no more', () => {
    const [root, parser, handler] = request(NODE) as [TestSpan, TestSpan, TestSpan];
    const late = makeTrace([root, parser, { ...handler, durationUs: 34_500 }]);
    expect(detached(late)).toEqual({ handler: 'outlives-parent' });
  });

  it('let a span begin after the recorded end of its parent', () => {
    const spans = (startUs: number): TestSpan[] => [
      { id: 'root', startUs: 0, durationUs: 9000, resource: NODE },
      { id: 'outer', parent: 'root', startUs: 2000, durationUs: 400, resource: NODE },
      { id: 'inner', parent: 'outer', startUs, durationUs: 70, resource: NODE },
    ];
    expect(detached(makeTrace(spans(3000)))).toEqual({});
    expect(detached(makeTrace(spans(4000)))).toEqual({ inner: 'after-parent' });
  });

  it('are no sign of another clock below an exact client', () => {
    const spans = (startUs: number): TestSpan[] => [
      {
        id: 'client',
        service: 'python',
        kind: 'client',
        startUs: 1700,
        durationUs: 5000,
        resource: PYTHON,
      },
      {
        id: 'server',
        service: 'node',
        kind: 'server',
        parent: 'client',
        startUs,
        durationUs: 3210,
        resource: NODE,
      },
    ];
    expect(codes(makeTrace(spans(1000)))).toEqual([]);
    expect(codes(makeTrace(spans(0)))).toEqual(['clock-skew-shifted']);
  });

  it('are recognised without a language from enough spans, not from a few', () => {
    const spans = (count: number): TestSpan[] =>
      Array.from({ length: count }, (_, i) => ({
        id: `s${i}`,
        ...(i === 0 ? {} : { parent: 's0' }),
        startUs: i * 1000,
        durationUs: 1_000_000 - i * 1001,
      }));
    const grains = (trace: Trace) => [...new Set(readStartGrains(trace))];
    expect(grains(makeTrace(spans(8)))).toEqual([1e6]);
    expect(grains(makeTrace(spans(7)))).toEqual([0]);
  });

  it('are not assumed of a clock that is coarse throughout', () => {
    const spans = Array.from({ length: 20 }, (_, i) => ({
      id: `s${i}`,
      ...(i === 0 ? {} : { parent: 's0' }),
      startUs: i * 1000,
      durationUs: 1_000_000,
    }));
    expect([...new Set(readStartGrains(makeTrace(spans)))]).toEqual([0]);
  });
});

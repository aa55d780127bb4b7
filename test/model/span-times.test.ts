import { describe, expect, it } from 'vitest';
import type { Trace } from '../../src/model/trace.ts';
import { BASE_US, makeTrace, type TestSpan } from '../support/make-trace.ts';

const R: TestSpan = { id: 'R', startUs: 0, durationUs: 100 };
const codes = (trace: Trace) => trace.warnings.map((w) => w.code);

describe('times', () => {
  it('gives a span without a usable start that of its parent, through several levels', () => {
    const trace = makeTrace([
      { id: 'R', startUs: 10, durationUs: 100 },
      { id: 'A', parent: 'R', startUs: Number.NaN, durationUs: 10 },
      { id: 'B', parent: 'A', startUs: -BASE_US, durationUs: 10 },
      { id: 'C', parent: 'B', startUs: -BASE_US - 5, durationUs: 10 },
    ]);
    expect([...trace.startNs]).toEqual([0, 0, 0, 0]);
    expect(trace.startUs).toBe(BASE_US + 10);
    expect(trace.warnings).toEqual([{ code: 'bad-start', count: 3, exampleSpanId: 'A' }]);
  });

  it('gives a root without a usable start the earliest of the trace', () => {
    const trace = makeTrace([
      { id: 'R', startUs: -BASE_US, durationUs: 100 },
      { id: 'A', parent: 'R', startUs: 10, durationUs: 10 },
    ]);
    expect([...trace.startNs]).toEqual([0, 0]);
    expect(trace.startUs).toBe(BASE_US + 10);
    expect(codes(trace)).toEqual(['bad-start']);
  });

  it('keeps zero as a start where the whole trace begins there', () => {
    const trace = makeTrace(
      [
        { id: 'R', startUs: 0, durationUs: 100 },
        { id: 'A', parent: 'R', startUs: 0, durationUs: 10 },
      ],
      { baseUs: 0 },
    );
    expect(codes(trace)).toEqual([]);
  });

  it('does not believe a start decades from the others, as nanoseconds would be inexact', () => {
    const trace = makeTrace([
      { id: 'R', startUs: 0, durationUs: 100 },
      { id: 'A', parent: 'R', startUs: 1_700_000_000 - BASE_US, durationUs: 10 },
      { id: 'B', parent: 'R', startUs: 20, durationUs: 10 },
    ]);
    expect(trace.startUs).toBe(BASE_US);
    expect(trace.warnings).toEqual([{ code: 'bad-start', count: 1, exampleSpanId: 'A' }]);
  });

  it('is all zero when no start is readable', () => {
    const trace = makeTrace([{ id: 'R', startUs: Number.NaN, durationUs: 100 }]);
    expect(trace.startUs).toBe(0);
    expect(trace.startNs[0]).toBe(0);
    expect(trace.durationNs[0]).toBe(100_000);
  });

  it.each([
    ['negative', -10, 'negative-duration'],
    ['wrapped', 2 ** 64 - 10_000, 'negative-duration'],
    ['wrapped, by less than a double can tell', 2 ** 64 - 10, 'negative-duration'],
    ['unreadable', Number.NaN, 'bad-duration'],
    ['infinite', Number.POSITIVE_INFINITY, 'bad-duration'],
    ['of 3000 years', 1e17, 'bad-duration'],
    ['beyond 64 bits', 1e21, 'bad-duration'],
  ])('counts a duration that is %s as 0', (_, durationUs, code) => {
    const trace = makeTrace([R, { id: 'N', parent: 'R', startUs: 10, durationUs }]);
    expect(trace.durationNs[1]).toBe(0);
    expect(codes(trace)).toEqual([code]);
  });

  it('names the worst negative duration', () => {
    const trace = makeTrace([
      R,
      { id: 'M', parent: 'R', startUs: 10, durationUs: -7 },
      { id: 'N', parent: 'R', startUs: 10, durationUs: -9 },
    ]);
    expect(trace.warnings).toEqual([
      { code: 'negative-duration', count: 2, exampleSpanId: 'N', ns: 9000 },
    ]);
  });
});

import { describe, expect, it } from 'vitest';
import { LatencyDistribution } from '../../src/aggregates/latency-distribution.ts';
import { requestContext, type TestRequest } from '../support/request-traces.ts';

function summarise(requests: readonly TestRequest[]) {
  const distribution = new LatencyDistribution();
  for (const request of requests) distribution.add(requestContext(request));
  return distribution.result();
}
const codes = (requests: readonly TestRequest[]) =>
  summarise(requests).notes.map((note) => [note.code, note.count]);
const hundred = Array.from({ length: 100 }, (_, i) => ({ ownUs: ((i * 37) % 100) + 1 }));

describe('LatencyDistribution', () => {
  it('has percentiles with intervals, and the extremes', () => {
    const summary = summarise(hundred);
    expect(summary).toMatchObject({
      count: 100,
      minNs: 1000,
      maxNs: 100_000,
      p50: { value: 50_000, low: 40_000, high: 61_000, reliable: true },
      p90: { value: 90_000, low: 84_000, high: 96_000, reliable: true },
      p95: { value: 95_000, low: 90_000, high: 100_000, reliable: true },
      p99: { value: 99_000, low: 97_000, high: null, reliable: false, needs: 368 },
      weighted: false,
      effectiveCount: 100,
      rootOperations: 1,
      notes: [],
    });
    expect(
      summary
        .histogram(10)
        .buckets.map((bucket) => bucket.count)
        .join(),
    ).toBe('9,10,10,10,10,10,10,10,10,11');
  });

  it('is empty without traces', () => {
    expect(summarise([])).toMatchObject({ count: 0, minNs: null, p50: null, notes: [] });
    expect(summarise([]).histogram(10).buckets).toEqual([]);
  });

  it('leaves traces without a root out, unless there are no others', () => {
    const parts = [
      { ownUs: 5, rootless: true },
      { ownUs: 7, rootless: true },
    ];
    const mixed = summarise([{ ownUs: 50 }, ...parts]);
    expect(mixed).toMatchObject({ count: 1, withoutRoot: 2, maxNs: 50_000 });
    expect(mixed.notes).toMatchObject([{ code: 'latency-without-root', count: 2 }]);
    const only = summarise(parts);
    expect(only).toMatchObject({ count: 2, withoutRoot: 0, maxNs: 7000 });
    expect(only.notes[0]?.text).toContain('No trace has its root');
  });

  it('counts root operations, and root failures', () => {
    const summary = summarise([{ ownUs: 1 }, { ownUs: 1, root: 'POST /', error: true }]);
    expect(summary).toMatchObject({ rootOperations: 2, failed: 1 });
  });

  it('weights traces sampled at different known rates', () => {
    const slow = { ownUs: 100, attributes: { 'w3c.tracestate': 'ot=th:0' } };
    const fast = { ownUs: 1, attributes: { 'w3c.tracestate': 'a=b,ot=rv:1;th:c' } };
    const summary = summarise([slow, slow, fast]);
    // The fast one stands for four, the slow ones for one each.
    expect(summary).toMatchObject({ weighted: true, count: 3, effectiveCount: 2 });
    expect(summary.p50?.value).toBe(1000);
    expect(summary.notes).toMatchObject([{ code: 'sampling-weighted', count: 3 }]);
  });

  it('does not weight by one rate, and cannot where some are unknown', () => {
    const sampled = {
      ownUs: 1,
      attributes: { 'sampler.type': 'probabilistic', 'sampler.param': 0.5 },
    };
    expect(summarise([sampled, sampled])).toMatchObject({ weighted: false, notes: [] });
    expect(summarise([sampled, { ownUs: 2 }]).weighted).toBe(false);
    expect(codes([sampled, { ownUs: 2 }])).toEqual([['sampling-partly-known', 1]]);
  });

  it('warns of a sample that holds mostly failures', () => {
    const failures = Array.from({ length: 20 }, (_, i) => ({ ownUs: 5, error: i < 11 }));
    expect(codes(failures)).toEqual([['sample-looks-curated', 11]]);
    expect(codes(failures.slice(1))).toEqual([]);
    expect(codes(failures.map((f, i) => ({ ...f, error: i < 10 })))).toEqual([]);
  });
});

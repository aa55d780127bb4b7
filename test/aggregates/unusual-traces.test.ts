import { describe, expect, it } from 'vitest';
import { UnusualTraces } from '../../src/aggregates/unusual-traces.ts';
import { requestContext, type TestRequest } from '../support/request-traces.ts';

function unusual(requests: readonly TestRequest[]) {
  const traces = new UnusualTraces();
  for (const request of requests) traces.add(requestContext(request));
  return traces.result();
}
/** `n` ordinary requests between 100 and 120 ms. */
const ordinary = (n: number, extra: Partial<TestRequest> = {}) =>
  Array.from({ length: n }, (_, i) => ({ ownUs: 100_000 + ((i * 7919) % 20_000), ...extra }));

describe('UnusualTraces', () => {
  it('finds what is far from the others of its root operation', () => {
    const found = unusual([...ordinary(30), { traceId: 'bad', ownUs: 900_000 }]);
    expect(found).toMatchObject([
      { traceId: `${'0'.repeat(29)}bad`, kind: 'slow', operation: 'GET /', latencyNs: 900e6 },
    ]);
    expect(found[0]?.medianNs).toBeGreaterThan(100e6);
  });

  it('finds nothing among alike, among few, or in what another operation does', () => {
    expect(unusual(ordinary(100))).toEqual([]);
    expect(unusual([...ordinary(18), { ownUs: 900_000 }])).toEqual([]);
    expect(unusual([...ordinary(19), { ownUs: 900_000 }]).length).toBe(1);
    expect(unusual([...ordinary(30), { ownUs: 900_000, root: 'POST /' }])).toEqual([]);
  });

  it('asks for twice the median and for 10 ms', () => {
    const tight = (us: number) => Array.from({ length: 30 }, (_, i) => ({ ownUs: us + (i % 3) }));
    expect(unusual([...tight(100_000), { ownUs: 190_000 }])).toEqual([]);
    expect(unusual([...tight(100_000), { ownUs: 210_000 }]).length).toBe(1);
    expect(unusual([...tight(1000), { ownUs: 9000 }])).toEqual([]);
  });

  it('asks for three times the median where all others are equal', () => {
    const equal = Array.from({ length: 30 }, () => ({ ownUs: 100_000 }));
    expect(unusual([...equal, { ownUs: 290_000 }])).toEqual([]);
    expect(unusual([...equal, { ownUs: 310_000 }]).length).toBe(1);
  });

  it('mentions fast traces only when they failed', () => {
    expect(unusual([...ordinary(30), { ownUs: 100 }])).toEqual([]);
    expect(unusual([...ordinary(30), { ownUs: 100, error: true }])).toMatchObject([
      { kind: 'fast-failure' },
    ]);
  });

  it('does not look at parts of traces', () => {
    expect(unusual([...ordinary(30), { ownUs: 900_000, rootless: true }])).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import { splitBands } from '../../src/aggregates/latency-bands.ts';
import { type TailDifference, TailDifferences } from '../../src/aggregates/tail-difference.ts';
import { requestContext, type TestRequest } from '../support/request-traces.ts';

function tailsOf(requests: readonly TestRequest[]): TailDifference[] {
  const tails = new TailDifferences();
  for (const request of requests) tails.add(requestContext(request));
  return tails.result();
}
const first = (requests: readonly TestRequest[]) => tailsOf(requests)[0] as TailDifference;
const order = (n: number) => Array.from({ length: n }, (_, i) => i);

describe('splitBands', () => {
  it.each([
    [2, 'slowest', 1, 1],
    [9, 'slowest', 1, 8],
    [10, 'slowest', 1, 3],
    [14, 'slowest', 1, 4],
    [15, 'slowest-10-percent', 5, 4],
    [60, 'slowest-10-percent', 6, 13],
    [99, 'p95', 5, 21],
    [500, 'p95', 26, 101],
    [1000, 'p99', 11, 201],
  ])('of %i traces: %s, %i in the tail, %i typical', (n, rule, tail, typical) => {
    const bands = splitBands(order(n));
    expect([bands.tailRule, bands.tail.length, bands.typical.length]).toEqual([
      rule,
      tail,
      typical,
    ]);
    expect(bands.tail.at(-1)).toBe(n - 1);
    expect(Math.max(...bands.typical)).toBeLessThan(bands.tail[0] as number);
  });
});

describe('TailDifferences', () => {
  it('explains one slow trace as a story, without a claim', () => {
    const calls = (select: number, stock: number) =>
      [
        ['SELECT price', select],
        ['stock', stock],
      ] as const;
    const tail = first([
      { ownUs: 20_000, calls: calls(60_000, 30_000) },
      { ownUs: 22_000, calls: calls(62_000, 31_000) },
      { ownUs: 21_000, calls: calls(70_000, 30_000) },
      { traceId: 'bad', ownUs: 25_000, calls: calls(700_000, 35_000) },
    ]);
    expect(tail).toMatchObject({
      root: { service: 'api', name: 'GET /' },
      traces: 4,
      claim: false,
      slowestTraceId: `${'0'.repeat(29)}bad`,
    });
    expect(tail.tail).toMatchObject({ traces: 1, meanNs: 760e6 });
    expect(tail.typical.meanNs).toBeCloseTo(115_333_333.3, 0);
    expect(tail.contributions.map((c) => [c.name, Math.round(c.deltaNs / 1e5) / 10])).toEqual([
      ['SELECT price', 636],
      ['stock', 4.7],
      ['GET /', 4],
    ]);
    expect(tail.contributions[0]).toMatchObject({ significant: false, interval: undefined });
  });

  // Every twentieth request makes ten calls more; noise in everything.
  const noisy = (i: number) => 1000 + ((i * 7919) % 200);
  const requests = Array.from({ length: 400 }, (_, i): TestRequest => {
    const isSlow = i % 20 === 0;
    return {
      traceId: (i + 1).toString(16),
      ownUs: noisy(i),
      calls: [
        ...Array.from({ length: isSlow ? 12 : 2 }, (_, c) => ['query', noisy(i + c)] as const),
        ['render', noisy(i + 5)],
      ],
    };
  });

  it('adds up to the difference of the latencies, and splits by count and duration', () => {
    const tail = first(requests);
    expect(tail).toMatchObject({ tailRule: 'p95', claim: true, restNs: 0 });
    const sum = tail.contributions.reduce((total, c) => total + c.deltaNs, 0);
    expect(sum).toBeCloseTo(tail.differenceNs, 3);
    for (const c of tail.contributions) {
      expect(c.byCountNs + c.byDurationNs).toBeCloseTo(c.deltaNs, 3);
    }
    const [query] = tail.contributions;
    expect(query).toMatchObject({ name: 'query', significant: true });
    expect(query?.typicalCalls).toBe(2);
    expect(query?.tailCalls).toBeGreaterThan(11);
    expect(Math.abs(query?.byDurationNs ?? 1e9)).toBeLessThan((query?.byCountNs ?? 0) / 10);
  });

  it('does not claim what may be chance', () => {
    const render = first(requests).contributions.find((c) => c.name === 'render');
    expect(render?.interval?.lowNs).toBeLessThan(0);
    expect(render?.interval?.highNs).toBeGreaterThan(0);
    expect(render?.significant).toBe(false);
  });

  it('is the same on every run and in any order of traces', () => {
    expect(tailsOf([...requests].reverse())).toEqual(tailsOf(requests));
  });

  it('calls an operation that only slow traces have all count', () => {
    const fast = Array.from({ length: 20 }, (_, i) => ({ ownUs: 1000 + i }));
    const slow = Array.from({ length: 5 }, () => ({
      ownUs: 1000,
      calls: [['lock', 9000]] as const,
    }));
    const [lock] = first([...fast, ...slow]).contributions;
    expect(lock).toMatchObject({ name: 'lock', typicalCalls: 0, typicalNs: 0, byDurationNs: 0 });
    expect(lock?.byCountNs).toBe(lock?.deltaNs);
  });

  it('sums up operations too small to keep, so that nothing is missing', () => {
    const many = (i: number): TestRequest => ({
      ownUs: 10_000,
      calls: Array.from({ length: 60 }, (_, c) => [`op${c}`, 100 + c + i] as const),
    });
    const tail = first([many(0), many(1), many(50)]);
    const sum = tail.contributions.reduce((total, c) => total + c.deltaNs, tail.restNs);
    expect(sum).toBeCloseTo(tail.differenceNs, 3);
    expect(tail.restNs).toBeGreaterThan(0);
  });

  it('keeps root operations apart and leaves incomplete traces out', () => {
    const tails = new TailDifferences();
    for (const root of ['a', 'b', 'b']) tails.add(requestContext({ ownUs: 5, root }));
    for (const root of ['a', 'b']) tails.add(requestContext({ ownUs: 9, root, rootless: true }));
    expect(tails.leftOut).toBe(2);
    expect(tails.result().map((tail) => [tail.root.name, tail.traces])).toEqual([['b', 2]]);
  });
});

describe('TailDifferences of more paths than are held', () => {
  const MOST_ROWS = 300;
  const requests = order(1000).map((n) => ({
    traceId: `${n}a`,
    ownUs: 10_000 + (n % 37) * 100,
    calls: [['SELECT price', n % 20 === 0 ? 90_000 : 5000 + (n % 7) * 50]] as const,
  }));
  const sampleOf = (all: readonly TestRequest[]) => {
    const tails = new TailDifferences(MOST_ROWS);
    for (const request of all) tails.add(requestContext(request));
    return tails.result()[0] as TailDifference;
  };

  it('looks at a sample and says of how many', () => {
    const { traces, allTraces, contributions } = sampleOf(requests);
    expect(allTraces).toBe(1000);
    expect(traces).toBeGreaterThan(MOST_ROWS / 8);
    expect(traces * 2).toBeLessThanOrEqual(MOST_ROWS);
    expect(contributions[0]).toMatchObject({ name: 'SELECT price', significant: true });
  });

  it('looks at the same ones in whatever order they come', () => {
    const plain = ({ contributions, ...rest }: TailDifference) => ({ ...rest, contributions });
    const reversed = [...requests].reverse();
    expect(plain(sampleOf(reversed))).toEqual(plain(sampleOf(requests)));
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OperationTotals } from '../../src/aggregates/operation-totals.ts';
import { TraceContext } from '../../src/analyses/analysis.ts';
import { makeTrace } from '../support/make-trace.ts';
import { anySpans, damagedSpans, wellFormedSpans } from '../support/random-trace.ts';
import { requestContext, type TestRequest } from '../support/request-traces.ts';

function totalsOf(requests: readonly TestRequest[]) {
  const totals = new OperationTotals();
  for (const request of requests) totals.add(requestContext(request));
  return totals.result();
}

describe('OperationTotals', () => {
  it('sums path time over traces, absent ones counting as zero', () => {
    const { operations, latencyNs, traces } = totalsOf([
      {
        traceId: 'a',
        ownUs: 20,
        calls: [
          ['q', 40],
          ['q', 50],
        ],
      },
      { traceId: 'b', ownUs: 30, calls: [['q', 10]] },
      { traceId: 'c', ownUs: 50 },
    ]);
    expect(latencyNs).toBe(200_000);
    expect(traces).toBe(3);
    const [first, second] = operations;
    expect(first).toMatchObject({ service: 'api', name: 'GET /', share: 0.5, presence: 1 });
    expect(second).toEqual({
      service: 'db',
      name: 'q',
      onPathNs: 100_000,
      share: 0.5,
      meanNs: 100_000 / 3,
      traces: 2,
      presence: 2 / 3,
      spans: 3,
      callsPerTrace: 1.5,
      savableNs: 100_000,
      worst: { traceId: `${'0'.repeat(31)}a`, spanId: 'c1', onPathNs: 90_000 },
    });
  });

  it('adds up to all latency, whatever the traces look like', () => {
    const traces = fc.array(fc.oneof(wellFormedSpans, damagedSpans, anySpans), { maxLength: 8 });
    fc.assert(
      fc.property(traces, (list) => {
        const totals = new OperationTotals();
        for (const spans of list) totals.add(new TraceContext(makeTrace(spans)));
        const { operations, latencyNs, traces: counted, leftOut } = totals.result();
        expect(operations.reduce((sum, row) => sum + row.onPathNs, 0)).toBe(latencyNs);
        expect(counted + leftOut).toBe(list.length);
      }),
      { seed: 11, numRuns: 200 },
    );
  });

  it('leaves incomplete traces out while most are complete, and says so', () => {
    const whole = { ownUs: 10 };
    const part = { ownUs: 70, rootless: true };
    expect(totalsOf([whole, whole, part])).toMatchObject({
      traces: 2,
      leftOut: 1,
      notes: [{ code: 'operations-without-incomplete', count: 1 }],
    });
    const most = totalsOf([whole, part, part]);
    expect(most).toMatchObject({ traces: 3, leftOut: 0, latencyNs: 150_000 });
    expect(most.notes).toMatchObject([{ code: 'operations-of-incomplete', count: 2 }]);
    expect(most.operations[0]?.onPathNs).toBe(150_000);
  });

  it('counts traces whose orphans were adopted', () => {
    const totals = new OperationTotals();
    totals.add(
      new TraceContext(
        makeTrace([
          { id: 'R', startUs: 0, durationUs: 10 },
          { id: 'A', parent: 'gone', startUs: 2, durationUs: 5 },
        ]),
      ),
    );
    expect(totals.result()).toMatchObject({ traces: 1, leftOut: 0 });
  });

  it('folds names only when there are too many, and then sums up the rest', () => {
    const few = totalsOf([{ ownUs: 1, root: 'GET /orders/4711' }]);
    expect(few.operations[0]?.name).toBe('GET /orders/4711');
    const many = totalsOf(
      Array.from({ length: 6000 }, (_, i) => ({ ownUs: 1, root: `GET /orders/${i}` })),
    );
    expect(many.operations).toMatchObject([{ name: 'GET /orders/{…}', traces: 6000 }]);
    expect(many.otherNs).toBe(0);
    expect(many.notes.map((note) => note.code)).toEqual(['operation-names-folded']);
    const letters = (i: number) =>
      i.toString(26).replace(/\d/g, (d) => 'qrstuvwxyz'[Number(d)] ?? '');
    const endless = totalsOf(
      Array.from({ length: 6000 }, (_, i) => ({
        ownUs: 1,
        root: `job ${letters(i)} x`,
        service: `s${letters(i)}`,
      })),
    );
    expect(endless.operations.length).toBe(5000);
    expect(endless.otherNs).toBe(1_000_000);
    expect(endless.notes.map((note) => note.code)).toEqual([
      'operation-names-cut',
      'operation-names-folded',
    ]);
  });

  it('does not confuse names that contain each other', () => {
    const { operations } = totalsOf([
      { ownUs: 1, service: 'a', root: 'bc' },
      { ownUs: 1, service: 'ab', root: 'c' },
    ]);
    expect(operations.length).toBe(2);
  });

  it('is the same in any order of traces', () => {
    const requests = Array.from({ length: 20 }, (_, i) => ({
      traceId: (i + 1).toString(16),
      ownUs: i % 4,
      calls: [[`q${i % 3}`, 10 + (i % 2)]] as const,
    }));
    expect(totalsOf([...requests].reverse())).toEqual(totalsOf(requests));
  });
});

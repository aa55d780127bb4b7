import { describe, expect, test } from 'vitest';
import { RecurringFindings } from '../../src/aggregates/recurring-findings.ts';
import { TraceContext } from '../../src/analyses/analysis.ts';
import { DEFAULT_DETECTION_OPTIONS } from '../../src/detectors/options.ts';
import { runDetectors } from '../../src/detectors/run-detectors.ts';
import type { Trace } from '../../src/model/trace.ts';
import { CallSketch } from '../support/call-sketch.ts';

const ITEM = 'SELECT * FROM items WHERE order_id = $1';

function recurring(traces: readonly Trace[]) {
  const findings = new RecurringFindings();
  for (const trace of traces) {
    const context = new TraceContext(trace);
    findings.add(context, runDetectors(context));
  }
  return findings.result().filter(({ fingerprint }) => fingerprint.startsWith('np1:'));
}

/** `GET /orders` with `n` queries of `ms` each; the read before returned `rows`. */
function orders(
  n: number,
  id: number,
  { ms = 4, rows }: { ms?: number; rows?: number } = {},
): Trace {
  const s = new CallSketch();
  const root = s.server(20 + n * (ms + 1));
  s.db(root, 'SELECT * FROM orders WHERE customer = $1', 2, 3, {
    attributes: rows === undefined ? {} : { 'db.response.returned_rows': rows },
  });
  s.times(n, (i) => s.db(root, ITEM, 10 + i * (ms + 1), ms));
  return s.trace(id.toString(16).padStart(32, '0'));
}

describe('RecurringFindings', () => {
  test('scenario 54: 40 of 50 traces, counts from 2 to 60', () => {
    const traces = Array.from({ length: 50 }, (_, i) => orders(i < 10 ? 1 : 2 + ((i * 7) % 59), i));
    const [found, ...others] = recurring(traces);
    expect(others).toEqual([]);
    expect(found).toMatchObject({
      kind: 'nplus1',
      entryService: 'shop',
      entryOperation: 'GET /orders',
      template: 'select * from items where order_id = ?',
      traces: { affected: 40, of: 50 },
      confidence: 'high',
      nsPerCall: 4_000_000,
    });
    expect(found?.counts.min).toBeLessThan(5);
    expect(found?.counts.max).toBe(found?.worst.count);
    expect(found?.worst.spanIds).toHaveLength(found?.worst.count ?? 0);
  });

  test('scenario 55: 25 traces, always six', () => {
    const [found] = recurring(Array.from({ length: 25 }, (_, i) => orders(6, i)));
    expect(found).toMatchObject({ counts: { min: 6, max: 6 }, traces: { affected: 25, of: 25 } });
    expect(found?.remarks).toContainEqual(['fixed count: may be a fixed list']);
    const [alone] = recurring([orders(6, 1)]);
    // 75 points alone, 60 over many with one count.
    expect([alone?.confidence, found?.confidence]).toEqual(['high', 'medium']);
  });

  test('scenario 56: the order of traces changes nothing', () => {
    const traces = Array.from({ length: 30 }, (_, i) => orders(2 + ((i * 11) % 40), i));
    const forwards = JSON.stringify(recurring(traces));
    expect(JSON.stringify(recurring([...traces].reverse()))).toBe(forwards);
  });

  test('scenario 97: fan-out in some traces, waves in others is one finding', () => {
    const shaped = (id: number, waves: boolean): Trace => {
      const s = new CallSketch();
      const root = s.server(200);
      s.times(12, (i) =>
        s.db(root, ITEM, 5 + (waves ? Math.floor(i / 4) * 25 : 0) + (i % 4) * 0.1, 20 + (i % 3)),
      );
      return s.trace(id.toString(16).padStart(32, '0'));
    };
    const found = recurring([1, 2, 3, 4, 5].map((id) => shaped(id, id > 2)));
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ kind: 'nplus1', shape: 'waves', traces: { affected: 5 } });
    expect(JSON.stringify(found[0]?.remarks)).toContain('fan-out in ');
  });

  test('a loop is recognised by its growth while it is small', () => {
    const traces = Array.from({ length: 12 }, (_, i) =>
      orders(1 + (i % 4), i, { rows: 1 + (i % 4) }),
    );
    const found = recurring(traces);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({
      kind: 'nplus1',
      severity: 'low',
      confidence: 'medium',
      callsPerRow: 1,
      counts: { min: 2, max: 4 },
      worst: { count: 4 },
    });
    expect(JSON.stringify(found[0]?.message)).toContain('makes ","1.0 call"," of ');
    expect(recurring(Array.from({ length: 12 }, (_, i) => orders(1 + (i % 4), i)))).toEqual([]);
  });

  test('a loop is recognised while N is 3: two different sizes do, if each trace keeps to the rows', () => {
    const grown = (rows: (n: number) => number) =>
      recurring(
        Array.from({ length: 15 }, (_, i) => orders(1 + (i % 3), i, { rows: rows(1 + (i % 3)) })),
      );
    expect(grown((n) => n)).toMatchObject([
      { kind: 'nplus1', callsPerRow: 1, counts: { min: 2, max: 3 }, worst: { count: 3 } },
    ]);
    // A read of three rows each time, or one row more than calls, shows nothing.
    expect(grown(() => 3)).toEqual([]);
    expect(grown((n) => n + 1)).toEqual([]);
  });

  test('tries have a number of their own: no fixed list, no time per call', () => {
    const tries = (id: number): Trace => {
      const s = new CallSketch();
      const root = s.server(200);
      s.times(3, (i) => s.db(root, ITEM, 10 + i * 20, 5 + id, { error: i < 2 }));
      return s.trace(id.toString(16).padStart(32, '0'));
    };
    const [found] = recurring(Array.from({ length: 12 }, (_, i) => tries(i)));
    expect(found).toMatchObject({ kind: 'retry', counts: { min: 3, max: 3 } });
    expect(JSON.stringify(found?.remarks)).not.toMatch(/fixed|per call/);
    expect(found?.nsPerCall).toBeUndefined();
  });

  test('small groups alone are nothing', () => {
    expect(recurring(Array.from({ length: 12 }, (_, i) => orders(4, i)))).toEqual([]);
  });

  test('savings over the traces: percentiles of both ends, and calls to be avoided', () => {
    // Loops of 5 to 44 queries of 4 ms: the saving is 4 ms for each but one, whichever end.
    const traces = Array.from({ length: 40 }, (_, i) => orders(5 + ((i * 7) % 40), i));
    const [found] = recurring(traces);
    expect(found).toMatchObject({
      traces: { affected: 40 },
      savings: {
        p50: { low: 4e6 * 23, high: 4e6 * 23 },
        p95: { low: 4e6 * 41, high: 4e6 * 41 },
      },
      savingNs: { low: 4e6 * 43, high: 4e6 * 43 },
      avoidableCalls: (40 * (4 + 43)) / 2,
    });
  });

  test('traces below the minimum count, with nothing saved', () => {
    const [found] = recurring(Array.from({ length: 40 }, (_, i) => orders(i < 30 ? 3 : 11, i)));
    expect(found).toMatchObject({
      traces: { affected: 40 },
      savings: { p50: { low: 0, high: 0 }, p95: { low: 4e7, high: 4e7 } },
      avoidableCalls: 30 * 2 + 10 * 10,
    });
  });

  test('one trace saves what it saves', () => {
    const [found] = recurring([orders(9, 1)]);
    expect(found?.savings).toEqual({ p50: found?.savingNs, p95: found?.savingNs });
    expect(found?.avoidableCalls).toBe(8);
  });

  test('several units of one trace are one occurrence', () => {
    const s = new CallSketch();
    const root = s.server(900, { service: 'gateway' });
    s.times(3, (e) => {
      const { server } = s.http(root, `http://orders/${e}`, 5 + e * 250, 240, {
        callee: 'orders',
        route: '/{id}',
      });
      s.times(8 + e, (i) => s.db(server, ITEM, 8 + e * 250 + i * 12, 10));
    });
    const context = new TraceContext(s.trace());
    const findings = runDetectors(context, DEFAULT_DETECTION_OPTIONS).filter(
      ({ kind }) => kind === 'nplus1',
    );
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({ count: 10, countInAllUnits: 27 });
  });
});

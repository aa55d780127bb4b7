import { describe, expect, test } from 'vitest';
import type { RecurringFinding } from '../../src/aggregates/recurring-finding.ts';
import { RecurringFindings } from '../../src/aggregates/recurring-findings.ts';
import { TraceContext } from '../../src/analyses/analysis.ts';
import { runDetectors } from '../../src/detectors/run-detectors.ts';
import type { Trace } from '../../src/model/trace.ts';
import { CallSketch } from '../support/call-sketch.ts';

type Draw = (s: CallSketch, root: string) => void;

function traceOf(id: number, draw: Draw, entry = 'POST /orders'): Trace {
  const s = new CallSketch();
  draw(s, s.server(300, { name: entry, attributes: {} }));
  return s.trace(id.toString(16).padStart(32, '0'));
}

/** Traces of the given drawings, each `n` times. */
function traces(
  ...parts: readonly (readonly [n: number, draw: Draw, entry?: string | undefined])[]
): Trace[] {
  let id = 0;
  return parts.flatMap(([n, draw, entry]) =>
    Array.from({ length: n }, () => traceOf(++id, draw, entry)),
  );
}

function serial(all: readonly Trace[]): RecurringFinding[] {
  const findings = new RecurringFindings();
  for (const trace of all) {
    const context = new TraceContext(trace);
    findings.add(context, runDetectors(context));
  }
  return findings.result().filter(({ kind }) => kind === 'serial-independent');
}

const text = (finding: RecurringFinding | undefined) =>
  (finding?.remarks ?? [])
    .map((phrase) =>
      phrase
        .map((part) => (typeof part === 'string' ? part : 'count' in part ? part.count : ''))
        .join(''),
    )
    .join('; ');

const steps =
  (...calls: readonly (readonly [name: string, at: number, ms: number])[]): Draw =>
  (s, root) => {
    for (const [name, at, ms] of calls) s.internal(root, name, at, ms);
  };

const IN_ORDER = steps(['check-inventory', 5, 60], ['calculate-price', 65.3, 55]);
const OVERLAPPING = steps(['check-inventory', 5, 60], ['calculate-price', 25.5, 55]);
const REVERSED = steps(['calculate-price', 5.2, 55], ['check-inventory', 60.5, 60]);

describe('serial-independent over many traces', () => {
  test('order and gap kept in four traces: low; in five: medium', () => {
    expect(serial(traces([4, IN_ORDER]))).toMatchObject([
      { confidence: 'low', traces: { affected: 4, of: 4 } },
    ]);
    expect(serial(traces([5, IN_ORDER]))).toMatchObject([
      { confidence: 'medium', traces: { affected: 5 } },
    ]);
    expect(text(serial(traces([5, IN_ORDER]))[0])).not.toContain('seen ');
  });

  test('one trace in which they overlap: high', () => {
    const [found, ...others] = serial(traces([3, IN_ORDER], [1, OVERLAPPING]));
    expect(others).toEqual([]);
    expect(found).toMatchObject({ confidence: 'high', traces: { affected: 3, of: 4 } });
    expect(text(found)).toContain('seen overlapping in 1 of 4 traces');
  });

  test('one trace the other way round: high, for both orders', () => {
    const found = serial(traces([6, IN_ORDER], [2, REVERSED]));
    expect(found).toMatchObject([{ confidence: 'high' }, { confidence: 'high' }]);
    expect(found.map(text).join('\n')).toContain('seen in reversed order in 2 of 8 traces');
    expect(found.map(text).join('\n')).toContain('seen in reversed order in 6 of 8 traces');
  });

  test('both kinds of proof', () => {
    const found = serial(traces([5, IN_ORDER], [1, REVERSED], [2, OVERLAPPING]));
    const told = found.map(text).find((one) => one.includes('in 1 of'));
    expect(told).toContain('seen overlapping in 2 and in reversed order in 1 of 8 traces');
  });

  test('the order of traces changes nothing', () => {
    const all = traces([5, IN_ORDER], [2, REVERSED], [2, OVERLAPPING]);
    const forwards = JSON.stringify(serial(all));
    expect(JSON.stringify(serial([...all].reverse()))).toBe(forwards);
  });

  test('calls whose overlap nobody waits for count', () => {
    const hidden = steps(['check-inventory', 5, 90], ['calculate-price', 20, 30]);
    expect(serial(traces([1, IN_ORDER], [1, hidden]))).toMatchObject([{ confidence: 'high' }]);
  });

  test.each<[string, Draw, string?]>([
    ['another entry operation', OVERLAPPING, 'GET /orders'],
    ['another parent', (s, root) => OVERLAPPING(s, s.internal(root, 'audit', 0, 200))],
    ['another call', steps(['check-inventory', 5, 60], ['load-profile', 25.5, 55])],
    [
      'an overlap within the clock’s grain',
      steps(['check-inventory', 5, 60.6], ['calculate-price', 65, 55]),
    ],
    [
      'an overlap that rounding may make',
      steps(['check-inventory', 5.1, 60.001], ['calculate-price', 65.1, 55]),
    ],
    [
      'a first call that is repeated later',
      steps(
        ['calculate-price', 5.2, 55],
        ['check-inventory', 60.5, 60],
        ['calculate-price', 130, 4],
      ),
    ],
    [
      'a first call that was there before, and short',
      steps(
        ['check-inventory', 1.1, 2],
        ['calculate-price', 5.2, 55],
        ['check-inventory', 60.5, 60],
      ),
    ],
  ])('no proof: %s', (_, draw, entry) => {
    const kept = serial(traces([2, IN_ORDER], [3, draw, entry])).filter(
      ({ entryOperation, template }) =>
        entryOperation === 'POST /orders' && template === 'check-inventory → calculate-price',
    );
    expect(kept).toHaveLength(1);
    expect(text(kept[0])).not.toContain('seen ');
    expect(kept[0]?.confidence).not.toBe('high');
  });

  // Server spans of other services right below: their clocks may differ by a millisecond.
  test.each([
    [0.8, 'low'],
    [1.2, 'high'],
  ])('recorded by other hosts, overlapping by %s ms: %s', (overlapMs, confidence) => {
    const served = (s: CallSketch, parent: string, service: string, at: number) =>
      s.span({
        parent,
        service,
        name: `GET /${service}`,
        kind: 'server',
        at,
        ms: 50,
        attributes: { 'http.request.method': 'GET', 'http.route': `/${service}` },
      });
    const hosts =
      (gap: number): Draw =>
      (s, root) => {
        served(s, root, 'stock', 5.1);
        served(s, root, 'prices', 55.1 + gap);
      };
    expect(serial(traces([2, hosts(0.2)], [1, hosts(-overlapMs)]))).toMatchObject([{ confidence }]);
  });

  test('one route with other paths', () => {
    const paths =
      (second: number): Draw =>
      (s, root) => {
        s.http(root, 'http://stock/slow/1', 5.1, 45, { callee: 'stock', route: '/slow/{id}' });
        s.http(root, 'http://stock/slow/2', second, 45, { callee: 'stock', route: '/slow/{id}' });
      };
    const [found] = serial(traces([2, paths(50.3)], [1, paths(20.3)]));
    expect(found).toMatchObject({ confidence: 'high' });
    expect(text(found)).toContain('seen overlapping in 1 of 3 traces');
  });

  test('three calls: each two must be proved', () => {
    const three = (a: number, b: number, c: number): Draw =>
      steps(['load-user', a, 40], ['load-cart', b, 40], ['load-offers', c, 40]);
    const serially = three(5.1, 45.3, 85.5);
    const [some] = serial(traces([2, serially], [1, three(5.1, 15.3, 85.5)]));
    expect(some).toMatchObject({ confidence: 'low' });
    expect(text(some)).toContain('some of them, but not each two');
    const [all] = serial(traces([2, serially], [1, three(5.1, 15.3, 25.5)]));
    expect(all).toMatchObject({ confidence: 'high' });
    expect(text(all)).toContain('each two of them seen');
  });
});

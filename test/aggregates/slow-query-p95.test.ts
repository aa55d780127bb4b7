import { describe, expect, test } from 'vitest';
import type { RecurringFinding } from '../../src/aggregates/recurring-finding.ts';
import { RecurringFindings } from '../../src/aggregates/recurring-findings.ts';
import { slowQueryP95 } from '../../src/aggregates/slow-query-p95.ts';
import { TraceContext } from '../../src/analyses/analysis.ts';
import { DEFAULT_DETECTION_OPTIONS, type DetectionOptions } from '../../src/detectors/options.ts';
import { runDetectors } from '../../src/detectors/run-detectors.ts';
import type { Trace } from '../../src/model/trace.ts';
import { CallSketch } from '../support/call-sketch.ts';

const QUERY = 'SELECT * FROM stock WHERE sku = $1';
const TEMPLATE = 'select * from stock where sku = ?';

interface Drawn {
  readonly ms: number;
  readonly route?: string;
  readonly product?: string;
  readonly poolMs?: number;
}

/** A request with one call of the statement. */
function request(
  id: number,
  { ms, route = '/orders', product = 'postgresql', poolMs = 0 }: Drawn,
): Trace {
  const s = new CallSketch();
  const root = s.server(ms + 500, {
    name: `GET ${route}`,
    attributes: { 'http.request.method': 'GET', 'http.route': route },
  });
  const query = s.db(root, QUERY, 10, ms, { attributes: { 'db.system.name': product } });
  if (poolMs > 0) s.db(query, '', 10, poolMs, { name: 'pg-pool.connect' });
  return s.trace(id.toString(16).padStart(32, '0'));
}

function window(traces: readonly Trace[], options: DetectionOptions = DEFAULT_DETECTION_OPTIONS) {
  const findings = new RecurringFindings(options);
  for (const trace of traces) {
    const context = new TraceContext(trace);
    findings.add(context, runDetectors(context, options));
  }
  return findings;
}

const slowIn = (traces: readonly Trace[], options?: DetectionOptions): RecurringFinding[] =>
  window(traces, options)
    .result()
    .filter(({ kind }) => kind === 'slow-query');

const drawn = (n: number, draw: (i: number) => Drawn) =>
  Array.from({ length: n }, (_, i) => request(i + 1, draw(i)));

const remarks = (finding: RecurringFinding | undefined) => JSON.stringify(finding?.remarks);

describe('slow queries over a window', () => {
  test('the finding of single calls tells the p50 and p95 of all, and there is no second one', () => {
    // 1 ms to 40 ms, then 580 ms to 600 ms.
    const found = slowIn(drawn(61, (i) => ({ ms: i < 40 ? i + 1 : 540 + i })));
    expect(found).toMatchObject([
      {
        template: TEMPLATE,
        traces: { affected: 21, of: 61 },
        callTimes: { calls: 61, p50Ns: 31e6, p95Ns: 597e6 },
      },
    ]);
    expect(remarks(found[0])).toContain('"count":61');
    expect(remarks(found[0])).not.toContain('slow in few');
  });

  test('calls of other entries count, each entry has its finding', () => {
    const found = slowIn(drawn(10, (i) => ({ ms: 600 + i, route: i % 2 ? '/a' : '/b' })));
    expect(found).toHaveLength(2);
    for (const finding of found) expect(finding.callTimes).toMatchObject({ calls: 10 });
  });

  test('one slow call among many fast ones is the exception', () => {
    const [found] = slowIn(drawn(40, (i) => ({ ms: i === 7 ? 700 : 2 })));
    expect(found).toMatchObject({ callTimes: { calls: 40, p50Ns: 2e6, p95Ns: 2e6 } });
    expect(remarks(found)).toContain('slow in few of them');
  });

  test('two calls are too few to say more', () => {
    const [found] = slowIn(drawn(2, () => ({ ms: 700 })));
    expect(found?.callTimes).toBeUndefined();
    expect(found?.remarks).toContainEqual(expect.arrayContaining(['only ']));
  });

  test('visible waits for a connection do not count', () => {
    const [found] = slowIn(drawn(10, (i) => ({ ms: 700, poolMs: i === 0 ? 0 : 690 })));
    expect(found).toMatchObject({ callTimes: { calls: 10, p50Ns: 10e6 } });
  });

  test('products are told apart, and the slower one counts', () => {
    const [found, ...others] = slowIn(
      drawn(30, (i) => (i % 3 === 0 ? { ms: 800, product: 'mysql' } : { ms: 3 })),
    );
    expect(others).toEqual([]);
    expect(found).toMatchObject({ callTimes: { calls: 10, p50Ns: 800e6, p95Ns: 800e6 } });
  });

  test('the order of traces changes nothing', () => {
    const traces = drawn(600, (i) => ({ ms: 1 + ((i * 37) % 601) }));
    const forwards = JSON.stringify(slowIn(traces));
    expect(JSON.stringify(slowIn([...traces].reverse()))).toBe(forwards);
  });

  test('a kind that is off, and excluded routes', () => {
    const { exclude } = DEFAULT_DETECTION_OPTIONS;
    const traces = drawn(6, (i) => ({ ms: 700, route: i < 3 ? '/a' : '/b' }));
    const off = { ...DEFAULT_DETECTION_OPTIONS, exclude: { ...exclude, kinds: ['slow-query'] } };
    expect(slowIn(traces, off)).toEqual([]);
    const route = { ...DEFAULT_DETECTION_OPTIONS, exclude: { ...exclude, routes: ['GET /a'] } };
    expect(slowIn(traces, route)).toMatchObject([{ callTimes: { calls: 3 } }]);
  });
});

describe('a statement by itself', () => {
  test('is reported where no single call is', () => {
    const watch = slowQueryP95.watch(DEFAULT_DETECTION_OPTIONS);
    for (const trace of drawn(40, (i) => ({ ms: i < 20 ? 50 : 600 + i }))) {
      watch.add(new TraceContext(trace), []);
    }
    const found = watch.result?.([]) ?? [];
    expect(found).toMatchObject([
      {
        kind: 'slow-query',
        severity: 'medium',
        callClass: 'db',
        service: 'shop',
        template: TEMPLATE,
        traces: { affected: 20, of: 40 },
        callTimes: { calls: 40, p50Ns: 50e6, p95Ns: 637e6 },
        worst: { traceId: (40).toString(16).padStart(32, '0') },
      },
    ]);
    expect(watch.result?.(found)).toEqual([]);
  });

  test('statements beyond the limit are counted', () => {
    const letters = 'abcdefghijklmnopqrstuvwxyz';
    const named = (i: number) =>
      [i % 26, Math.floor(i / 26) % 26, Math.floor(i / 676)].map((at) => letters[at]).join('');
    const s = new CallSketch();
    const root = s.server(20_000);
    s.times(10_003, (i) => s.db(root, `SELECT * FROM t_${named(i)}`, i + 1, 0.5));
    const notes = window([s.trace()]).notes();
    expect(notes).toMatchObject([{ code: 'statements-beyond-limit', count: 3 }]);
  });
});

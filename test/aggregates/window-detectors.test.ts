import { describe, expect, test } from 'vitest';
import { RecurringFindings } from '../../src/aggregates/recurring-findings.ts';
import type { WindowDetector } from '../../src/aggregates/window-detector.ts';
import { WINDOW_DETECTORS } from '../../src/aggregates/window-detectors.ts';
import { WindowWatches } from '../../src/aggregates/window-watches.ts';
import { TraceContext } from '../../src/analyses/analysis.ts';
import { DEFAULT_DETECTION_OPTIONS } from '../../src/detectors/options.ts';
import { runDetectors } from '../../src/detectors/run-detectors.ts';
import { CallSketch } from '../support/call-sketch.ts';

/** Findings of one kind over `n` traces drawn by `draw`. */
function overWindow(kind: string, n: number, draw: (s: CallSketch, trace: number) => void) {
  const findings = new RecurringFindings();
  for (let t = 0; t < n; t++) {
    const sketch = new CallSketch();
    draw(sketch, t);
    const context = new TraceContext(sketch.trace((t + 1).toString(16).padStart(32, '0')));
    findings.add(context, runDetectors(context));
  }
  return findings.result().filter((finding) => finding.kind === kind);
}

describe('over many traces', () => {
  test('scenario 62: a client span without its server span, though the peer answers elsewhere', () => {
    const broken = overWindow('broken-chain', 12, (s, t) => {
      const root = s.server(100);
      s.http(root, 'http://stock:8080/items/1', 5, 20, t % 4 === 0 ? {} : { callee: 'stock' });
      s.http(root, 'http://unknown-partner/x', 40, 20);
    });
    expect(broken).toHaveLength(1);
    expect(broken[0]).toMatchObject({ template: 'stock', traces: { affected: 3, of: 12 } });
  });

  test('scenario 95: a request without database spans in a service that has some', () => {
    const silent = overWindow('silent-database', 12, (s, t) => {
      const root = s.server(100, {
        name: 'GET',
        attributes: { 'http.request.method': 'GET', 'http.route': t % 2 ? '/export' : '/orders' },
      });
      if (t % 2 === 0) s.db(root, 'SELECT * FROM orders', 5, 20);
    });
    expect(silent).toMatchObject([{ template: 'GET /export', confidence: 'low', severity: 'low' }]);
    expect(JSON.stringify(silent[0]?.message)).toContain('No database call recorded');
    expect(overWindow('silent-database', 12, (s) => void s.server(100))).toEqual([]);
  });

  test('id-in-name: many names that are few without ids', () => {
    const named = (name: (t: number, i: number) => string) =>
      overWindow('id-in-name', 10, (s, t) => {
        const root = s.server(100);
        s.times(5, (i) => s.internal(root, name(t, i), 5 + i * 10, 8));
      });
    expect(named((t, i) => `load order ${t * 5 + i}`)).toMatchObject([
      { template: 'load order #', worst: { count: 51 } },
    ]);
    expect(named((_, i) => `load ${'abcde'[i]}`)).toEqual([]);
  });

  test('cache-useless: asked and filled every time', () => {
    const cached = (misses: number) =>
      overWindow('cache-useless', 20, (s, t) => {
        const root = s.server(100);
        s.redis(root, `GET price:${t}`, 5, 1);
        if (t < misses) s.redis(root, `SET price:${t} ?`, 50, 1);
      });
    expect(cached(19)).toMatchObject([{ template: 'price:?' }]);
    expect(cached(10)).toEqual([]);
  });
});

describe('WindowWatches', () => {
  const contexts = () =>
    [1, 2].map((id) => {
      const sketch = new CallSketch();
      sketch.server(100);
      return new TraceContext(sketch.trace(id.toString(16).padStart(32, '0')));
    });

  test('one that breaks is counted and left out, the others go on', () => {
    const meta = { id: 'broken', title: '', description: '', kinds: ['broken'], failing: [] };
    const broken: WindowDetector = {
      meta,
      watch: () => ({
        add: () => {
          throw new Error('no such span');
        },
        result: () => [],
      }),
    };
    let seen = 0;
    const sound: WindowDetector = {
      meta: { ...meta, id: 'sound' },
      watch: () => ({ add: () => void seen++, result: () => [] }),
    };
    const watches = new WindowWatches(DEFAULT_DETECTION_OPTIONS, [broken, sound], []);
    for (const context of contexts()) watches.add(context, []);
    expect(watches.result([])).toEqual([]);
    expect(seen).toBe(2);
    expect(watches.notes()).toMatchObject([{ code: 'detector-failed', count: 1 }]);
  });

  test('those whose kinds are off do not even look', () => {
    const kinds = WINDOW_DETECTORS.flatMap(({ meta }) => meta.kinds);
    const options = {
      ...DEFAULT_DETECTION_OPTIONS,
      exclude: { ...DEFAULT_DETECTION_OPTIONS.exclude, kinds },
    };
    const looked: string[] = [];
    const spies = WINDOW_DETECTORS.map(({ meta }) => ({
      meta,
      watch: () => ({ add: () => void looked.push(meta.id), result: () => [] }),
    }));
    const watches = new WindowWatches(options, spies, []);
    for (const context of contexts()) watches.add(context, []);
    expect(looked).toEqual([]);
  });
});

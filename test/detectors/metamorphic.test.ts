// What must not matter, and what must: generated traces are changed and judged again.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { TraceFinding } from '../../src/detectors/detector.ts';
import { repeatedIn } from '../support/find-in-trace.ts';
import { makeTrace, type TestSpan } from '../support/make-trace.ts';

interface LoopPlan {
  readonly n: number;
  readonly wrapped: boolean;
  readonly noise: number;
  readonly literals: boolean;
  readonly orm: boolean;
  readonly ms: number;
  readonly gap: number;
  readonly list: boolean;
}

const plans: fc.Arbitrary<LoopPlan> = fc.record({
  n: fc.integer({ min: 2, max: 30 }),
  wrapped: fc.boolean(),
  noise: fc.integer({ min: 0, max: 3 }),
  literals: fc.boolean(),
  orm: fc.boolean(),
  ms: fc.integer({ min: 2, max: 20 }),
  gap: fc.integer({ min: 1, max: 5 }),
  list: fc.boolean(),
});

/** A request with one loop of sequential queries; microseconds throughout. */
function spansOf(plan: LoopPlan): TestSpan[] {
  const { n, wrapped, noise, literals, orm, ms, gap } = plan;
  const spans: TestSpan[] = [];
  const add = (span: Omit<TestSpan, 'id'>): string => {
    const id = `s${spans.length + 1}`;
    spans.push({ id, service: 'shop', ...span });
    return id;
  };
  const query = (
    parent: string,
    scope: string,
    text: string,
    startUs: number,
    durationUs: number,
  ) =>
    add({
      parent,
      name: 'SELECT',
      kind: 'client',
      startUs,
      durationUs,
      attributes: { 'db.system': 'postgresql', 'db.statement': text, 'otel.scope.name': scope },
    });
  const stepUs = (ms + gap) * 1000;
  const root = add({
    name: 'GET /orders',
    kind: 'server',
    startUs: 0,
    durationUs: 20_000 + n * stepUs,
    attributes: { 'http.method': 'GET', 'http.route': '/orders' },
  });
  if (plan.list) query(root, 'pg', 'SELECT * FROM orders', 1000, 3000);
  for (let i = 0; i < n; i++) {
    const at = 10_137 + i * stepUs;
    const text = `SELECT * FROM items WHERE order_id = ${literals ? i : '$1'}`;
    const parent = wrapped
      ? add({
          parent: root,
          name: `item ${i}`,
          kind: 'internal',
          startUs: at,
          durationUs: ms * 1000 + 400,
        })
      : root;
    const outer = orm ? query(parent, 'orm', text, at + 50, ms * 1000 + 300) : parent;
    query(outer, 'pg', text, at + 120, ms * 1000);
    for (let k = 0; k < noise; k++) {
      add({ parent, name: 'log', kind: 'internal', startUs: at + ms * 1000 + 200, durationUs: 20 });
    }
  }
  return spans;
}

const ids = (trace: ReturnType<typeof makeTrace>, finding: TraceFinding) =>
  finding.spans.map((span) => trace.spanId(span));

/** What identifies the findings, and their size. */
function essence(spans: readonly TestSpan[], baseUs?: number) {
  const trace = makeTrace(spans, baseUs === undefined ? {} : { baseUs });
  return repeatedIn(trace).map((finding) => ({
    kind: finding.kind,
    fingerprint: finding.fingerprint,
    count: finding.count,
    severity: finding.severity,
    points: finding.confidencePoints,
    savingNs: finding.savingNs,
    spans: ids(trace, finding),
  }));
}

const RANK = ['low', 'medium', 'high', 'critical'];

describe('metamorphic properties', () => {
  test('a loop is found exactly from five on, whatever it is wrapped in', () => {
    fc.assert(
      fc.property(plans, (plan) => {
        const found = essence(spansOf(plan));
        if (plan.n < 5) expect(found).toEqual([]);
        else expect(found).toMatchObject([{ kind: 'nplus1', count: plan.n }]);
      }),
      { numRuns: 150 },
    );
  });

  test('permuting spans changes nothing', () => {
    fc.assert(
      fc.property(plans, fc.infiniteStream(fc.nat()), (plan, random) => {
        const spans = spansOf(plan);
        const shuffled = spans
          .map((span) => ({ span, key: random.next().value as number }))
          .sort((a, b) => a.key - b.key)
          .map(({ span }) => span);
        expect(essence(shuffled)).toEqual(essence(spans));
      }),
      { numRuns: 60 },
    );
  });

  test('wrappers, noise, layers and literals change neither the count nor the fingerprint', () => {
    fc.assert(
      fc.property(plans, plans, fc.integer({ min: 5, max: 30 }), (a, b, n) => {
        const one = essence(spansOf({ ...a, n }))[0];
        const other = essence(spansOf({ ...b, n }))[0];
        expect(one?.fingerprint).toBe(other?.fingerprint);
        expect(one?.count).toBe(other?.count);
      }),
      { numRuns: 100 },
    );
  });

  test('growing a loop never removes or weakens its finding', () => {
    fc.assert(
      fc.property(plans, fc.integer({ min: 1, max: 40 }), (plan, more) => {
        const small = essence(spansOf(plan))[0];
        const large = essence(spansOf({ ...plan, n: plan.n + more }))[0];
        if (!small) return;
        expect(large?.fingerprint).toBe(small.fingerprint);
        expect(large?.count).toBe(small.count + more);
        expect(RANK.indexOf(large?.severity ?? '')).toBeGreaterThanOrEqual(
          RANK.indexOf(small.severity),
        );
      }),
      { numRuns: 60 },
    );
  });

  test('removing spans never adds a finding', () => {
    fc.assert(
      fc.property(plans, fc.infiniteStream(fc.boolean()), (plan, keep) => {
        const spans = spansOf(plan).map((span) => ({ span, keep: keep.next().value as boolean }));
        const leaves = new Set(spans.map(({ span }) => span.parent));
        const kept = spans
          .filter(({ span, keep: stays }) => stays || leaves.has(span.id))
          .map(({ span }) => span);
        const before = new Set(essence(spansOf(plan)).map(({ fingerprint }) => fingerprint));
        for (const { fingerprint, kind } of essence(kept)) {
          expect(before.has(fingerprint), kind).toBe(true);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('starts rounded down to milliseconds keep a sequential loop sequential', () => {
    fc.assert(
      fc.property(plans, (plan) => {
        const spans = spansOf({ ...plan, orm: false });
        const coarse = spans.map((span) => ({
          ...span,
          startUs: Math.floor(span.startUs / 1000) * 1000,
        }));
        const shapes = repeatedIn(makeTrace(coarse)).map(({ kind, shape, count }) => ({
          kind,
          shape,
          count,
        }));
        expect(shapes).toEqual(
          repeatedIn(makeTrace(spans)).map(({ kind, shape, count }) => ({ kind, shape, count })),
        );
        for (const { shape } of shapes) expect(shape).toBe('sequential');
      }),
      { numRuns: 60 },
    );
  });

  test('shifting all times by whole milliseconds changes nothing', () => {
    fc.assert(
      fc.property(plans, fc.integer({ min: 1, max: 10_000 }), (plan, shiftMs) => {
        const spans = spansOf(plan);
        expect(essence(spans, 1_700_000_000_000_000 + shiftMs * 1000)).toEqual(essence(spans));
      }),
      { numRuns: 40 },
    );
  });

  test('old and new attribute names give one fingerprint', () => {
    const renamed: Readonly<Record<string, string>> = {
      'db.system': 'db.system.name',
      'db.statement': 'db.query.text',
      'http.method': 'http.request.method',
    };
    fc.assert(
      fc.property(plans, (plan) => {
        const spans = spansOf({ ...plan, n: plan.n + 5 });
        const modern = spans.map((span) => ({
          ...span,
          attributes: Object.fromEntries(
            Object.entries(span.attributes ?? {}).map(([key, value]) => [
              renamed[key] ?? key,
              value,
            ]),
          ),
        }));
        expect(essence(modern)).toEqual(essence(spans));
      }),
      { numRuns: 40 },
    );
  });
});

import { describe, expect, it } from 'vitest';
import { buildTrace, buildTraces } from '../../src/model/build-trace.ts';
import { REF_CHILD_OF, SpanTable } from '../../src/model/span-table.ts';
import type { Trace } from '../../src/model/trace.ts';
import { drawTrace } from '../support/draw-trace.ts';
import { addTestSpans, BASE_US, makeTrace, type TestSpan } from '../support/make-trace.ts';

const R: TestSpan = { id: 'R', startUs: 0, durationUs: 100 };
const codes = (trace: Trace) => trace.warnings.map((w) => w.code);
const ids = (trace: Trace) => Array.from(trace.row, (_, i) => trace.spanId(i));
const parentOf = (trace: Trace, id: string) => {
  const parent = trace.parent[trace.findSpan(id)] as number;
  return parent < 0 ? undefined : trace.spanId(parent);
};

describe('preorder', () => {
  const trace = drawTrace(`
    api root   [==========]
      api b    [     ==   ] id=b
      api a    [ ===      ] id=a
        db d   [ =        ] id=d
      api z    [     =    ] id=z
  `);

  it('puts children in order of start, then longest', () => {
    expect(ids(trace)).toEqual(['s1', 'a', 'd', 'b', 'z']);
    expect([...trace.parent]).toEqual([-1, 0, 1, 0, 0]);
    expect([...trace.subtreeEnd]).toEqual([5, 3, 3, 4, 5]);
    expect([...trace.depth]).toEqual([0, 1, 2, 1, 1]);
  });

  it('counts time from the earliest start', () => {
    expect(trace.startUs).toBe(BASE_US);
    expect([...trace.startNs]).toEqual([0, 1e6, 1e6, 5e6, 5e6]);
    expect(trace.endNs(1)).toBe(4e6);
  });

  it('keeps nanoseconds below the microsecond', () => {
    const fine = makeTrace([
      { id: 'R', startUs: 0.25, durationUs: 1 },
      { id: 'A', parent: 'R', startUs: 0.5, durationUs: 0.001 },
    ]);
    expect(fine.startRestNs).toBe(250);
    expect([...fine.startNs]).toEqual([0, 250]);
    expect([...fine.durationNs]).toEqual([1000, 1]);
  });

  it('puts the primary root first and further roots in order of start', () => {
    const two = makeTrace([
      { id: 'orphan', parent: 'gone', startUs: 0, durationUs: 5 },
      { id: 'late', startUs: 300, durationUs: 5 },
      { id: 'R', startUs: 100, durationUs: 100 },
    ]);
    expect(ids(two)).toEqual(['R', 'orphan', 'late']);
    expect(two.roots).toEqual([0, 1, 2]);
    expect(codes(two)).toEqual(['missing-parent', 'multiple-roots']);
    expect(two.startNs[0]).toBe(100_000);
  });

  it('handles 50,000 levels and 50,000 siblings', () => {
    const n = 50_000;
    const deep = makeTrace(
      Array.from({ length: n }, (_, i) => ({
        id: `d${i}`,
        ...(i > 0 ? { parent: `d${i - 1}` } : {}),
        startUs: i,
        durationUs: 2 * (n - i),
      })),
    );
    expect(deep.depth[n - 1]).toBe(n - 1);
    expect(deep.subtreeEnd[0]).toBe(n);
    const wide = makeTrace([
      { id: 'R', startUs: 0, durationUs: 10 * n },
      ...Array.from({ length: n }, (_, i) => ({
        id: `w${i}`,
        parent: 'R',
        startUs: 10 * (n - i - 1),
        durationUs: 8,
      })),
    ]);
    expect(wide.spanId(1)).toBe(`w${n - 1}`);
    expect(wide.subtreeEnd[n]).toBe(n + 1);
  });
});

describe('columns', () => {
  it('calls the service of a span without process unknown', () => {
    const trace = makeTrace([
      { ...R, service: null },
      { id: 'A', service: '', parent: 'R', startUs: 1, durationUs: 1 },
    ]);
    expect(trace.operations).toEqual([
      { service: 'unknown-service', name: 'op-R' },
      { service: 'unknown-service', name: 'op-A' },
    ]);
    expect(trace.warnings.map((w) => [w.code, w.count])).toEqual([['missing-process', 2]]);
  });

  it.each([
    [true, 1],
    ['true', 1],
    ['timeout', 1],
    [1, 1],
    [false, 0],
    [0, 0],
    ['', 0],
    ['False', 0],
    ['unset', 0],
    ['0', 0],
    ['no', 0],
    ['None', 0],
    ['ok', 0],
    ['NULL', 0],
  ])('reads an error attribute %o as failed: %i', (error, failed) => {
    expect(makeTrace([{ ...R, attributes: { error } }]).failed[0]).toBe(failed);
  });

  it('reads status ERROR as failed', () => {
    expect(makeTrace([{ ...R, error: true }]).failed[0]).toBe(1);
  });

  it('collapses equal texts of the server', () => {
    const trace = makeTrace([
      { ...R, serverWarnings: ['skewed', 'dropped'] },
      { id: 'A', parent: 'R', startUs: 1, durationUs: 1, serverWarnings: ['skewed'] },
    ]);
    expect(trace.serverNotes).toEqual([
      { code: 'server-warning', count: 2, text: 'skewed' },
      { code: 'server-warning', count: 1, text: 'dropped' },
    ]);
  });
});

describe('buildTraces', () => {
  it('groups interleaved rows by canonical trace ID in order of their first row', () => {
    const table = new SpanTable();
    addTestSpans(table, [R], { traceId: 'ABC' });
    addTestSpans(table, [R], { traceId: 'not hex' });
    addTestSpans(table, [{ id: 'A', parent: 'R', startUs: 1, durationUs: 1 }], {
      traceId: '00abc',
    });
    const traces = buildTraces(table);
    expect(traces.map((t) => [t.id, t.size])).toEqual([
      [`${'0'.repeat(29)}abc`, 2],
      ['not hex', 1],
    ]);
    expect(parentOf(traces[0] as Trace, 'A')).toBe('R');
  });

  it('refuses an empty trace', () => {
    expect(() => buildTrace(new SpanTable(), [], 'abc')).toThrow(RangeError);
  });

  it('resolves references without a trace ID', () => {
    const table = new SpanTable();
    const rows = addTestSpans(table, [R, { id: 'A', startUs: 1, durationUs: 1 }]);
    table.reference(REF_CHILD_OF, undefined, 'R');
    expect(buildTrace(table, rows, '0af7651916cd43dd8448eb211c80319c').parent[1]).toBe(0);
  });
});

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

describe('times', () => {
  it('gives a span without a usable start that of its parent, through several levels', () => {
    const trace = makeTrace([
      { id: 'R', startUs: 10, durationUs: 100 },
      { id: 'A', parent: 'R', startUs: Number.NaN, durationUs: 10 },
      { id: 'B', parent: 'A', startUs: -BASE_US, durationUs: 10 },
      { id: 'C', parent: 'B', startUs: -BASE_US - 5, durationUs: 10 },
    ]);
    expect([...trace.startNs]).toEqual([0, 0, 0, 0]);
    expect(trace.startUs).toBe(BASE_US + 10);
    expect(trace.warnings).toEqual([{ code: 'bad-start', count: 3, exampleSpanId: 'A' }]);
  });

  it('gives a root without a usable start the earliest of the trace', () => {
    const trace = makeTrace([
      { id: 'R', startUs: -BASE_US, durationUs: 100 },
      { id: 'A', parent: 'R', startUs: 10, durationUs: 10 },
    ]);
    expect([...trace.startNs]).toEqual([0, 0]);
    expect(trace.startUs).toBe(BASE_US + 10);
    expect(codes(trace)).toEqual(['bad-start']);
  });

  it('keeps zero as a start where the whole trace begins there', () => {
    const trace = makeTrace(
      [
        { id: 'R', startUs: 0, durationUs: 100 },
        { id: 'A', parent: 'R', startUs: 0, durationUs: 10 },
      ],
      { baseUs: 0 },
    );
    expect(codes(trace)).toEqual([]);
  });

  it('does not believe a start decades from the others, as nanoseconds would be inexact', () => {
    const trace = makeTrace([
      { id: 'R', startUs: 0, durationUs: 100 },
      { id: 'A', parent: 'R', startUs: 1_700_000_000 - BASE_US, durationUs: 10 },
      { id: 'B', parent: 'R', startUs: 20, durationUs: 10 },
    ]);
    expect(trace.startUs).toBe(BASE_US);
    expect(trace.warnings).toEqual([{ code: 'bad-start', count: 1, exampleSpanId: 'A' }]);
  });

  it('is all zero when no start is readable', () => {
    const trace = makeTrace([{ id: 'R', startUs: Number.NaN, durationUs: 100 }]);
    expect(trace.startUs).toBe(0);
    expect(trace.startNs[0]).toBe(0);
    expect(trace.durationNs[0]).toBe(100_000);
  });

  it.each([
    ['negative', -10, 'negative-duration'],
    ['wrapped', 2 ** 64 - 10_000, 'negative-duration'],
    ['wrapped, by less than a double can tell', 2 ** 64 - 10, 'negative-duration'],
    ['unreadable', Number.NaN, 'bad-duration'],
    ['infinite', Number.POSITIVE_INFINITY, 'bad-duration'],
    ['of 3000 years', 1e17, 'bad-duration'],
    ['beyond 64 bits', 1e21, 'bad-duration'],
  ])('counts a duration that is %s as 0', (_, durationUs, code) => {
    const trace = makeTrace([R, { id: 'N', parent: 'R', startUs: 10, durationUs }]);
    expect(trace.durationNs[1]).toBe(0);
    expect(codes(trace)).toEqual([code]);
  });

  it('names the worst negative duration', () => {
    const trace = makeTrace([
      R,
      { id: 'M', parent: 'R', startUs: 10, durationUs: -7 },
      { id: 'N', parent: 'R', startUs: 10, durationUs: -9 },
    ]);
    expect(trace.warnings).toEqual([
      { code: 'negative-duration', count: 2, exampleSpanId: 'N', ns: 9000 },
    ]);
  });
});

describe('span IDs', () => {
  it('drops copies and keeps the fuller one, whatever comes first', () => {
    const bare: TestSpan = { id: 'A', parent: 'R', startUs: 1, durationUs: 5 };
    const full: TestSpan = { ...bare, attributes: { 'db.system': 'redis' } };
    for (const spans of [
      [R, bare, full],
      [full, bare, R],
    ]) {
      const trace = makeTrace(spans);
      expect(trace.size).toBe(2);
      expect(trace.attribute(1, 'db.system')).toBe('redis');
      expect(trace.warnings).toEqual([{ code: 'duplicate-span', count: 1, exampleSpanId: 'A' }]);
    }
  });

  it('makes the server of a shared ID the child of the client, and the parent of its children', () => {
    const trace = makeTrace([
      R,
      { id: 'D', parent: 'A', startUs: 30, durationUs: 40 },
      { id: 'A', parent: 'R', startUs: 20, durationUs: 60, kind: 'server', service: 'b' },
      { id: 'A', parent: 'R', startUs: 10, durationUs: 80, kind: 'client' },
    ]);
    expect(ids(trace)).toEqual(['R', 'A', 'A#server', 'D']);
    expect([...trace.parent]).toEqual([-1, 0, 1, 2]);
    expect(codes(trace)).toEqual(['shared-span-id']);
  });

  it('takes a server that names the shared ID as its parent for the child of the client', () => {
    const trace = makeTrace([
      { id: 'A', startUs: 10, durationUs: 80, kind: 'client' },
      { id: 'A', parent: 'A', startUs: 20, durationUs: 60, kind: 'server', service: 'b' },
    ]);
    expect(parentOf(trace, 'A#server')).toBe('A');
    expect(trace.incomplete).toBe(false);
  });

  it('numbers other repetitions from the earliest on', () => {
    const trace = makeTrace([
      R,
      { id: 'A', name: 'third', parent: 'R', startUs: 50, durationUs: 5 },
      { id: 'A', name: 'second', parent: 'R', startUs: 40, durationUs: 5 },
      { id: 'A', name: 'first', parent: 'R', startUs: 10, durationUs: 20 },
      { id: 'B', parent: 'A', startUs: 12, durationUs: 5 },
    ]);
    expect(ids(trace)).toEqual(['R', 'A', 'B', 'A#2', 'A#3']);
    expect(trace.name(trace.findSpan('A#3'))).toBe('third');
    expect(trace.warnings).toEqual([{ code: 'span-id-collision', count: 2, exampleSpanId: 'A' }]);
  });

  it('never gives an ID that a span already has', () => {
    const trace = makeTrace([
      R,
      { id: 'A', name: 'x', parent: 'R', startUs: 1, durationUs: 5 },
      { id: 'A', name: 'y', parent: 'R', startUs: 2, durationUs: 5 },
      { id: 'A#2', parent: 'R', startUs: 3, durationUs: 5 },
    ]);
    expect(new Set(ids(trace)).size).toBe(4);
  });

  it('keeps spans without an ID apart', () => {
    const trace = makeTrace([
      { id: '', name: 'x', startUs: 0, durationUs: 5 },
      { id: '', name: 'y', startUs: 1, durationUs: 5 },
    ]);
    expect(trace.size).toBe(2);
  });
});

describe('parents', () => {
  it('takes the first CHILD_OF that is in the trace', () => {
    const trace = makeTrace([
      R,
      { id: 'A', parent: 'R', startUs: 1, durationUs: 5 },
      {
        id: 'C',
        startUs: 2,
        durationUs: 1,
        references: [
          { kind: 'follows-from', spanId: 'R' },
          { spanId: 'gone' },
          { spanId: 'A' },
          { spanId: 'R' },
        ],
      },
    ]);
    expect(parentOf(trace, 'C')).toBe('A');
    expect(trace.follows[trace.findSpan('C')]).toBe(0);
    expect(trace.links(trace.findSpan('C')).map((link) => link.spanId)).toEqual(['R', 'gone', 'R']);
  });

  it('falls back to FOLLOWS_FROM and marks the edge', () => {
    const trace = makeTrace([
      R,
      {
        id: 'A',
        startUs: 2,
        durationUs: 1,
        references: [{ spanId: 'gone' }, { kind: 'follows-from', spanId: 'R' }],
      },
    ]);
    expect(parentOf(trace, 'A')).toBe('R');
    expect(trace.follows[1]).toBe(1);
    expect(codes(trace)).toEqual([]);
  });

  it('reads the old parent field only when no reference says anything', () => {
    const field = { kind: 'parent-field' as const, spanId: 'R' };
    const trace = makeTrace([
      R,
      { id: 'A', startUs: 1, durationUs: 1, references: [field] },
      { id: 'B', startUs: 2, durationUs: 1, references: [{ spanId: 'A' }, field] },
      { id: 'C', startUs: 300, durationUs: 1, references: [field, { spanId: 'gone' }] },
      {
        id: 'D',
        startUs: 4,
        durationUs: 1,
        references: [field, { traceId: 'feed', spanId: 'x' }],
      },
    ]);
    expect(['A', 'B', 'C', 'D'].map((id) => parentOf(trace, id))).toEqual([
      'R',
      'A',
      undefined,
      'R',
    ]);
  });

  it('never takes a link for a parent', () => {
    const trace = makeTrace([
      R,
      { id: 'A', startUs: 1, durationUs: 1, references: [{ kind: 'link', spanId: 'R' }] },
    ]);
    expect(trace.roots).toEqual([0, 1]);
    expect(trace.links(1)).toEqual([{ traceId: trace.id, spanId: 'R' }]);
  });

  it.each(['', '0', '0000000000000000'])('takes the blank ID "%s" for no parent', (spanId) => {
    const trace = makeTrace([{ ...R, references: [{ spanId }] }]);
    expect(codes(trace)).toEqual([]);
    expect(trace.links(0)).toEqual([]);
  });

  it('compares trace IDs without leading zeros and case, and ignores those of other traces', () => {
    const options = { traceId: '00000000000000000af7651916cd43dd' };
    const trace = makeTrace(
      [
        R,
        {
          id: 'A',
          startUs: 1,
          durationUs: 5,
          references: [{ traceId: 'AF7651916CD43DD', spanId: 'R' }],
        },
        { id: 'B', startUs: 1, durationUs: 1, references: [{ traceId: 'feedface', spanId: 'R' }] },
      ],
      options,
    );
    expect(parentOf(trace, 'A')).toBe('R');
    expect(parentOf(trace, 'B')).toBeUndefined();
    expect(trace.links(trace.findSpan('A'))).toEqual([]);
    expect(trace.links(trace.findSpan('B'))).toEqual([
      { traceId: `${'0'.repeat(24)}feedface`, spanId: 'R' },
    ]);
  });

  it('ignores a span that names itself', () => {
    const trace = makeTrace([{ ...R, parent: 'R' }]);
    expect(trace.warnings).toEqual([{ code: 'self-parent', count: 1, exampleSpanId: 'R' }]);
    expect(trace.incomplete).toBe(false);
  });

  it('cuts cycles at their earliest span and loses nothing', () => {
    const trace = makeTrace([
      R,
      { id: 'tail', parent: 'X', startUs: 1, durationUs: 1 },
      { id: 'Y', parent: 'X', startUs: 25, durationUs: 10 },
      { id: 'X', parent: 'Y', startUs: 20, durationUs: 30 },
      { id: 'P', parent: 'Q', startUs: 5, durationUs: 30 },
      { id: 'Q', parent: 'P', startUs: 5, durationUs: 30 },
    ]);
    expect(trace.roots.map((root) => trace.spanId(root))).toEqual(['R', 'P', 'X']);
    expect(parentOf(trace, 'Y')).toBe('X');
    expect(parentOf(trace, 'tail')).toBe('X');
    expect(trace.warnings).toEqual([{ code: 'parent-cycle', count: 2, exampleSpanId: 'P' }]);
    expect(trace.incomplete).toBe(true);
  });
});

describe('roots', () => {
  it('adopts orphans that start during the only root', () => {
    const trace = makeTrace([
      R,
      { id: 'O', parent: 'gone', startUs: 10, durationUs: 80 },
      { id: 'edge', parent: 'gone', startUs: 101, durationUs: 8 },
      { id: 'late', parent: 'gone', startUs: 102, durationUs: 8 },
      {
        id: 'F',
        startUs: 20,
        durationUs: 8,
        references: [{ kind: 'follows-from', spanId: 'gone' }],
      },
    ]);
    expect(ids(trace)).toEqual(['R', 'O', 'edge', 'F', 'late']);
    expect([...trace.adopted]).toEqual([0, 1, 1, 0, 0]);
    expect(trace.incomplete).toBe(true);
    expect(trace.warnings.map((w) => [w.code, w.count])).toEqual([
      ['missing-parent', 4],
      ['orphan-adopted', 2],
    ]);
  });

  it('adopts nothing when it is not clear which root', () => {
    const trace = makeTrace([
      R,
      { id: 'S', startUs: 5, durationUs: 10 },
      { id: 'O', parent: 'gone', startUs: 10, durationUs: 80 },
    ]);
    expect(trace.roots.length).toBe(3);
  });

  it('takes the earliest orphan when there is no root, and a cut span only at last', () => {
    const cycle: TestSpan[] = [
      { id: 'X', parent: 'Y', startUs: 0, durationUs: 30 },
      { id: 'Y', parent: 'X', startUs: 1, durationUs: 10 },
    ];
    const orphan: TestSpan = { id: 'O', parent: 'gone', startUs: 10, durationUs: 80 };
    expect(makeTrace([...cycle, orphan]).spanId(0)).toBe('O');
    const only = makeTrace(cycle);
    expect(only.spanId(0)).toBe('X');
    expect(codes(only)).toEqual(['parent-cycle', 'no-root']);
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

import { describe, expect, it } from 'vitest';
import type { Trace } from '../../src/model/trace.ts';
import { makeTrace, type TestSpan } from '../support/make-trace.ts';

const R: TestSpan = { id: 'R', startUs: 0, durationUs: 100 };
const codes = (trace: Trace) => trace.warnings.map((w) => w.code);
const ids = (trace: Trace) => Array.from(trace.row, (_, i) => trace.spanId(i));
const parentOf = (trace: Trace, id: string) => {
  const parent = trace.parent[trace.findSpan(id)] as number;
  return parent < 0 ? undefined : trace.spanId(parent);
};

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

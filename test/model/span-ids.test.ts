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

import { describe, expect, it } from 'vitest';
import { Notes } from '../../src/model/notes.ts';
import type { Trace } from '../../src/model/trace.ts';
import { TraceGathering } from '../../src/sources/trace-gathering.ts';
import { makeTrace } from '../support/make-trace.ts';

/** A trace of the given spans, a chain under `s0` when that is among them. */
function trace(id: string, spans: readonly number[]): Trace {
  return makeTrace(
    spans.map((n) => ({
      id: `s${n}`,
      ...(n > 0 ? { parent: `s${n - 1}` } : {}),
      startUs: n,
      durationUs: 100 - n,
    })),
    { traceId: id.padStart(32, '0') },
  );
}

function sizes(traces: readonly Trace[]): string[] {
  return traces.map(({ id, size }) => `${id.replace(/^0+/, '')}:${size}`);
}

describe('TraceGathering', () => {
  it('holds traces until all have come', () => {
    const gathering = new TraceGathering(new Notes());
    expect(gathering.add(trace('a', [0, 1]), 0)).toEqual([]);
    expect(gathering.add(trace('b', [0]), 0)).toEqual([]);
    expect([gathering.traces, gathering.spans, gathering.held]).toEqual([2, 3, 2]);
    expect(sizes(gathering.drain())).toEqual(['a:2', 'b:1']);
    expect(gathering.drain()).toEqual([]);
  });

  it('puts pieces of one answer together', () => {
    const gathering = new TraceGathering(new Notes());
    gathering.add(trace('a', [0, 1]), 0);
    gathering.add(trace('b', [0]), 0);
    gathering.add(trace('a', [2, 3]), 0);
    expect([gathering.traces, gathering.spans]).toEqual([2, 5]);
    expect(sizes(gathering.drain())).toEqual(['a:4', 'b:1']);
  });

  it('keeps the largest of the copies in several answers', () => {
    const gathering = new TraceGathering(new Notes());
    gathering.add(trace('a', [0, 1]), 0);
    gathering.add(trace('a', [0, 1, 2]), 1);
    gathering.add(trace('a', [0]), 2);
    expect([gathering.traces, gathering.spans]).toEqual([1, 3]);
    expect(sizes(gathering.drain())).toEqual(['a:3']);
  });

  it('gives away what it cannot hold, but not the trace that is growing', () => {
    const notes = new Notes();
    const gathering = new TraceGathering(notes, 3);
    gathering.add(trace('a', [0, 1]), 0);
    expect(sizes(gathering.add(trace('b', [0, 1]), 0))).toEqual(['a:2']);
    gathering.add(trace('b', [2]), 0);
    expect(sizes(gathering.add(trace('c', [0]), 0))).toEqual(['b:3']);
    expect(sizes(gathering.drain())).toEqual(['c:1']);
    expect(notes.list()).toEqual([]);
  });

  it('gives away a trace that alone is too large', () => {
    const gathering = new TraceGathering(new Notes(), 3);
    expect(sizes(gathering.add(trace('a', [0, 1, 2, 3]), 0))).toEqual(['a:4']);
    expect(gathering.held).toBe(0);
  });

  it('says so when spans come after their trace has gone', () => {
    const notes = new Notes();
    const gathering = new TraceGathering(notes, 1);
    gathering.add(trace('a', [0, 1]), 0);
    expect(gathering.add(trace('a', [0, 1]), 1)).toEqual([]);
    expect(gathering.add(trace('a', [0]), 1)).toEqual([]);
    expect(notes.count('late-spans')).toBe(0);
    gathering.add(trace('a', [2]), 0);
    gathering.add(trace('a', [0, 1, 2]), 1);
    expect(notes.count('late-spans')).toBe(2);
    expect(gathering.traces).toBe(1);
  });

  it('forgets what is not retained, once and for all', () => {
    const notes = new Notes();
    const gathering = new TraceGathering(notes, Number.POSITIVE_INFINITY);
    for (const id of ['a', 'b', 'c']) gathering.add(trace(id, [0]), 0);
    gathering.retain((held) => held.slice(1));
    expect(gathering.held).toBe(2);
    gathering.add(trace('a', [0]), 1);
    expect(gathering.traces).toBe(3);
    expect(sizes(gathering.drain())).toEqual(['b:1', 'c:1']);
    expect(notes.list()).toEqual([]);
  });
});

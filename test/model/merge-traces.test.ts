import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeTraces } from '../../src/model/merge-traces.ts';
import type { Trace } from '../../src/model/trace.ts';
import { makeTrace, type TestSpan } from '../support/make-trace.ts';

const SPANS: readonly TestSpan[] = [
  {
    id: 'a',
    service: 'web',
    startUs: 0,
    durationUs: 900,
    kind: 'server',
    resource: { host: 'h1' },
  },
  {
    id: 'b',
    parent: 'a',
    service: 'db',
    startUs: 100,
    durationUs: 300,
    kind: 'client',
    error: true,
    statusMessage: 'deadlock',
    attributes: { rows: 7, sql: 'SELECT 1', slow: true },
    events: [{ name: 'retry', timeUs: 150, attributes: { attempt: 2 } }],
    references: [{ kind: 'link', traceId: 'ffff', spanId: 'x' }],
    serverWarnings: ['clock skew'],
  },
  { id: 'c', parent: 'b', service: null, startUs: 200, durationUs: 0.3 },
  { id: 'd', parent: 'a', service: 'db', startUs: 500, durationUs: 100 },
];

/** Everything a trace shows, as data. */
function content(trace: Trace): unknown {
  return {
    id: trace.id,
    startUs: trace.startUs,
    warnings: trace.warnings,
    serverNotes: trace.serverNotes,
    spans: Array.from({ length: trace.size }, (_, i) => ({
      id: trace.spanId(i),
      parent: trace.parent[i],
      name: trace.name(i),
      service: trace.service(i),
      kind: trace.kindName(i),
      status: trace.status(i),
      message: trace.statusMessage(i),
      startNs: trace.startNs[i],
      durationNs: trace.durationNs[i],
      attributes: trace.attributes(i),
      resource: trace.resourceAttributes(i),
      events: trace.events(i),
      links: trace.links(i),
    })),
  };
}

describe('mergeTraces', () => {
  const whole = makeTrace(SPANS);

  it('puts the pieces of a trace together, whichever way it was cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 4, maxLength: 4 }),
        (cut) => {
          const pieces = [0, 1, 2]
            .map((piece) => SPANS.filter((_, i) => cut[i] === piece))
            .filter((spans) => spans.length > 0)
            .map((spans) => makeTrace(spans));
          expect(content(mergeTraces(pieces))).toEqual(content(whole));
        },
      ),
    );
  });

  it('counts spans that came twice once, without calling them duplicates', () => {
    const part = makeTrace(SPANS.slice(0, 2));
    expect(mergeTraces([part, whole])).toBe(whole);
    expect(mergeTraces([whole, part])).toBe(whole);
    expect(mergeTraces([whole, makeTrace(SPANS)])).toBe(whole);
    expect(content(mergeTraces([whole, makeTrace(SPANS)]))).toEqual(content(whole));
  });

  it('keeps the spans of pieces that overlap', () => {
    const merged = mergeTraces([makeTrace(SPANS.slice(0, 3)), makeTrace(SPANS.slice(1))]);
    expect(merged.size).toBe(4);
    expect(merged.durationNs[0]).toBe(900_000);
  });

  it('is the trace itself when there is one piece', () => {
    expect(mergeTraces([whole])).toBe(whole);
    expect(() => mergeTraces([])).toThrow(RangeError);
  });
});

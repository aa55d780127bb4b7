import { describe, expect, it } from 'vitest';
import { TraceContext } from '../../src/analyses/analysis.ts';
import { criticalPath } from '../../src/analyses/critical-path.ts';
import { detachedReason, timing } from '../../src/analyses/timing.ts';
import { traceSummary } from '../../src/analyses/trace-summary.ts';
import type { Trace } from '../../src/model/trace.ts';
import { drawTrace } from '../support/draw-trace.ts';
import { makeTrace, type TestSpan } from '../support/make-trace.ts';

/** Start, end and reason of each span after timing, by ID; microseconds. */
function timed(trace: Trace) {
  const times = new TraceContext(trace).get(timing);
  return Object.fromEntries(
    Array.from(trace.row, (_, i) => [
      trace.spanId(i),
      [
        (times.startNs[i] as number) / 1000,
        (times.endNs[i] as number) / 1000,
        detachedReason(times, i) ?? '',
      ],
    ]),
  );
}
const warningsOf = (trace: Trace) => new TraceContext(trace).get(timing).warnings;
const codesOf = (trace: Trace) => warningsOf(trace).map((w) => w.code);

const client = (us: number): TestSpan => ({
  id: 'C',
  startUs: us,
  durationUs: 100_000,
  kind: 'client',
  resource: { 'host.name': 'h1' },
});
const server = (us: number, durationUs = 80_000): TestSpan => ({
  id: 'S',
  parent: 'C',
  startUs: us,
  durationUs,
  kind: 'server',
  resource: { 'host.name': 'h2' },
});

describe('clock correction', () => {
  it('centres a server that cannot have run when its clock says, with its subtree', () => {
    const trace = makeTrace([
      client(0),
      server(150_000),
      {
        id: 'D',
        parent: 'S',
        startUs: 160_000,
        durationUs: 10_000,
        resource: { 'host.name': 'h2' },
      },
      {
        id: 'E',
        parent: 'S',
        startUs: 170_000,
        durationUs: 10_000,
        resource: { 'host.name': 'h3' },
      },
    ]);
    const times = new TraceContext(trace).get(timing);
    expect([...times.shiftNs]).toEqual([0, -140e6, -140e6, 0]);
    expect(times.shifted).toEqual([1]);
    expect(times.warnings[0]).toEqual({
      code: 'clock-skew-shifted',
      count: 1,
      exampleSpanId: 'S',
      ns: 140e6,
    });
  });

  it('halves odd differences without leaving whole nanoseconds', () => {
    const trace = makeTrace([client(0), server(150_000, 79_999.999)]);
    const { shiftNs } = new TraceContext(trace).get(timing);
    expect(shiftNs[1]).toBe(-140e6);
  });

  it.each([
    ['that only ends late', [client(0), server(500, 110_000)]],
    ['that fits', [client(0), server(10_000)]],
    ['on the same host', [client(0), { ...server(150_000), resource: { 'host.name': 'h1' } }]],
    ['beside another server', [client(0), server(150_000), { ...server(160_000), id: 'T' }]],
    ['below a producer', [{ ...client(0), kind: 'producer' }, server(150_000)]],
  ])('leaves a server %s alone', (_, spans) => {
    expect(codesOf(makeTrace(spans))).not.toContain('clock-skew-shifted');
  });

  it('only moves a longer server forward to the start of its client', () => {
    const trace = makeTrace([client(50_000), server(0, 130_000)]);
    expect(timed(trace).S).toEqual([50_000, 150_000, '']);
    expect(codesOf(trace)).toEqual(['clock-skew-shifted', 'ends-after-parent']);
  });

  it('shifts without kinds only between two known hosts and an only child', () => {
    const [c, s] = [client(0), server(150_000)].map(({ kind, ...span }) => span);
    const pair = [c, s] as TestSpan[];
    expect(codesOf(makeTrace(pair))).toEqual(['clock-skew-shifted']);
    const unknown = pair.map((span) => ({ ...span, service: span.id, resource: {} }));
    expect(codesOf(makeTrace(unknown))).toEqual(['outside-parent']);
    const third = { id: 'X', parent: 'C', startUs: 1, durationUs: 1, service: 'x' };
    expect(codesOf(makeTrace([...pair, third]))).toEqual(['outside-parent']);
  });

  it('does not believe more than a minute, and calls the trace incomplete', () => {
    const trace = makeTrace([client(0), server(61_000_000)]);
    expect(codesOf(trace)).toEqual(['clock-skew-too-large', 'outside-parent']);
    expect(new TraceContext(trace).get(traceSummary).incomplete).toBe(true);
  });
});

describe('detachment', () => {
  it('keeps what a caller waited for when it outlived only the cut of its parent', () => {
    // The client gave up; the query is inside its server and was what the client waited for.
    const trace = drawTrace(`
      api POST /pay      [==========          ]  id=C kind=client error
        pay POST /pay    [ =================  ]  id=S kind=server
          pay auth       [  ==                ]  id=A
          pay SELECT     [     ============   ]  id=Q
          pay INSERT     [            ===     ]  id=I
    `);
    expect(timed(trace)).toMatchObject({
      S: [1000, 10_000, ''],
      Q: [5000, 10_000, ''],
      I: [10_000, 10_000, ''],
    });
    expect(codesOf(trace)).toEqual(['ends-after-parent']);
    const { onPathNs } = new TraceContext(trace).get(criticalPath);
    expect(onPathNs[trace.findSpan('Q')]).toBe(5e6);
  });

  it('detaches markers only strictly outside of their parent', () => {
    const at = (id: string, startUs: number) => ({ id, parent: 'R', startUs, durationUs: 0 });
    const trace = makeTrace([
      { id: 'R', startUs: 10, durationUs: 100 },
      at('before', 9),
      at('first', 10),
      at('last', 110),
      at('after', 111),
    ]);
    expect(timed(trace)).toMatchObject({
      before: [0, 0, 'before-parent'],
      first: [1, 1, ''],
      last: [101, 101, ''],
      after: [102, 102, 'after-parent'],
    });
    expect(warningsOf(trace)).toEqual([
      { code: 'outside-parent', count: 2, exampleSpanId: 'after', ns: 1000 },
    ]);
  });

  it.each([
    ['producer', 'api', 'messaging'],
    ['producer', 'worker', 'messaging'],
    ['server', 'worker', 'messaging'],
    ['server', 'api', undefined],
    ['consumer', 'api', undefined],
  ])('looks at kind and service: %s to consumer in %s is %s', (kind, service, reason) => {
    const trace = makeTrace([
      { id: 'P', startUs: 0, durationUs: 100, kind, service: 'api' },
      { id: 'C', parent: 'P', startUs: 10, durationUs: 10, kind: 'consumer', service },
    ]);
    expect(detachedReason(new TraceContext(trace).get(timing), 1)).toBe(reason);
  });

  it('takes a child for awaited when no sibling shows that the parent returned first', () => {
    const late = { id: 'L', parent: 'R', startUs: 10, durationUs: 200 };
    const root = { id: 'R', startUs: 0, durationUs: 100 };
    const done = { id: 'D', parent: 'R', startUs: 5, durationUs: 20 };
    const reason = (spans: TestSpan[]) => timed(makeTrace(spans)).L?.[2];
    expect(reason([root, late])).toBe('');
    expect(reason([root, late, done])).toBe('outlives-parent');
    expect(reason([{ ...root, error: true }, late, done])).toBe('');
    expect(reason([root, { ...late, service: 'other' }, done])).toBe('');
    expect(reason([root, late, { ...done, durationUs: 0 }])).toBe('');
    expect(reason([root, late, { ...done, startUs: 100 }])).toBe('');
    expect(reason([root, { ...late, durationUs: 91 }, done])).toBe('');
  });

  it('keeps the subtree of a detached span whole and its own', () => {
    const trace = drawTrace(`
      api root       [=====     ]
        api job      [   =======]  id=J follows
          db query   [    ===== ]  id=Q
    `);
    expect(timed(trace)).toMatchObject({ J: [3000, 10_000, 'follows-from'], Q: [4000, 9000, ''] });
    const context = new TraceContext(trace);
    const path = context.get(criticalPath);
    expect([...path.analysisRoot]).toEqual([0, 1, 1]);
    expect([...path.onPathNs]).toEqual([5e6, 2e6, 5e6]);
    expect([...path.segmentsOf(1).span]).toEqual([1, 2, 1]);
  });
});

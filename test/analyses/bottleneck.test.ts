import { describe, expect, it } from 'vitest';
import { TraceContext } from '../../src/analyses/analysis.ts';
import { bottleneck } from '../../src/analyses/bottleneck.ts';
import { headroom } from '../../src/analyses/headroom.ts';
import { explainOwnTime } from '../../src/analyses/own-time.ts';
import { savable } from '../../src/analyses/savable.ts';
import { traceSummary } from '../../src/analyses/trace-summary.ts';
import { drawTrace } from '../support/draw-trace.ts';
import { makeTrace } from '../support/make-trace.ts';

const contextOf = (drawing: string) => new TraceContext(drawTrace(drawing));

describe('bottleneck', () => {
  const orders = contextOf(`
    api POST /orders         [0..1000]  id=R kind=server
      api check-inventory    [80..880]  id=I kind=client
        inv check-inventory  [82..878]  id=J kind=server
          inv SELECT stock   [85..875]  id=Q kind=client
  `);

  it('descends through the calls that hold most of the path', () => {
    const { chain, bottleneck: top } = orders.get(bottleneck);
    expect(chain.map((hop) => [orders.trace.spanId(hop.span), hop.inclusiveNs / 1e6])).toEqual([
      ['R', 1000],
      ['I', 800],
      ['J', 796],
      ['Q', 790],
    ]);
    expect(top).toMatchObject({ service: 'inv', name: 'SELECT stock', share: 0.79, spans: 1 });
  });

  it('ranks spans too', () => {
    expect(orders.get(bottleneck).spans()).toEqual([
      { span: 3, onPathNs: 790e6, share: 0.79, selfNs: 790e6, headroomNs: 790e6, savableNs: 790e6 },
      { span: 0, onPathNs: 200e6, share: 0.2, selfNs: 200e6, headroomNs: 200e6, savableNs: 200e6 },
      { span: 2, onPathNs: 6e6, share: 0.006, selfNs: 6e6, headroomNs: 6e6, savableNs: 6e6 },
      { span: 1, onPathNs: 4e6, share: 0.004, selfNs: 4e6, headroomNs: 4e6, savableNs: 4e6 },
    ]);
  });

  it('adds up many short calls, names the longest, and counts those beside the path', () => {
    const context = contextOf(`
      api GET    [==========]
        db q     [==        ]
        db q     [  =       ]
        db q     [   ===    ]  id=long
        db q     [   =      ]
        api x    [      ==  ]
    `);
    const [first] = context.get(bottleneck).operations;
    expect(first).toMatchObject({ name: 'q', onPathNs: 6e6, spans: 3, calls: 4, selfNs: 7e6 });
    expect(context.trace.spanId(first?.exampleSpan ?? -1)).toBe('long');
  });

  it('leaves out what the root did not wait for', () => {
    const context = contextOf(`
      api GET      [==========     ]
        api job    [ ==============]  follows
      api other    [ ==============]
    `);
    expect(context.get(bottleneck).operations.map((row) => row.name)).toEqual(['GET']);
    expect(context.get(bottleneck).inclusiveNs[0]).toBe(10e6);
  });

  it('has nothing to say about a root of no length', () => {
    const context = new TraceContext(makeTrace([{ id: 'R', startUs: 0, durationUs: 0 }]));
    expect(context.get(bottleneck)).toMatchObject({ operations: [], bottleneck: undefined });
  });

  it('breaks ties by self time, then service, then name', () => {
    const names = (drawing: string) =>
      contextOf(drawing)
        .get(bottleneck)
        .operations.map((row) => row.name);
    expect(names('a root [====]\n  z b [==  ]\n  b z [  == ]')).toEqual(['z', 'b']);
    expect(names('a root [====]\n  a y [==  ]\n  a x [  == ]')).toEqual(['x', 'y']);
    expect(names('a root [====]\n  a y [==  ]\n  a x [  == ]\n  a y [ =  ]')).toEqual(['y', 'x']);
  });
});

describe('headroom', () => {
  it('names the sibling that would become critical', () => {
    const context = contextOf(`
      api GET    [==========]
        a A      [ =====    ]
        b B      [ =======  ]
    `);
    const room = context.get(headroom);
    const [, b, a] = [0, 1, 2];
    expect(context.trace.service(b)).toBe('b');
    expect(room.headroomNs[b]).toBe(2e6);
    expect([room.limiter[b], room.rival[b]]).toEqual([b, a]);
  });

  it('counts a limit that several spans of an operation share once', () => {
    const context = contextOf(`
      api GET      [0..100]
        api P      [0..90]
          db q     [0..40]
          db q     [40..80]
        api X      [0..80]
    `);
    const room = context.get(headroom);
    expect([...room.headroomNs].map((ns) => ns / 1e6)).toEqual([10, 10, 10, 10, 0]);
    const queries = context.get(bottleneck).operations.find((row) => row.name === 'q');
    expect(queries).toMatchObject({ onPathNs: 80e6, headroomNs: 10e6, savableNs: 10e6 });
  });
});

describe('savable', () => {
  it('is limited by what already ran beside a span, not by what came after it', () => {
    const context = contextOf(`
      api GET        [0..100]
        db customer  [0..40]
        api route    [40..90]   id=long
        api route    [45..89]   id=rival
    `);
    const { trace } = context;
    const { savableNs, rival } = context.get(savable);
    const room = context.get(headroom);
    // Both routes may have waited for the customer: without it, both start earlier.
    expect([savableNs[1], room.headroomNs[1]]).toEqual([40e6, 1e6]);
    expect([savableNs[2], room.headroomNs[2]]).toEqual([1e6, 1e6]);
    expect(trace.spanId(rival[2] as number)).toBe('rival');
    const rows = context.get(bottleneck).operations;
    expect(rows.map((row) => [row.name, row.savableNs / 1e6])).toEqual([
      ['route', 1],
      ['customer', 40],
      ['GET', 10],
    ]);
  });

  it('counts a rival that runs beside several links, and beside their parent', () => {
    const context = contextOf(`
      api GET      [0..100]
        api P      [0..90]
          db q     [0..40]
          db q     [40..80]
        api X      [20..80]
    `);
    expect([...context.get(savable).savableNs].map((ns) => ns / 1e6)).toEqual([10, 10, 10, 10, 0]);
    expect(context.get(bottleneck).operations[0]).toMatchObject({ name: 'q', savableNs: 10e6 });
  });
});

describe('own time', () => {
  it('lists the gaps between calls with their neighbours, and what ran beside them', () => {
    const context = contextOf(`
      api GET        [0..100]
        db a         [10..30]   id=a
          db inner   [12..30]
        db b         [60..98]   id=b
        db beside    [50..70]   id=c
        q job        [40..45]   id=job follows
        q job        [62..66]   id=hidden follows
    `);
    const { trace } = context;
    const own = explainOwnTime(context, 0);
    const id = (span: number) => (span < 0 ? undefined : trace.spanId(span));
    expect(
      own.gaps.map((gap) => [
        gap.startNs / 1e6,
        gap.endNs / 1e6,
        id(gap.after),
        id(gap.before),
        gap.concurrentNs / 1e6,
      ]),
    ).toEqual([
      [0, 10, undefined, 'a', 0],
      [30, 60, 'a', 'b', 10],
    ]);
    expect(own.onPathNs).toBe(42e6);
    expect(own.concurrentNs).toBe(10e6);
    expect(own.detachedMeanwhile.map(id)).toEqual(['job']);
  });

  it('explains a span off the primary path in its own analysis', () => {
    const context = contextOf(`
      api GET      [=====          ]
        api job    [  ============ ]  follows
          db q     [      ==       ]
    `);
    expect(explainOwnTime(context, 1)).toMatchObject({ onPathNs: 10e6, gaps: [{}, {}] });
    expect(explainOwnTime(context, 1).gaps.map((gap) => [gap.after, gap.before])).toEqual([
      [-1, 2],
      [2, -1],
    ]);
  });
});

describe('summary', () => {
  it('tells latency from extent and merges warnings of all steps', () => {
    const context = new TraceContext(
      makeTrace([
        { id: 'R', service: 'web', startUs: 0, durationUs: 100, error: true },
        { id: 'A', service: 'api', parent: 'gone', startUs: 50, durationUs: 70 },
        { id: 'B', service: 'api', parent: 'A', startUs: 130, durationUs: 70 },
      ]),
    );
    expect(context.get(traceSummary)).toEqual({
      root: { service: 'web', name: 'op-R' },
      rootFailed: true,
      latencyNs: 100_000,
      extentNs: 200_000,
      incomplete: true,
      spanCount: 3,
      services: ['api', 'web'],
      errorSpanCount: 1,
      warnings: [
        { code: 'missing-parent', count: 1, exampleSpanId: 'A' },
        { code: 'orphan-adopted', count: 1, exampleSpanId: 'A' },
        { code: 'outside-parent', count: 1, exampleSpanId: 'B', ns: 10_000 },
        { code: 'ends-after-parent', count: 1, exampleSpanId: 'A', ns: 20_000 },
      ],
    });
  });
});

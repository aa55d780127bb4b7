import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TraceContext } from '../../src/analyses/analysis.ts';
import { criticalPath } from '../../src/analyses/critical-path.ts';
import { operationGroups } from '../../src/analyses/operation-groups.ts';
import { selfTime } from '../../src/analyses/self-time.ts';
import { timing } from '../../src/analyses/timing.ts';
import type { Trace } from '../../src/model/trace.ts';
import { foldSpans } from '../../src/reports/span-tree-folding.ts';
import { buildWaterfall, type WaterfallOptions } from '../../src/reports/waterfall.ts';
import { drawTrace } from '../support/draw-trace.ts';
import { makeTrace, type TestSpan } from '../support/make-trace.ts';

const ALL: WaterfallOptions = { full: false, rows: 40, minNs: 0, depth: Number.POSITIVE_INFINITY };

function waterfallOf(
  trace: Trace,
  options: Partial<WaterfallOptions> = {},
  marks = new Map<number, string>(),
  grave = new Set<number>(),
) {
  const context = new TraceContext(trace);
  const times = context.get(timing);
  return buildWaterfall(
    {
      trace,
      startNs: times.startNs,
      endNs: times.endNs,
      selfNs: context.get(selfTime),
      detached: times.detached,
      groupOf: context.get(operationGroups).groupOf,
      segments: context.get(criticalPath).segments,
      marks,
      grave,
    },
    { ...ALL, ...options },
  );
}

/** Off the path: a failing branch that comes first, and one that a finding concerns. */
function twoBranches(): { trace: Trace; grave: Set<number> } {
  const under = (id: string, parent: string, startUs: number, error = false): TestSpan => {
    return { id, parent, name: id, startUs, durationUs: 20, error };
  };
  const spans: TestSpan[] = [
    { id: 'root', name: 'root', startUs: 0, durationUs: 1000 },
    { id: 'long', parent: 'root', name: 'long', startUs: 0, durationUs: 1000 },
    { id: 'inner', parent: 'long', name: 'inner', startUs: 0, durationUs: 900 },
    under('failing', 'root', 10, true),
    under('grave', 'root', 50),
  ];
  const trace = makeTrace(spans);
  return { trace, grave: new Set([trace.findSpan('grave')]) };
}

/** A root, a list query, then `n` equal queries one after the other. */
function loop(n: number, failing = -1): Trace {
  const spans: TestSpan[] = [
    { id: 'root', service: 'shop', name: 'GET /orders', startUs: 0, durationUs: 1000 + n * 100 },
    {
      id: 'list',
      parent: 'root',
      service: 'db',
      name: 'SELECT orders',
      startUs: 10,
      durationUs: 90,
    },
  ];
  for (let i = 0; i < n; i++) {
    spans.push({
      id: `q${i}`,
      parent: 'root',
      service: 'db',
      name: 'SELECT items',
      startUs: 200 + i * 100,
      durationUs: 90,
      error: i === failing,
      statusMessage: i === failing ? 'deadlock\nstack' : '',
    });
  }
  return makeTrace(spans);
}

describe('folding', () => {
  it('makes one node of equal siblings from three on', () => {
    const names = (trace: Trace) =>
      foldSpans(trace, true, new Uint8Array(trace.size)).map(
        ({ members }) => `${members.length} ${trace.name(members[0] as number)}`,
      );
    expect(names(loop(2))).toEqual([
      '1 GET /orders',
      '1 SELECT orders',
      '1 SELECT items',
      '1 SELECT items',
    ]);
    expect(names(loop(3))).toEqual(['1 GET /orders', '1 SELECT orders', '3 SELECT items']);
  });

  it('merges what is below folded wrappers, and keeps calls to different services apart', () => {
    const spans: TestSpan[] = [{ id: 'r', name: 'root', startUs: 0, durationUs: 1000 }];
    for (let i = 0; i < 4; i++) {
      spans.push({ id: `w${i}`, parent: 'r', name: 'load', startUs: i * 200, durationUs: 100 });
      spans.push({
        id: `q${i}`,
        parent: `w${i}`,
        name: 'SELECT',
        startUs: i * 200 + 10,
        durationUs: 50,
      });
    }
    for (const [i, callee] of ['a', 'b', 'c'].entries()) {
      spans.push({ id: `p${i}`, parent: 'r', name: 'POST', startUs: 850 + i * 40, durationUs: 30 });
      spans.push({
        id: `s${i}`,
        parent: `p${i}`,
        service: callee,
        name: `serve-${callee}`,
        startUs: 851 + i * 40,
        durationUs: 20,
      });
    }
    const trace = makeTrace(spans);
    const nodes = foldSpans(trace, true, new Uint8Array(trace.size)).map(
      ({ members, depth }) => `${depth} ${members.length} ${trace.name(members[0] as number)}`,
    );
    expect(nodes).toEqual([
      '0 1 root',
      '1 4 load',
      '1 1 POST',
      '1 1 POST',
      '1 1 POST',
      '2 4 SELECT',
      '2 1 serve-a',
      '2 1 serve-b',
      '2 1 serve-c',
    ]);
  });

  it('loses no span', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat({ max: 3 }), { minLength: 1, maxLength: 60 }),
        fc.boolean(),
        (shape, fold) => {
          const trace = randomTrace(shape);
          const members = foldSpans(trace, fold, new Uint8Array(trace.size)).flatMap(
            (node) => node.members,
          );
          expect(members.sort((a, b) => a - b)).toEqual([...Array(trace.size).keys()]);
        },
      ),
    );
  });
});

/** Span i hangs below one of the spans before it; names repeat. */
function randomTrace(shape: readonly number[]): Trace {
  return makeTrace(
    shape.map((value, i) => ({
      id: `s${i}`,
      ...(i === 0 ? {} : { parent: `s${Math.floor(i / (value + 1.5))}` }),
      name: `op${value}`,
      startUs: i,
      durationUs: 1000 - i,
    })),
  );
}

describe('rows', () => {
  it('draws the path where it is, own work apart from waiting', () => {
    const { rows } = waterfallOf(loop(5));
    expect(rows.map(({ name, count, onPathNs }) => [name, count, onPathNs])).toEqual([
      ['GET /orders', 1, 960_000],
      ['SELECT orders', 1, 90_000],
      ['SELECT items', 5, 450_000],
    ]);
    expect(rows[2]?.own).toHaveLength(5);
    expect(rows[0]?.below).toEqual([[0, 1_500_000]]);
  });

  it('counts what is left out, in place', () => {
    const { rows } = waterfallOf(loop(50), { full: true, rows: 1, minNs: 95_000 });
    expect(rows.map(({ type, count }) => [type, count])).toEqual([
      ['span', 1],
      ['hidden', 51],
    ]);
    const narrow = waterfallOf(loop(50), { depth: 0 }).rows;
    expect(narrow.map(({ type, count }) => [type, count])).toEqual([
      ['span', 1],
      ['hidden', 51],
    ]);
  });

  it('accounts for every span: shown, folded or counted as left out', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat({ max: 3 }), { minLength: 1, maxLength: 80 }),
        fc.integer({ min: 1, max: 20 }),
        (shape, rows) => {
          const trace = randomTrace(shape);
          const drawn = waterfallOf(trace, { rows }).rows;
          expect(drawn.reduce((sum, row) => sum + row.count, 0)).toBe(trace.size);
          expect(drawn.filter((row) => row.type !== 'hidden').length).toBeLessThanOrEqual(rows);
        },
      ),
    );
  });

  it('shows errors with their message, also when they hold no path', () => {
    const { rows } = waterfallOf(loop(100, 70), { rows: 2 });
    const folded = rows.find(({ name }) => name === 'SELECT items');
    expect(folded?.marks).toEqual(['1 failed']);
    expect(folded?.problem).toEqual([{ type: 'name', text: 'deadlock' }]);
  });

  it('marks rows that findings concern', () => {
    const trace = loop(4);
    const { rows } = waterfallOf(trace, {}, new Map([[2, 'N+1 ×4']]));
    expect(rows.find(({ name }) => name === 'SELECT items')?.marks).toEqual(['N+1 ×4']);
  });

  it('shows the worst finding of a folded row, whichever of its spans comes first', () => {
    const marks = new Map([
      [2, 'error origin'],
      [3, 'N+1 ×4'],
    ]);
    const { rows } = waterfallOf(loop(4), {}, marks, new Set([3]));
    expect(rows.find(({ name }) => name === 'SELECT items')?.marks).toEqual(['N+1 ×4']);
  });

  it('marks rows that are left out where a finding concerns what they stand for', () => {
    const { rows } = waterfallOf(loop(4), { depth: 0 }, new Map([[3, 'N+1 ×4']]), new Set([3]));
    expect(rows.map(({ type, marks }) => [type, marks])).toEqual([
      ['span', []],
      ['hidden', ['N+1 ×4']],
    ]);
  });

  it('draws what findings above low severity concern before other trouble', () => {
    const { trace, grave } = twoBranches();
    const marks = new Map([...grave].map((span) => [span, 'N+1']));
    const { rows } = waterfallOf(trace, { rows: 4 }, marks, grave);
    expect(rows.filter(({ type }) => type === 'span').map(({ name }) => name)).toContain('grave');
  });

  it('says that levels are missing from one that no screen draws on', () => {
    const deep: TestSpan[] = Array.from({ length: 40 }, (_, i) => [
      {
        id: `a${i}`,
        ...(i > 0 ? { parent: `a${i - 1}` } : {}),
        name: `a${i}`,
        startUs: i,
        durationUs: 900 - i,
      },
      { id: `b${i}`, parent: `a${i}`, name: `b${i}`, startUs: i, durationUs: 1 },
    ]).flat();
    const { rows } = waterfallOf(makeTrace(deep), { full: true });
    expect(Math.max(...rows.map(({ last }) => last.length))).toBeGreaterThan(12);
  });

  it('keeps deep and wide traces cheap', () => {
    const deep: TestSpan[] = [];
    for (let i = 0; i < 50_000; i++) {
      deep.push({
        id: `d${i}`,
        ...(i > 0 ? { parent: `d${i - 1}` } : {}),
        name: `n${i % 7}`,
        startUs: i,
        durationUs: 200_000 - 2 * i,
      });
    }
    const rows = waterfallOf(makeTrace(deep), { full: true }).rows;
    expect(rows).toHaveLength(50_000);
    expect(rows.at(-1)?.last.length).toBeLessThanOrEqual(12);
    expect(waterfallOf(loop(50_000)).rows).toHaveLength(3);
  });
});

describe('guides', () => {
  it('takes a level only where the tree branches', () => {
    const { rows } = waterfallOf(
      drawTrace(`
        web GET /            [==========]
          web proxy          [ ======== ]
            api handle       [  ======  ]
              db SELECT a    [  ==      ]
              db SELECT b    [     ==   ]
                db fetch     [      =   ]`),
    );
    expect(rows.map(({ name, last, chain }) => [name, last.length, chain])).toEqual([
      ['GET /', 0, false],
      ['proxy', 1, true],
      ['handle', 1, true],
      ['SELECT a', 2, false],
      ['SELECT b', 2, false],
      ['fetch', 3, true],
    ]);
  });
});

import { describe, expect, test } from 'vitest';
import { ALL_DETECTORS, ALL_KINDS } from '../../src/aggregates/detector-catalogue.ts';
import { TraceContext } from '../../src/analyses/analysis.ts';
import { DETECTORS } from '../../src/detectors/index.ts';
import { DEFAULT_DETECTION_OPTIONS } from '../../src/detectors/options.ts';
import { readDetectionOptions as readOptions } from '../../src/detectors/options-schema.ts';
import { runDetectors } from '../../src/detectors/run-detectors.ts';
import { applySuppressions } from '../../src/detectors/suppressions.ts';
import { Notes } from '../../src/model/notes.ts';
import { CallSketch } from '../support/call-sketch.ts';
import { findIn, inShort } from '../support/find-in-trace.ts';

const readDetectionOptions = (value: unknown) => readOptions(value, ALL_KINDS);

function loop(n: number) {
  const s = new CallSketch();
  const root = s.server(20 + n * 10);
  s.times(n, (i) => s.db(root, 'SELECT * FROM items WHERE order_id = $1', 5 + i * 10, 8));
  return s.trace();
}

describe('readDetectionOptions', () => {
  test('nothing given is the defaults', () => {
    for (const nothing of [undefined, null, {}]) {
      expect(readDetectionOptions(nothing)).toEqual({
        options: DEFAULT_DETECTION_OPTIONS,
        problems: [],
      });
    }
  });

  test('sets what is given and keeps the rest', () => {
    const { options, problems } = readDetectionOptions({
      loops: { minimum: { db: 3 }, routes: [{ route: 'GET /orders', minimum: 30 }] },
      serialIndependent: { minCall: '5ms' },
      slowQuery: { time: '1s' },
    });
    expect(problems).toEqual([]);
    expect(options.loops.minimum).toEqual({ ...DEFAULT_DETECTION_OPTIONS.loops.minimum, db: 3 });
    expect(options.loops.routes).toEqual([{ service: '*', route: 'GET /orders', minimum: 30 }]);
    expect(options.serialIndependent.minCallNs).toBe(5_000_000);
    expect(options.slowQuery).toEqual({
      ...DEFAULT_DETECTION_OPTIONS.slowQuery,
      ns: 1_000_000_000,
    });
  });

  test.each([
    [{ loop: {} }, 'unknown key "loop"; did you mean "loops"?'],
    [{ loops: { minimum: { bd: 3 } } }, 'unknown key "loops.minimum.bd"; did you mean "db"?'],
    [
      { suppressions: [{ fingerprnt: 'x' }] },
      'unknown key "suppressions.0.fingerprnt"; did you mean "fingerprint"?',
    ],
    [
      { exclude: { kinds: ['nplus'] } },
      '"exclude.kinds": there is no kind "nplus"; did you mean "nplus1"?',
    ],
    [
      { exclude: { kinds: ['silent-databases'] } },
      '"exclude.kinds": there is no kind "silent-databases"; did you mean "silent-database"?',
    ],
    [{ slowQuery: { time: 'soon' } }, '"slowQuery.time": '],
    [{ suppressions: [{ fingerprint: 'np1:0123456789abcdef', reason: '' }] }, 'needs a reason'],
    [{ loops: { minimum: { db: 0 } } }, '"loops.minimum.db": is not above 0'],
    [{ loops: { minimum: { db: '3' } } }, '"loops.minimum.db": is no number'],
    [{ loops: { routes: [{ route: 'GET /x', minimum: 1.5 }] } }, 'is no whole number'],
    [{ exclude: { services: 'shop' } }, '"exclude.services": is no list'],
    [{ suppressions: [{ fingerprint: 'np1:0123456789abcdef' }] }, 'needs a reason'],
    [{ suppressions: [{ reason: 'x' }] }, '"suppressions.0.fingerprint": is missing'],
    ...['2026-13-01', '2026-02-30', 'soon'].map((until): [object, string] => [
      { suppressions: [{ fingerprint: 'np1:0123456789abcdef', reason: 'x', until }] },
      'is no day like 2026-12-31',
    ]),
    ['text', 'the detection options: '],
  ])('%j is explained', (input, problem) => {
    const { problems } = readDetectionOptions(input);
    expect(problems.join('\n')).toContain(problem);
  });
});

describe('options at work', () => {
  test('minimums, for all and for one route', () => {
    expect(inShort(findIn(loop(4)))).toEqual([]);
    const three = readDetectionOptions({ loops: { minimum: { db: 3 } } }).options;
    expect(inShort(findIn(loop(4), three))).toEqual(['nplus1 db 4']);
    const route = readDetectionOptions({
      loops: { routes: [{ service: 'sh*', route: 'GET /ord*', minimum: 30 }] },
    }).options;
    expect(inShort(findIn(loop(20), route))).toEqual([]);
  });

  test.each([
    [{ services: ['sh*p'] }],
    [{ routes: ['GET /orders'] }],
    [{ templates: ['select * from items *'] }],
    [{ kinds: ['nplus1'] }],
  ])('exclusion by %j', (exclude) => {
    const { options, problems } = readDetectionOptions({ exclude });
    expect(problems).toEqual([]);
    expect(inShort(findIn(loop(20), options)).filter((one) => one.startsWith('nplus1'))).toEqual(
      [],
    );
  });

  test('a detector that throws is counted and the others go on', () => {
    const notes = new Notes();
    const broken = {
      meta: { id: 'broken', title: '', description: '', kinds: ['broken'], failing: [] },
      detect: () => {
        throw new Error('no such span');
      },
    };
    const context = new TraceContext(loop(6));
    const found = runDetectors(context, DEFAULT_DETECTION_OPTIONS, notes, [broken, ...DETECTORS]);
    expect(inShort(found)).toEqual(['nplus1 db 6']);
    expect(notes.list()).toMatchObject([{ code: 'detector-failed', count: 1 }]);
  });
});

describe('applySuppressions', () => {
  const findings = [
    { fingerprint: 'np1:aaaaaaaaaaaaaaaa', looseFingerprint: 'np1l:aaaaaaaaaaaaaaaa' },
    { fingerprint: 'np1:bbbbbbbbbbbbbbbb', looseFingerprint: 'np1l:bbbbbbbbbbbbbbbb' },
    { fingerprint: 'np1:cccccccccccccccc' },
  ];

  test('by exact and loose fingerprint, with unused and expired ones reported', () => {
    const exact = { fingerprint: 'np1:aaaaaaaaaaaaaaaa', reason: 'accepted' };
    const loose = {
      fingerprint: 'np1l:bbbbbbbbbbbbbbbb',
      reason: 'being rebuilt',
      until: '2026-12-31',
    };
    const unused = { fingerprint: 'np1:dddddddddddddddd', reason: 'gone' };
    const expired = { fingerprint: 'np1:cccccccccccccccc', reason: 'later', until: '2026-01-31' };
    const result = applySuppressions(findings, [exact, loose, unused, expired], '2026-06-01');
    expect(result.kept).toEqual([findings[2]]);
    expect(result.suppressed.map(({ by }) => by)).toEqual([exact, loose]);
    expect(result.unused).toEqual([unused]);
    expect(result.expired).toEqual([expired]);
  });
});

describe('the list of detectors', () => {
  test('every detector says what it is, once', () => {
    const ids = ALL_DETECTORS.map(({ meta }) => meta.id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { meta } of ALL_DETECTORS) {
      expect(meta.id).toMatch(/^[a-z][a-z\d-]+$/);
      expect(meta.title.length).toBeGreaterThan(3);
      expect(meta.description).toMatch(/\.$/);
      expect(meta.kinds.length).toBeGreaterThan(0);
      for (const kind of meta.failing) expect(meta.kinds).toContain(kind);
    }
  });
});

import { describe, expect, it } from 'vitest';
import { DEFAULT_DETECTION_OPTIONS } from '../../src/detectors/options.ts';
import { Notes } from '../../src/model/notes.ts';
import { buildCheckReport } from '../../src/reports/check.ts';
import type { CheckLimits } from '../../src/reports/check-assertions.ts';
import type { CheckData } from '../../src/reports/contract.ts';
import { WindowFactsBuilder } from '../../src/reports/window-facts.ts';
import { makeTrace } from '../support/make-trace.ts';

const NONE: CheckLimits = {
  percentiles: [],
  maxLatencyNs: undefined,
  maxErrorRate: undefined,
  noNplus1: false,
  noFindings: false,
  minTraces: undefined,
  point: false,
  strict: false,
};

/** `n` traces of 100 ms; `slow` of them 900 ms, `failed` of them with an error. */
function check(
  n: number,
  limits: Partial<CheckLimits>,
  { slow = 0, failed = 0, query = false, unreadable = 0, off = [] as string[] } = {},
) {
  const { exclude } = DEFAULT_DETECTION_OPTIONS;
  const options = { ...DEFAULT_DETECTION_OPTIONS, exclude: { ...exclude, kinds: off } };
  const builder = new WindowFactsBuilder(options);
  for (let i = 0; i < n; i++) {
    builder.add(
      makeTrace(
        [
          {
            id: 'r',
            kind: 'server',
            startUs: 0,
            durationUs: i < slow ? 900_000 : 100_000,
            error: i < failed,
          },
          ...(query
            ? [
                {
                  id: 'q',
                  parent: 'r',
                  kind: 'client',
                  startUs: 10,
                  durationUs: 50,
                  attributes: { 'db.system': 'postgresql', 'db.statement': 'SELECT 1 FROM t' },
                },
              ]
            : []),
        ],
        { traceId: `t${i}` },
      ),
    );
  }
  const coverage = {
    traces: n,
    spans: n,
    complete: unreadable === 0,
    unreadable,
    notes: new Notes(),
  };
  const report = buildCheckReport({
    question: { source: 'test' },
    coverage,
    facts: builder.result(),
    limits: { ...NONE, ...limits },
    sourceFlags: [],
  });
  const data = report.data as CheckData;
  return { verdict: data.verdict, exit: report.verdict, first: data.assertions[0] };
}

const p95 = (maxNs: number) => ({ percentiles: [{ label: 'p95', ratio: 0.95, maxNs }] });

describe('percentile limits', () => {
  // The table of the budget test: at n = 200, 4 slower ones pass and 16 fail.
  it.each([
    [200, 4, 'pass'],
    [200, 5, 'inconclusive'],
    [200, 15, 'inconclusive'],
    [200, 16, 'fail'],
    [58, 0, 'inconclusive'],
    [59, 0, 'pass'],
    [20, 3, 'inconclusive'],
    [20, 4, 'fail'],
  ])('n = %d with %d slower: %s', (n, slow, verdict) => {
    expect(check(n, p95(500e6), { slow }).verdict).toBe(verdict);
  });

  it('compare the estimate alone with --point', () => {
    expect(check(20, { ...p95(500e6), point: true }, { slow: 1 }).verdict).toBe('pass');
    expect(check(20, { ...p95(500e6), point: true }, { slow: 2 }).verdict).toBe('fail');
  });

  it('say what was measured and how many traces it takes', () => {
    expect(check(20, p95(500e6)).first).toEqual({
      expression: 'p95 <= 500 ms',
      measured: 100e6,
      limit: 500e6,
      unit: 'ns',
      verdict: 'inconclusive',
      reason: '0 of 20 traces slower; 59 traces needed to be sure',
    });
  });
});

describe('error rate', () => {
  it.each([
    [100, 0, 0.01, 'pass'],
    [99, 0, 0.01, 'inconclusive'],
    [100, 1, 0.01, 'pass'],
    [100, 2, 0.01, 'fail'],
    [50, 1, 0.01, 'fail'],
    [1, 0, 0, 'pass'],
    [10, 1, 0, 'fail'],
  ])('%d traces, %d failed, limit %d: %s', (n, failed, maxErrorRate, verdict) => {
    expect(check(n, { maxErrorRate }, { failed }).verdict).toBe(verdict);
  });
});

describe('never a false yes', () => {
  it('is inconclusive without traces', () => {
    for (const limits of [
      p95(1e9),
      { maxErrorRate: 0.5 },
      { maxLatencyNs: 1e9 },
      { noNplus1: true },
      { minTraces: 1 },
    ]) {
      expect(check(0, limits)).toMatchObject({ verdict: 'inconclusive', exit: 'inconclusive' });
    }
  });

  it('is inconclusive when something could not be read, and fails all the same', () => {
    const limits = { maxLatencyNs: 500e6 };
    expect(check(100, limits).verdict).toBe('pass');
    expect(check(100, limits, { unreadable: 1 }).verdict).toBe('inconclusive');
    expect(check(100, limits, { unreadable: 1, slow: 1 }).verdict).toBe('fail');
    expect(check(100, { ...limits, strict: true }, { unreadable: 1 }).exit).toBe('fail');
  });

  it('is inconclusive with fewer traces than asked for', () => {
    expect(check(49, { maxLatencyNs: 1e9, minTraces: 50 }).verdict).toBe('inconclusive');
    expect(check(50, { maxLatencyNs: 1e9, minTraces: 50 }).verdict).toBe('pass');
    // A broken limit is broken, however few they are.
    expect(check(3, { maxLatencyNs: 1e6, minTraces: 50 }).verdict).toBe('fail');
  });

  it('is inconclusive about N+1 where no call could be examined', () => {
    expect(check(30, { noNplus1: true }).verdict).toBe('inconclusive');
    expect(check(30, { noNplus1: true }, { query: true }).verdict).toBe('pass');
  });

  it('is inconclusive about what the configuration switches off', () => {
    const { verdict, first } = check(30, { noNplus1: true }, { query: true, off: ['nplus1'] });
    expect(verdict).toBe('inconclusive');
    expect(first?.reason).toBe('the configuration switches nplus1 off');
    expect(check(30, { noFindings: true }, { query: true, off: ['polling'] }).verdict).toBe('pass');
  });

  it('fails on what is inconclusive with --strict', () => {
    expect(check(20, { ...p95(500e6), strict: true })).toMatchObject({
      verdict: 'inconclusive',
      exit: 'fail',
    });
  });
});

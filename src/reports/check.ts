// The CI smoke check: one line an assertion with what was measured. "No" is said only when it is
// certain, and "yes" only when the traces suffice to say so; the rest is inconclusive.

import type { RecurringFinding } from '../aggregates/recurring-findings.ts';
import { CONFIDENCES, SEVERITIES } from '../detectors/detector.ts';
import { type BudgetTest, testBudget } from '../lib/budget.ts';
import { nearestRank } from '../lib/order-statistics.ts';
import { count, duration, type Phrase, percent } from '../model/phrase.ts';
import { displayTraceId } from '../model/trace-id.ts';
import type { CheckData } from './contract.ts';
import { nothingExamined } from './examined.ts';
import { findingData, findingView } from './finding-data.ts';
import { plainText } from './plain-text.ts';
import { plural } from './plural.ts';
import type { Block, Cell, Report, Verdict } from './report.ts';
import { type CoverageInput, coverageData, type Question, queryData } from './source-data.ts';
import { warningNotes } from './warning-notes.ts';
import type { WindowFacts } from './window-facts.ts';

export interface CheckLimits {
  readonly percentiles: readonly PercentileLimit[];
  readonly maxLatencyNs: number | undefined;
  /** 0 to 1. */
  readonly maxErrorRate: number | undefined;
  readonly noNplus1: boolean;
  readonly noFindings: boolean;
  readonly minTraces: number | undefined;
  /** Compare the estimate only. */
  readonly point: boolean;
  /** Inconclusive counts as failed. */
  readonly strict: boolean;
}

export interface PercentileLimit {
  readonly label: string;
  readonly ratio: number;
  readonly maxNs: number | undefined;
}

export interface CheckInput {
  readonly question: Question;
  readonly coverage: CoverageInput;
  readonly facts: WindowFacts;
  readonly limits: CheckLimits;
  readonly sourceFlags: readonly string[];
}

type Outcome = 'pass' | 'fail' | 'inconclusive';

interface Assertion {
  readonly expression: Phrase;
  readonly measured: number | string | null;
  readonly shown: Phrase;
  readonly limit: number | string | null;
  readonly unit: CheckData['assertions'][number]['unit'];
  readonly verdict: Outcome;
  readonly reason: Phrase;
}

export function buildCheckReport(input: CheckInput): Report {
  const { facts, limits } = input;
  const assertions = assertAll(facts, limits);
  const verdict = overall(assertions, facts, limits);
  const failing = failingFindings(facts.findings, limits);
  const data: CheckData = {
    schema: 'tracescope/check/1',
    query: queryData(input.question),
    coverage: coverageData(input.coverage),
    warnings: facts.warnings,
    verdict,
    traceCount: facts.traces.length,
    assertions: assertions.map((assertion) => ({
      expression: plainText(assertion.expression),
      measured: assertion.measured,
      limit: assertion.limit,
      unit: assertion.unit,
      verdict: assertion.verdict,
      reason: plainText(assertion.reason),
    })),
    latency: facts.latency,
    findings: failing.map(findingData),
    examined: facts.examined,
  };
  const exit: Verdict = verdict === 'inconclusive' && limits.strict ? 'fail' : verdict;
  return {
    verdict: exit,
    data,
    recordKeys: ['assertions', 'findings'],
    blocks: checkBlocks(input, data, assertions, failing),
  };
}

function assertAll(facts: WindowFacts, limits: CheckLimits): Assertion[] {
  const assertions: Assertion[] = [];
  if (limits.minTraces !== undefined) assertions.push(assertTraces(facts, limits.minTraces));
  for (const limit of limits.percentiles) {
    if (limit.maxNs !== undefined) {
      assertions.push(assertPercentile(facts, limit.label, limit.ratio, limit.maxNs, limits.point));
    }
  }
  if (limits.maxLatencyNs !== undefined) assertions.push(assertMaximum(facts, limits.maxLatencyNs));
  if (limits.maxErrorRate !== undefined) assertions.push(assertErrors(facts, limits.maxErrorRate));
  if (limits.noNplus1 || limits.noFindings) assertions.push(assertFindings(facts, limits));
  return assertions;
}

function assertTraces(facts: WindowFacts, least: number): Assertion {
  const n = facts.traces.length;
  return {
    expression: ['traces >= ', count(least)],
    measured: n,
    shown: [count(n)],
    limit: least,
    unit: 'count',
    verdict: n >= least ? 'pass' : 'inconclusive',
    reason: n >= least ? [] : ['too few traces to say anything'],
  };
}

function assertPercentile(
  facts: WindowFacts,
  label: string,
  ratio: number,
  maxNs: number,
  point: boolean,
): Assertion {
  const latencies = facts.latenciesNs;
  const n = latencies.length;
  const above = latencies.reduce((sum, ns) => sum + (ns > maxNs ? 1 : 0), 0);
  const measured = n === 0 ? null : (latencies[nearestRank(ratio, n) - 1] as number);
  const budget = testBudget(above, n, 1 - ratio);
  const pointVerdict: Outcome = measured !== null && measured <= maxNs ? 'pass' : 'fail';
  const verdict = n === 0 ? 'inconclusive' : point ? pointVerdict : budget.verdict;
  const share: Phrase = [count(above), ' of ', count(n), ' traces slower'];
  const reason: Phrase = n === 0 ? ['no traces'] : [...share, ...whyUnsure(verdict, budget)];
  return {
    expression: [`${label} <= `, duration(maxNs)],
    measured,
    shown: measured === null ? ['-'] : [duration(measured)],
    limit: maxNs,
    unit: 'ns',
    verdict,
    reason,
  };
}

function whyUnsure(verdict: Outcome, budget: BudgetTest): Phrase {
  if (verdict !== 'inconclusive') return [];
  if (budget.of < budget.needs) return ['; ', count(budget.needs), ' traces needed to be sure'];
  return [
    '; at most ',
    count(budget.passUpTo),
    ' would pass, ',
    count(budget.failFrom),
    ' or more fail',
  ];
}

function assertMaximum(facts: WindowFacts, maxNs: number): Assertion {
  const n = facts.latenciesNs.length;
  const measured = n === 0 ? null : (facts.latenciesNs[n - 1] as number);
  const above = facts.latenciesNs.reduce((sum, ns) => sum + (ns > maxNs ? 1 : 0), 0);
  return {
    expression: ['max <= ', duration(maxNs)],
    measured,
    shown: measured === null ? ['-'] : [duration(measured)],
    limit: maxNs,
    unit: 'ns',
    verdict: measured === null ? 'inconclusive' : measured <= maxNs ? 'pass' : 'fail',
    reason: measured === null ? ['no traces'] : [count(above), ' of ', count(n), ' traces slower'],
  };
}

// The share of the traces that were read, not an estimate; but a sample in which one error alone
// would break the limit cannot show that the limit is kept.
function assertErrors(facts: WindowFacts, limit: number): Assertion {
  const n = facts.traces.length;
  const failed = facts.traces.filter((trace) => trace.errorSpanCount > 0).length;
  const rate = n === 0 ? null : failed / n;
  const needed = limit === 0 ? 1 : Math.ceil(1 / limit - 1e-9);
  const verdict: Outcome =
    rate === null ? 'inconclusive' : rate > limit ? 'fail' : n < needed ? 'inconclusive' : 'pass';
  const seen: Phrase = [count(failed), ' of ', count(n), ' traces with errors'];
  return {
    expression: ['error rate <= ', percent(limit)],
    measured: rate,
    shown: rate === null ? ['-'] : [percent(rate)],
    limit,
    unit: 'ratio',
    verdict,
    reason:
      rate === null
        ? ['no traces']
        : verdict === 'inconclusive'
          ? [...seen, '; ', count(needed), ' traces needed to see such a share']
          : seen,
  };
}

function assertFindings(facts: WindowFacts, limits: CheckLimits): Assertion {
  const failing = failingFindings(facts.findings, limits);
  const blind = facts.examined.blindTraces;
  const n = facts.traces.length;
  const isBlind = n === 0 || nothingExamined(facts.examined);
  const verdict: Outcome = failing.length > 0 ? 'fail' : isBlind ? 'inconclusive' : 'pass';
  const what = limits.noFindings ? 'findings' : 'N+1';
  const reason: Phrase =
    n === 0
      ? ['no traces']
      : verdict === 'fail'
        ? [...plural(failing.length, 'finding'), ' of medium severity or above']
        : isBlind
          ? ['no call in ', ...plural(n, 'trace'), ' could be examined']
          : blind > 0
            ? ['in ', count(blind), ' of ', count(n), ' traces no call could be examined']
            : [];
  return {
    expression: [`no ${what}`],
    measured: failing.length,
    shown: [count(failing.length)],
    limit: 0,
    unit: 'findings',
    verdict,
    reason,
  };
}

function failingFindings(
  findings: readonly RecurringFinding[],
  limits: CheckLimits,
): RecurringFinding[] {
  if (!limits.noNplus1 && !limits.noFindings) return [];
  return findings.filter(
    ({ kind, severity, confidence }) =>
      (limits.noFindings || kind === 'nplus1') &&
      SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf('medium') &&
      CONFIDENCES.indexOf(confidence) >= CONFIDENCES.indexOf('medium'),
  );
}

function overall(
  assertions: readonly Assertion[],
  facts: WindowFacts,
  limits: CheckLimits,
): Outcome {
  if (assertions.some(({ verdict }) => verdict === 'fail')) return 'fail';
  if (facts.traces.length < (limits.minTraces ?? 1)) return 'inconclusive';
  return assertions.some(({ verdict }) => verdict === 'inconclusive') ? 'inconclusive' : 'pass';
}

function checkBlocks(
  input: CheckInput,
  data: CheckData,
  assertions: readonly Assertion[],
  failing: readonly RecurringFinding[],
): Block[] {
  const { verdict } = data;
  const tone = verdict === 'pass' ? 'good' : verdict === 'fail' ? 'bad' : 'strong';
  const blocks: Block[] = [
    {
      kind: 'grid',
      columns: ['', 'ASSERTION', 'MEASURED', ''],
      rows: assertions.map((assertion) => [
        verdictCell(assertion.verdict),
        { type: 'phrase', phrase: assertion.expression },
        { type: 'phrase', phrase: assertion.shown },
        { type: 'phrase', phrase: assertion.reason },
      ]),
    },
    {
      kind: 'findings',
      title: ['findings that fail the check'],
      findings: failing.slice(0, 10).map((finding) => findingView(finding, true)),
      ...(failing.length > 10
        ? { more: [count(failing.length - 10), ' more in -o json'] as Phrase }
        : {}),
    },
    {
      kind: 'notes',
      title: 'What this rests on',
      notes: [
        ...(input.limits.noNplus1 || input.limits.noFindings ? data.examined.reasons : []),
        ...data.coverage.notes,
        ...input.facts.notes,
        ...warningNotes(data.warnings),
      ],
    },
    {
      kind: 'text',
      tone,
      phrase: [`${verdict}: `, ...plural(data.traceCount, 'trace'), ' checked'],
    },
  ];
  const worst = failing[0];
  if (worst) {
    const command = [
      'tracescope',
      'explain',
      displayTraceId(worst.worst.traceId),
      ...input.sourceFlags,
    ];
    blocks.push({ kind: 'next', commands: [command] });
  }
  return blocks;
}

function verdictCell(verdict: Outcome): Cell {
  if (verdict === 'pass') return { type: 'text', text: 'pass', tone: 'good' };
  if (verdict === 'fail') return { type: 'text', text: 'FAIL', tone: 'bad' };
  return { type: 'text', text: '????', tone: 'dim' };
}

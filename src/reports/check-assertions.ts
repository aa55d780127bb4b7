// What a check asserts, and how each assertion is decided: measured against its limit, with the
// reason in words.

import { FAILING_KINDS } from '../aggregates/detector-catalogue.ts';
import type { RecurringFinding } from '../aggregates/recurring-finding.ts';
import { CONFIDENCES, SEVERITIES } from '../detectors/detector.ts';
import { type BudgetTest, testBudget } from '../lib/budget.ts';
import { nearestRank } from '../lib/order-statistics.ts';
import { count, duration, type Phrase, percent } from '../model/phrase.ts';
import type { CheckData } from './contract.ts';
import { nothingExamined } from './examined.ts';
import { plural } from './plural.ts';
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

export type Outcome = 'pass' | 'fail' | 'inconclusive';

export interface Assertion {
  readonly expression: Phrase;
  readonly measured: number | string | null;
  readonly shown: Phrase;
  readonly limit: number | string | null;
  readonly unit: CheckData['assertions'][number]['unit'];
  readonly verdict: Outcome;
  readonly reason: Phrase;
}

export function assertAll(facts: WindowFacts, limits: CheckLimits): Assertion[] {
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
  const unsure = whyFindingsUnsure(facts, limits);
  const verdict: Outcome = failing.length > 0 ? 'fail' : unsure ? 'inconclusive' : 'pass';
  const what = limits.noFindings ? 'findings' : 'N+1';
  return {
    expression: [`no ${what}`],
    measured: failing.length,
    shown: [count(failing.length)],
    limit: 0,
    unit: 'findings',
    verdict,
    reason:
      verdict === 'fail'
        ? [...plural(failing.length, 'finding'), ' of medium severity or above']
        : (unsure ?? partlyBlind(facts)),
  };
}

// No finding says nothing where nothing was, or could be, looked at.
function whyFindingsUnsure(facts: WindowFacts, limits: CheckLimits): Phrase | undefined {
  const n = facts.traces.length;
  if (n === 0) return ['no traces'];
  if (!limits.noFindings && [...FAILING_KINDS].every((kind) => facts.off.has(kind)))
    return ['the configuration switches nplus1 off'];
  if (facts.findingNotes.some(({ code }) => code === 'detector-failed'))
    return ['a detector broke: what it would have found is not known'];
  if (nothingExamined(facts.examined))
    return ['no call in ', ...plural(n, 'trace'), ' could be examined'];
  return undefined;
}

function partlyBlind({ examined: { blindTraces }, traces }: WindowFacts): Phrase {
  if (blindTraces === 0) return [];
  return [
    'in ',
    count(blindTraces),
    ' of ',
    count(traces.length),
    ' traces no call could be examined',
  ];
}

export function failingFindings(
  findings: readonly RecurringFinding[],
  limits: CheckLimits,
): RecurringFinding[] {
  if (!limits.noNplus1 && !limits.noFindings) return [];
  return findings.filter(
    ({ kind, severity, confidence }) =>
      (limits.noFindings || FAILING_KINDS.has(kind)) &&
      SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf('medium') &&
      CONFIDENCES.indexOf(confidence) >= CONFIDENCES.indexOf('medium'),
  );
}

// The CI smoke check: one line an assertion with what was measured. "No" is said only when it is
// certain, and "yes" only when the traces suffice to say so; the rest is inconclusive.

import type { RecurringFinding } from '../aggregates/recurring-findings.ts';
import { count, type Phrase } from '../model/phrase.ts';
import {
  type Assertion,
  assertAll,
  type CheckLimits,
  failingFindings,
  type Outcome,
} from './check-assertions.ts';
import type { CheckData } from './contract.ts';
import { examinedBlock } from './examined.ts';
import { explainWorst, findingData, findingView } from './finding-data.ts';
import { plainText } from './plain-text.ts';
import { plural } from './plural.ts';
import type { Block, Cell, Report, Verdict } from './report.ts';
import { type CoverageInput, coverageData, type Question, queryData } from './source-data.ts';
import { warningNotes } from './warning-notes.ts';
import type { WindowFacts } from './window-facts.ts';

export interface CheckInput {
  readonly question: Question;
  readonly coverage: CoverageInput;
  readonly facts: WindowFacts;
  readonly limits: CheckLimits;
  readonly sourceFlags: readonly string[];
}

export function buildCheckReport(input: CheckInput): Report {
  const { facts, limits } = input;
  const assertions = assertAll(facts, limits);
  const verdict = overall(assertions, input);
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
    notes: [...facts.latencyNotes, ...facts.findingNotes],
  };
  const exit: Verdict = verdict === 'inconclusive' && limits.strict ? 'fail' : verdict;
  return {
    verdict: exit,
    data,
    recordKeys: ['assertions', 'findings'],
    blocks: checkBlocks(input, data, assertions, failing),
  };
}

// What could not be read may hold anything: a "no" stands without it, a "yes" does not. A limit is
// another matter: the traces looked at are a sample of those beyond it.
function overall(
  assertions: readonly Assertion[],
  { facts, limits, coverage }: CheckInput,
): Outcome {
  if (assertions.some(({ verdict }) => verdict === 'fail')) return 'fail';
  if (facts.traces.length < (limits.minTraces ?? 1)) return 'inconclusive';
  if (coverage.unreadable > 0) return 'inconclusive';
  return assertions.some(({ verdict }) => verdict === 'inconclusive') ? 'inconclusive' : 'pass';
}

function checkBlocks(
  input: CheckInput,
  data: CheckData,
  assertions: readonly Assertion[],
  failing: readonly RecurringFinding[],
): Block[] {
  const { verdict } = data;
  const aboutFindings = input.limits.noNplus1 || input.limits.noFindings;
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
        ...(aboutFindings ? data.examined.reasons : []),
        ...data.coverage.notes,
        ...input.facts.latencyNotes,
        ...(aboutFindings ? input.facts.findingNotes : []),
        ...warningNotes(data.warnings),
      ],
    },
    ...(aboutFindings && data.traceCount > 0
      ? [examinedBlock(data.examined, { traces: data.traceCount })]
      : []),
    {
      kind: 'text',
      tone,
      phrase: [
        `${verdict}: `,
        ...plural(data.traceCount, 'trace'),
        ' checked',
        ...whatIsMissing(data),
      ],
    },
  ];
  blocks.push(...explainWorst(failing, input.sourceFlags));
  return blocks;
}

function whatIsMissing({ verdict, coverage: { unreadable } }: CheckData): Phrase {
  if (unreadable === 0 || verdict === 'pass') return [];
  return ['; ', ...plural(unreadable, 'part'), ' of what was asked for could not be read'];
}

function verdictCell(verdict: Outcome): Cell {
  if (verdict === 'pass') return { type: 'text', text: 'pass', tone: 'good' };
  if (verdict === 'fail') return { type: 'text', text: 'FAIL', tone: 'bad' };
  return { type: 'text', text: '????', tone: 'dim' };
}

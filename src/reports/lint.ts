// Trace quality alone, for the team that owns the instrumentation: what detection and the critical
// path could not see, or had to guess.

import { RECORDING_KINDS } from '../aggregates/detector-catalogue.ts';
import type { RecurringFinding } from '../aggregates/recurring-finding.ts';
import { count, type Phrase } from '../model/phrase.ts';
import type { LintData, WarningData } from './contract.ts';
import { examinedFacts } from './examined.ts';
import { findingData, findingView } from './finding-data.ts';
import { plural } from './plural.ts';
import type { Block, Cell, Report } from './report.ts';
import { type CoverageInput, coverageData, type Question, queryData } from './source-data.ts';
import { warningMeaning } from './warning-notes.ts';
import type { WindowFacts } from './window-facts.ts';

export interface LintInput {
  readonly question: Question;
  readonly coverage: CoverageInput;
  readonly facts: WindowFacts;
  readonly top: number;
}

export function buildLintReport(input: LintInput): Report {
  const { facts } = input;
  const findings = facts.findings.filter(({ kind }) => RECORDING_KINDS.has(kind));
  const data: LintData = {
    schema: 'tracescope/lint/1',
    query: queryData(input.question),
    coverage: coverageData(input.coverage),
    warnings: facts.warnings,
    traceCount: facts.traces.length,
    incompleteTraceCount: facts.traces.filter((trace) => trace.incomplete).length,
    findings: findings.map(findingData),
    examined: facts.examined,
    notes: [...facts.findingNotes],
  };
  return {
    verdict: data.traceCount === 0 ? 'no-data' : 'none',
    data,
    recordKeys: ['findings', 'warnings'],
    blocks: lintBlocks(input, data, findings),
  };
}

function lintBlocks(
  input: LintInput,
  data: LintData,
  findings: readonly RecurringFinding[],
): Block[] {
  const facts: Phrase[] = [
    findings.length + data.warnings.length === 0
      ? ['nothing to mend']
      : plural(findings.length, 'finding'),
    ['in ', ...plural(data.traceCount, 'trace')],
    [count(data.incompleteTraceCount), ' incomplete'],
    ...examinedFacts(data.examined),
  ];
  const shown = findings.slice(0, input.top);
  const left = findings.length - shown.length;
  return [
    { kind: 'facts', facts },
    {
      kind: 'findings',
      title: ['findings about the instrumentation'],
      findings: shown.map((finding) => findingView(finding, data.traceCount > 1)),
      ...(left > 0
        ? { more: [count(left), ' more: --top ', count(findings.length)] as Phrase }
        : {}),
    },
    ...warningTable(data.warnings),
    {
      kind: 'notes',
      title: 'What this rests on',
      notes: [...data.examined.reasons, ...data.coverage.notes, ...data.notes],
    },
  ];
}

function warningTable(warnings: readonly WarningData[]): Block[] {
  if (warnings.length === 0) return [];
  return [
    {
      kind: 'table',
      title: ['repaired or set aside while reading'],
      columns: [
        { title: 'SPANS', align: 'right', drop: 0, flex: 0 },
        { title: 'WHAT', align: 'left', drop: 0, flex: 3, least: 30 },
        { title: 'AT MOST', align: 'right', drop: 2, flex: 0 },
        { title: 'EXAMPLE', align: 'left', drop: 1, flex: 0 },
      ],
      rows: warnings.map((warning): Cell[] => [
        count(warning.count),
        { type: 'text', text: warningMeaning(warning.code) },
        warning.maxNs === null ? { type: 'none' } : { type: 'duration', ns: warning.maxNs },
        { type: 'name', text: warning.exampleSpanId },
      ]),
    },
  ];
}

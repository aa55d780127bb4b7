// Calls repeated in a loop, over a window or a file: which statement, how often, around what, and
// what one call instead of many would save. An empty result says what was looked at.

import type { RecurringFinding } from '../aggregates/recurring-findings.ts';
import type { Note } from '../model/notes.ts';
import { count, name, type Phrase } from '../model/phrase.ts';
import type { Nplus1Data } from './contract.ts';
import { examinedFacts, nothingExamined } from './examined.ts';
import { explainWorst, findingData, fingerprintedView } from './finding-data.ts';
import { plainText } from './plain-text.ts';
import { plural } from './plural.ts';
import type { Block, Report } from './report.ts';
import { type CoverageInput, coverageData, type Question, queryData } from './source-data.ts';
import { warningNotes } from './warning-notes.ts';
import type { WindowFacts } from './window-facts.ts';

export interface Nplus1Input {
  readonly question: Question;
  readonly coverage: CoverageInput;
  readonly facts: WindowFacts;
  /** All kinds of repeated calls, not only `nplus1`. */
  readonly all: boolean;
  readonly top: number;
  readonly sourceFlags: readonly string[];
}

/** Kinds that are about repeated calls; `nplus1` alone is a loop that one call could replace. */
export const REPEATED_KINDS: ReadonlySet<string> = new Set([
  'nplus1',
  'repeated-call',
  'duplicate-call',
  'fan-out',
  'pagination',
  'polling',
  'retry',
  'chunked',
  'publish-loop',
]);

export function buildNplus1Report(input: Nplus1Input): Report {
  const { facts } = input;
  const chosen = facts.findings.filter(({ kind }) =>
    input.all ? REPEATED_KINDS.has(kind) : kind === 'nplus1',
  );
  const data: Nplus1Data = {
    schema: 'tracescope/nplus1/1',
    query: queryData(input.question),
    coverage: coverageData(input.coverage),
    warnings: facts.warnings,
    traceCount: facts.traces.length,
    findings: chosen.map(findingData),
    examined: facts.examined,
    notes: [...facts.findingNotes],
  };
  const isBlind = nothingExamined(facts.examined);
  const isEmpty = data.traceCount === 0;
  const isOff = facts.off.has('nplus1');
  return {
    verdict: isEmpty || ((isBlind || isOff) && chosen.length === 0) ? 'no-data' : 'none',
    data,
    recordKeys: ['findings'],
    blocks: nplus1Blocks(input, data, chosen),
  };
}

function nplus1Blocks(
  input: Nplus1Input,
  data: Nplus1Data,
  chosen: readonly RecurringFinding[],
): Block[] {
  const { examined } = data;
  const facts: Phrase[] = [
    chosen.length === 0 ? ['no N+1 found'] : plural(chosen.length, 'finding'),
    ['in ', ...plural(data.traceCount, 'trace')],
    ...examinedFacts(examined),
  ];
  const blocks: Block[] = [{ kind: 'facts', facts }];
  const other =
    input.facts.findings.filter(({ kind }) => REPEATED_KINDS.has(kind)).length - chosen.length;
  if (chosen.length === 0) blocks.push(emptyBlock(data, input));
  const shown = chosen.slice(0, input.top);
  const left = chosen.length - shown.length;
  blocks.push({
    kind: 'findings',
    title: ['worth most first'],
    findings: shown.map((finding) => fingerprintedView(finding, data.traceCount > 1)),
    ...(left > 0 ? { more: [count(left), ' more: --top ', count(chosen.length)] as Phrase } : {}),
  });
  if (!input.all && other > 0) {
    blocks.push({
      kind: 'text',
      tone: 'dim',
      phrase: [
        ...plural(other, 'other group'),
        ' of repeated calls that may be meant (fan-out, pagination, retries …): --all',
      ],
    });
  }
  blocks.push({
    kind: 'notes',
    title: 'What this rests on',
    notes: [
      ...examined.reasons,
      ...silentNotes(input.facts.findings),
      ...data.coverage.notes,
      ...data.notes,
      ...warningNotes(data.warnings),
    ],
  });
  blocks.push(...explainWorst(chosen, input.sourceFlags));
  return blocks;
}

/** Silent entries that are named. */
const SILENT_NAMED = 5;

// A request without database calls, in a service that makes them elsewhere, is not a clean one.
function silentNotes(findings: readonly RecurringFinding[]): Note[] {
  const silent = findings.filter(({ kind }) => kind === 'silent-database');
  const left = silent.length - SILENT_NAMED;
  const rest = { code: 'silent-database', count: left };
  return [
    ...silent
      .slice(0, SILENT_NAMED)
      .map(({ kind, message }) => ({ code: kind, count: 1, text: plainText(message) })),
    ...(left > 0 ? [{ ...rest, text: 'further entries without database calls: see lint' }] : []),
  ];
}

// "Nothing found" is worth as much as what was looked at.
function emptyBlock(data: Nplus1Data, { facts }: Nplus1Input): Block {
  if (data.traceCount === 0) {
    return {
      kind: 'text',
      tone: 'bad',
      phrase: ['No traces in ', name(data.query.source), ', so nothing was looked at.'],
    };
  }
  if (facts.off.has('nplus1')) {
    return {
      kind: 'text',
      tone: 'bad',
      phrase: ['The configuration switches nplus1 off, so no loop was looked for.'],
    };
  }
  if (nothingExamined(data.examined)) {
    return {
      kind: 'text',
      tone: 'bad',
      phrase: [
        'No call in these traces could be examined, so this says nothing: they hold no database, cache, HTTP or RPC spans that can be recognised.',
      ],
    };
  }
  return {
    kind: 'text',
    tone: 'good',
    phrase: ['No call is repeated in a loop that one call could replace.'],
  };
}

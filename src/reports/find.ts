// A window at a glance: how slow, which traces, where the time goes, what to look at next.

import { RECORDING_KINDS } from '../aggregates/detector-catalogue.ts';
import type { RecurringFinding } from '../aggregates/recurring-findings.ts';
import { count, duration, name, type Phrase, percent } from '../model/phrase.ts';
import { displayTraceId } from '../model/trace-id.ts';
import type { FindData, TraceData } from './contract.ts';
import { examinedBlock } from './examined.ts';
import { findingData, findingMark, findingView } from './finding-data.ts';
import { latencyBlock } from './latency.ts';
import { REPEATED_KINDS } from './nplus1.ts';
import { plural } from './plural.ts';
import type { Block, Cell, Column, Report } from './report.ts';
import { type CoverageInput, coverageData, type Question, queryData } from './source-data.ts';
import { warningNotes } from './warning-notes.ts';
import type { WindowFacts } from './window-facts.ts';

/** How the traces are ordered: each key's natural "worst first". */
export const FIND_SORTS = ['latency', 'start', 'spans', 'errors', 'slowest', 'findings'] as const;
export type FindSort = (typeof FIND_SORTS)[number];

export interface FindInput {
  readonly question: Question;
  readonly coverage: CoverageInput;
  readonly facts: WindowFacts;
  readonly sort: FindSort;
  /** Rows of the trace table in text. */
  readonly top: number;
  /** How the source was named on the command line, to repeat in the next command. */
  readonly sourceFlags: readonly string[];
}

/** Rows of the table of operations, and findings, in text. */
const OPERATIONS_SHOWN = 8;
const FINDINGS_SHOWN = 3;

export function buildFindReport(input: FindInput): Report {
  const { facts } = input;
  const data: FindData = {
    schema: 'tracescope/find/1',
    query: queryData(input.question),
    coverage: coverageData(input.coverage),
    warnings: facts.warnings,
    traceCount: facts.traces.length,
    errorTraceCount: facts.traces.filter((trace) => trace.errorSpanCount > 0).length,
    incompleteTraceCount: facts.traces.filter((trace) => trace.incomplete).length,
    services: facts.services,
    latency: facts.latency,
    traces: sorted(facts.traces, input.sort),
    operations: facts.operations,
    findings: facts.findings.map(findingData),
    examined: facts.examined,
    notes: [...facts.latencyNotes, ...facts.operationNotes, ...facts.findingNotes],
  };
  return {
    verdict: data.traceCount === 0 ? 'no-data' : 'none',
    data,
    recordKeys: ['traces', 'operations', 'findings'],
    blocks: data.traceCount === 0 ? emptyBlocks(input, data) : findBlocks(input, data),
  };
}

function sorted(traces: readonly TraceData[], sort: FindSort): TraceData[] {
  const key: Record<FindSort, (trace: TraceData) => number> = {
    latency: (t) => t.durationNs,
    start: (t) => -Date.parse(t.start),
    spans: (t) => t.spanCount,
    errors: (t) => t.errorSpanCount,
    slowest: (t) => t.slowest.onPathNs,
    findings: (t) => t.findings.length,
  };
  const keyOf = key[sort];
  return [...traces].sort(
    (a, b) =>
      keyOf(b) - keyOf(a) || b.durationNs - a.durationNs || (a.traceId < b.traceId ? -1 : 1),
  );
}

function findBlocks(input: FindInput, data: FindData): Block[] {
  const blocks: Block[] = [{ kind: 'facts', facts: headline(data) }];
  blocks.push(latencyBlock(data.latency));
  blocks.push(traceTable(input, data));
  if (data.operations.length > 0) blocks.push(operationTable(data, input.facts.operationTraces));
  if (input.facts.tail)
    blocks.push({
      kind: 'text',
      tone: 'plain',
      label: 'Why the tail is slow',
      phrase: input.facts.tail,
    });
  if (input.facts.findings.length > 0) blocks.push(findingsBlock(input.facts.findings));
  blocks.push(
    examinedBlock(data.examined, { traces: data.traceCount, found: data.findings.length }),
  );
  blocks.push({
    kind: 'notes',
    title: 'Know your sample',
    notes: [...data.coverage.notes, ...data.notes, ...warningNotes(data.warnings)],
  });
  const worst = data.traces[0];
  if (worst) {
    blocks.push({
      kind: 'next',
      commands: [['tracescope', 'explain', displayTraceId(worst.traceId), ...input.sourceFlags]],
    });
  }
  return blocks;
}

function headline(data: FindData): Phrase[] {
  const facts: Phrase[] = [[name(data.query.service ?? data.query.source)]];
  if (data.query.operation !== null) facts.push([name(data.query.operation)]);
  if (data.query.window) {
    facts.push([
      { type: 'instant', us: Date.parse(data.query.window.start) * 1000, withDate: true },
      ' to ',
      { type: 'instant', us: Date.parse(data.query.window.end) * 1000, withDate: false },
    ]);
  }
  const { traces, complete } = data.coverage;
  if (!complete) facts.push([...plural(data.traceCount, 'trace'), ', not all of them']);
  else if (traces > data.traceCount)
    facts.push([...plural(data.traceCount, 'trace'), ' of ', count(traces), ' match']);
  else
    facts.push([
      ...plural(data.traceCount, 'trace'),
      ...(data.traceCount > 1 ? [', all of them'] : []),
    ]);
  if (data.errorTraceCount > 0) facts.push([count(data.errorTraceCount), ' with errors']);
  if (data.incompleteTraceCount > 0) facts.push([count(data.incompleteTraceCount), ' incomplete']);
  facts.push(plural(data.services.length, 'service'));
  return facts;
}

const TRACE_COLUMNS: readonly Column[] = [
  { title: '', align: 'left', drop: 0, flex: 0 },
  { title: 'START', align: 'left', drop: 3, flex: 0 },
  { title: 'TRACE', align: 'left', drop: 0, flex: 0 },
  { title: 'ROOT', align: 'left', drop: 0, flex: 2, least: 12 },
  { title: 'LATENCY', align: 'right', drop: 0, flex: 0 },
  { title: 'SPANS', align: 'right', drop: 4, flex: 0 },
  { title: 'SVCS', align: 'right', drop: 6, flex: 0 },
  { title: 'ERR', align: 'right', drop: 2, flex: 0 },
  { title: 'SLOWEST SPAN', align: 'left', drop: 0, flex: 3, least: 22 },
  { title: 'ON PATH', align: 'right', drop: 5, flex: 0 },
  { title: 'FINDINGS', align: 'left', drop: 1, flex: 1 },
];

function traceTable(input: FindInput, data: FindData): Block {
  const shown = data.traces.slice(0, input.top);
  const left = data.traces.length - shown.length;
  const title: Phrase = input.sort === 'latency' ? ['slowest traces'] : ['traces by ', input.sort];
  return {
    kind: 'table',
    title,
    columns: TRACE_COLUMNS,
    rows: shown.map(traceRow),
    ...(left > 0
      ? { more: [count(left), ' more: --top ', count(data.traces.length)] as Phrase }
      : {}),
  };
}

function traceRow(trace: TraceData): Cell[] {
  const { slowest } = trace;
  const errors: Cell =
    trace.errorSpanCount === 0
      ? { type: 'none' }
      : { type: 'text', text: String(trace.errorSpanCount), tone: 'bad' };
  const times: Phrase = slowest.spanCount > 1 ? [count(slowest.spanCount), ' × '] : [];
  return [
    trace.unusual ? { type: 'text', text: '!', tone: 'bad' } : { type: 'none' },
    { type: 'clock', us: Date.parse(trace.start) * 1000 },
    { type: 'trace-id', id: displayTraceId(trace.traceId) },
    name(trace.operation),
    { type: 'phrase', phrase: [duration(trace.durationNs), ...(trace.incomplete ? ['+'] : [])] },
    count(trace.spanCount),
    count(trace.serviceCount),
    errors,
    {
      type: 'phrase',
      phrase: [...times, name(slowest.operation), ' (', name(slowest.service), ')'],
    },
    { type: 'phrase', phrase: [duration(slowest.onPathNs), ' ', percent(slowest.share)] },
    { type: 'text', text: marksOf(trace) },
  ];
}

function marksOf(trace: TraceData): string {
  const marks = trace.findings
    .filter((finding) => finding.severity !== 'low')
    .map((finding) => findingMark(finding.kind, finding.count));
  return [...new Set(marks)].slice(0, 3).join(', ');
}

const OPERATION_COLUMNS: readonly Column[] = [
  { title: 'OPERATION', align: 'left', drop: 0, flex: 2 },
  { title: 'SERVICE', align: 'left', drop: 0, flex: 1 },
  { title: 'ON PATH', align: 'right', drop: 0, flex: 0 },
  { title: 'SHARE', align: 'right', drop: 0, flex: 0 },
  { title: 'TRACES', align: 'right', drop: 1, flex: 0 },
  { title: 'SPANS', align: 'right', drop: 2, flex: 0 },
  { title: 'WORST', align: 'right', drop: 3, flex: 0 },
];

function operationTable(data: FindData, traces: number): Block {
  const shown = data.operations.slice(0, OPERATIONS_SHOWN);
  const left = data.operations.length - shown.length;
  return {
    kind: 'table',
    title: ['where the time goes: own time on the critical path of ', ...plural(traces, 'trace')],
    columns: OPERATION_COLUMNS,
    rows: shown.map((operation) => [
      name(operation.operation),
      name(operation.service),
      duration(operation.onPathNs),
      percent(operation.share),
      count(operation.traces),
      count(operation.spans),
      duration(operation.worstOnPathNs),
    ]),
    ...(left > 0 ? { more: [count(left), ' more in -o json'] as Phrase } : {}),
  };
}

function findingsBlock(findings: readonly RecurringFinding[]): Block {
  const worth = findings.filter((finding) => finding.severity !== 'low');
  const shown = worth.slice(0, FINDINGS_SHOWN);
  const left = findings.length - shown.length;
  return {
    kind: 'findings',
    title: ['findings, worth most first'],
    findings: shown.map((finding) => findingView(finding, true, true)),
    ...(left > 0
      ? {
          more: whereTheRestIs(
            findings.filter((one) => !shown.includes(one)),
            shown.length > 0,
          ),
        }
      : {}),
  };
}

// Each finding not shown is under one of the other commands, or in JSON alone.
function whereTheRestIs(left: readonly RecurringFinding[], isRest: boolean): Phrase {
  const of = (test: (kind: string) => boolean) => left.filter(({ kind }) => test(kind)).length;
  const places: readonly (readonly [number, string])[] = [
    [of((kind) => kind === 'nplus1'), 'nplus1'],
    [of((kind) => kind !== 'nplus1' && REPEATED_KINDS.has(kind)), 'nplus1 --all'],
    [of((kind) => RECORDING_KINDS.has(kind)), 'lint'],
  ];
  const phrase: Phrase[number][] = [count(left.length), isRest ? ' more' : ' of low severity'];
  const named = places.filter(([times]) => times > 0);
  if (named.length === 0) return [...phrase, ' in -o json'];
  for (const [index, [times, command]] of named.entries())
    phrase.push(index === 0 ? ': ' : ', ', count(times), ` under ${command}`);
  return [...phrase, '; all in -o json'];
}

function emptyBlocks(input: FindInput, data: FindData): Block[] {
  const read: Phrase =
    data.coverage.traces > 0
      ? ['none of the ', ...plural(data.coverage.traces, 'trace'), ' read matches']
      : ['no traces'];
  return [
    { kind: 'text', tone: 'strong', phrase: [...read, ' in ', name(data.query.source)] },
    { kind: 'notes', title: 'Know your sample', notes: input.coverage.notes.list() },
  ];
}

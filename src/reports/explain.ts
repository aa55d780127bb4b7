// One trace explained: the answer in one sentence, the waterfall, what to fix, and what the data
// could not tell.

import type { TraceContext } from '../analyses/analysis.ts';
import { bottleneck } from '../analyses/bottleneck.ts';
import { criticalPath } from '../analyses/critical-path.ts';
import { operationGroups } from '../analyses/operation-groups.ts';
import { selfTime } from '../analyses/self-time.ts';
import { timing } from '../analyses/timing.ts';
import { traceSummary } from '../analyses/trace-summary.ts';
import type { TraceFinding } from '../detectors/detector.ts';
import { count, duration, name, type Phrase } from '../model/phrase.ts';
import { displayTraceId } from '../model/trace-id.ts';
import { bottleneckSentence, chainPhrase, gapPhrase, gapsOf } from './bottleneck-sentence.ts';
import { examinedBlock } from './examined.ts';
import { type ExplainInput, explainData, warningsOf } from './explain-data.ts';
import { findingMark, findingView } from './finding-data.ts';
import { plural } from './plural.ts';
import type { Block, Report } from './report.ts';
import { spanName } from './shown-name.ts';
import { spanBlocks } from './span-detail.ts';
import { warningNotes } from './warning-notes.ts';
import { buildWaterfall } from './waterfall.ts';

export function buildExplainReport(input: ExplainInput): Report {
  const blocks =
    input.span === undefined ? explainBlocks(input) : spanBlocks(input.context, input.span);
  return {
    verdict: 'none',
    recordKeys: ['spans', 'criticalPath', 'findings'],
    blocks,
    // All spans with all attributes: made only for the formats that print them.
    get data() {
      return explainData(input);
    },
  };
}

function explainBlocks(input: ExplainInput): Block[] {
  const { context } = input;
  const { trace } = context;
  const blocks: Block[] = [header(context)];
  blocks.push({
    kind: 'text',
    tone: 'strong',
    label: 'Slowest',
    phrase: bottleneckSentence(context),
  });
  if (context.get(bottleneck).chain.length > 1) {
    blocks.push({ kind: 'text', tone: 'dim', label: 'Path', phrase: chainPhrase(context) });
  }
  const { gaps } = gapsOf(context);
  if (gaps.length > 0) blocks.push(gapsBlock(context, gaps));
  const times = context.get(timing);
  const startNs = trace.startNs.map((start, i) => start + (times.shiftNs[i] as number));
  const waterfall = buildWaterfall(
    {
      trace,
      startNs,
      endNs: startNs.map((start, i) => start + (trace.durationNs[i] as number)),
      selfNs: context.get(selfTime),
      detached: times.detached,
      groupOf: context.get(operationGroups).groupOf,
      segments: context.get(criticalPath).segments,
      marks: marksOf(input.findings),
      grave: graveSpans(input.findings),
    },
    input.waterfall,
  );
  blocks.push(waterfall);
  blocks.push({
    kind: 'findings',
    title: ['Findings'],
    findings: input.recurring.map((finding) => findingView(finding, false)),
  });
  blocks.push(examinedBlock(input.examined, { traces: 1, found: input.recurring.length }));
  blocks.push(...asyncBlocks(context));
  blocks.push({
    kind: 'notes',
    title: 'Data quality',
    notes: [
      ...input.coverage.notes.list(),
      ...input.notes,
      ...warningNotes(warningsOf(context)),
      ...trace.serverNotes,
    ],
  });
  const hidden = waterfall.rows.some((row) => row.type !== 'span');
  blocks.push({ kind: 'next', commands: nextCommands(input, hidden) });
  return blocks;
}

function header(context: TraceContext): Block {
  const { trace } = context;
  const summary = context.get(traceSummary);
  const facts: Phrase[] = [
    [name(summary.root.name)],
    [name(summary.root.service)],
    [duration(summary.latencyNs), ...(summary.incomplete ? [' (incomplete)'] : [])],
    plural(summary.spanCount, 'span'),
    plural(summary.services.length, 'service'),
  ];
  if (summary.errorSpanCount > 0) facts.push(plural(summary.errorSpanCount, 'error'));
  facts.push([{ type: 'instant', us: startUs(context), withDate: true }]);
  facts.push(['trace ', { type: 'trace-id', id: displayTraceId(trace.id) }]);
  return { kind: 'facts', facts };
}

function startUs(context: TraceContext): number {
  const { trace } = context;
  return trace.startUs + Math.floor(((trace.startNs[0] ?? 0) + trace.startRestNs) / 1000);
}

function gapsBlock(context: TraceContext, gaps: ReturnType<typeof gapsOf>['gaps']): Block {
  const longest = [...gaps].sort((a, b) => b.endNs - b.startNs - (a.endNs - a.startNs)).slice(0, 3);
  const phrase: Phrase[number][] = [];
  for (const gap of longest) {
    if (phrase.length > 0) phrase.push('; ');
    phrase.push(...gapPhrase(context, gap));
  }
  phrase.push('. Its own code, or calls that are not instrumented.');
  return { kind: 'text', tone: 'dim', label: 'No span for', phrase };
}

function marksOf(findings: readonly TraceFinding[]): Map<number, string> {
  const marks = new Map<number, string>();
  // Worst first: the first mark of a span stays.
  for (const finding of findings) {
    // The row says "error" already.
    if (finding.kind === 'error-origin' && finding.severity === 'low') continue;
    const mark = findingMark(finding.kind, finding.count);
    const spans = finding.spans.length > 0 ? finding.spans : [finding.anchor];
    for (const span of spans) if (!marks.has(span)) marks.set(span, mark);
  }
  return marks;
}

function graveSpans(findings: readonly TraceFinding[]): Set<number> {
  return new Set(findings.flatMap(({ severity, spans }) => (severity === 'low' ? [] : spans)));
}

// Work that nobody waited for is not in the latency, but somebody may be waiting elsewhere.
function asyncBlocks(context: TraceContext): Block[] {
  const { trace } = context;
  const { detachedSpans } = context.get(timing);
  const { extentNs, latencyNs } = context.get(traceSummary);
  const blocks: Block[] = [];
  if (detachedSpans.length > 0) {
    const phrase: Phrase[number][] = [
      ...plural(detachedSpans.length, 'span'),
      ' that nobody waited for: ',
    ];
    for (const [position, span] of detachedSpans.slice(0, 3).entries()) {
      if (position > 0) phrase.push(', ');
      phrase.push(
        name(trace.service(span)),
        ' ',
        spanName(trace, span),
        ' ',
        duration(trace.durationNs[span] as number),
      );
      phrase.push(
        ' from ',
        duration((trace.startNs[span] as number) - (trace.startNs[0] as number)),
      );
    }
    if (detachedSpans.length > 3) phrase.push(', and ', count(detachedSpans.length - 3), ' more');
    if (extentNs > latencyNs * 1.01)
      phrase.push(
        detachedSpans.length > 1 ? '. With them' : '. With it',
        ' the trace lasts ',
        duration(extentNs),
      );
    blocks.push({ kind: 'text', tone: 'plain', label: 'Asynchronous', phrase: [...phrase, '.'] });
  }
  if (trace.roots.length > 1) blocks.push(otherRoots(context));
  return blocks;
}

function otherRoots(context: TraceContext): Block {
  const { trace } = context;
  const others = trace.roots.slice(1);
  const phrase: Phrase[number][] = [...plural(others.length, 'tree'), ' beside the root: '];
  for (const [position, root] of others.slice(0, 3).entries()) {
    if (position > 0) phrase.push(', ');
    phrase.push(
      name(trace.service(root)),
      ' ',
      spanName(trace, root),
      ' ',
      duration(trace.durationNs[root] as number),
    );
  }
  if (others.length > 3) phrase.push(', and ', count(others.length - 3), ' more');
  return { kind: 'text', tone: 'plain', label: 'Also in this trace', phrase: [...phrase, '.'] };
}

function nextCommands(input: ExplainInput, hidden: boolean): string[][] {
  const { trace } = input.context;
  const base = ['tracescope', 'explain', displayTraceId(trace.id), ...input.sourceFlags];
  const commands: string[][] = [];
  const failed = trace.failed.findIndex((f, i) => f === 1 && trace.events(i).length > 0);
  const slowest = input.context.get(bottleneck).bottleneck?.exampleSpan;
  const span = failed >= 0 ? failed : slowest;
  if (span !== undefined) commands.push([...base, '--span', trace.spanId(span)]);
  if (hidden && !input.waterfall.full) commands.push([...base, '--full']);
  return commands;
}

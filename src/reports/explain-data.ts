// One trace in the contract, complete: every span with all that was recorded, the whole path.

import type { RecurringFinding } from '../aggregates/recurring-finding.ts';
import type { TraceContext } from '../analyses/analysis.ts';
import { bottleneck, type OperationShare } from '../analyses/bottleneck.ts';
import { criticalPath } from '../analyses/critical-path.ts';
import { traceSummary } from '../analyses/trace-summary.ts';
import type { TraceFinding } from '../detectors/detector.ts';
import type { Note } from '../model/notes.ts';
import { gapsOf } from './bottleneck-sentence.ts';
import type { ExaminedData, ExplainData, WarningData } from './contract.ts';
import { findingData } from './finding-data.ts';
import {
  type CoverageInput,
  coverageData,
  type Question,
  queryData,
  WarningTotals,
} from './source-data.ts';
import { spanData } from './span-data.ts';
import { traceData, traceFindingData } from './trace-data.ts';
import type { WaterfallOptions } from './waterfall.ts';

export interface ExplainInput {
  readonly question: Question;
  readonly coverage: CoverageInput;
  readonly context: TraceContext;
  readonly findings: readonly TraceFinding[];
  readonly recurring: readonly RecurringFinding[];
  readonly examined: ExaminedData;
  /** About detection: what broke, what was left out as accepted. */
  readonly notes: readonly Note[];
  readonly waterfall: WaterfallOptions;
  /** Preorder index of the span asked for with `--span`. */
  readonly span?: number | undefined;
  /** How the source was named on the command line, to repeat in the next command. */
  readonly sourceFlags: readonly string[];
}

export function explainData(input: ExplainInput): ExplainData {
  const { context } = input;
  const { trace } = context;
  const { operations, chain } = context.get(bottleneck);
  const { segments } = context.get(criticalPath);
  const path: ExplainData['criticalPath'] = [];
  for (let s = 0; s < segments.length; s++) {
    path.push({
      spanId: trace.spanId(segments.span[s] as number),
      startNs: segments.startNs[s] as number,
      endNs: segments.endNs[s] as number,
      concurrentNs: segments.concurrentNs[s] as number,
    });
  }
  const spans: ExplainData['spans'] = [];
  for (let i = 0; i < trace.size; i++) spans.push(spanData(context, i));
  const own = gapsOf(context);
  const idOf = (index: number) => (index < 0 ? null : trace.spanId(index));
  const shares = operations.map((share) => shareData(context, share));
  return {
    schema: 'tracescope/explain/1',
    query: queryData(input.question),
    coverage: coverageData(input.coverage),
    warnings: warningsOf(context),
    trace: traceData(
      context,
      input.findings.map((finding) => traceFindingData(context, finding)),
    ),
    bottleneck: shares[0] ?? null,
    chain: chain.map(({ span, inclusiveNs }) => ({
      spanId: trace.spanId(span),
      service: trace.service(span),
      operation: trace.name(span),
      inclusiveNs,
    })),
    operations: shares,
    criticalPath: path,
    gaps: own.gaps.map(({ startNs, endNs, after, before }) => ({
      spanId: trace.spanId(own.span),
      startNs,
      endNs,
      after: idOf(after),
      before: idOf(before),
    })),
    spans,
    findings: input.recurring.map(findingData),
    examined: input.examined,
    notes: [...input.notes],
  };
}

export function warningsOf(context: TraceContext): WarningData[] {
  const warnings = new WarningTotals();
  warnings.add(context.trace.id, context.get(traceSummary).warnings);
  return warnings.list();
}

function shareData(
  context: TraceContext,
  share: OperationShare,
): ExplainData['operations'][number] {
  return {
    service: share.service,
    operation: share.name,
    onPathNs: share.onPathNs,
    share: share.share,
    selfNs: share.selfNs,
    spanCount: share.spans,
    exampleSpanId: context.trace.spanId(share.exampleSpan),
    headroomNs: share.headroomNs,
    savableNs: share.savableNs,
  };
}

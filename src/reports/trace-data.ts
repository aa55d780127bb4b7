// One trace in the contract: its header, its slowest operation, its findings.

import type { TraceContext } from '../analyses/analysis.ts';
import { bottleneck } from '../analyses/bottleneck.ts';
import { traceSummary } from '../analyses/trace-summary.ts';
import type { TraceFinding } from '../detectors/detector.ts';
import { instantText } from '../lib/instant-text.ts';
import type { TraceData, TraceFindingData } from './contract.ts';
import { shownName } from './shown-name.ts';

/** Everything `find` keeps of a trace; numbers and names only. */
export function traceData(context: TraceContext, findings: TraceData['findings']): TraceData {
  const { trace } = context;
  const summary = context.get(traceSummary);
  return {
    traceId: trace.id,
    start: instantText(trace.startUs, trace.startRestNs, trace.startNs[0] ?? 0),
    service: summary.root.service,
    operation: summary.root.name,
    spanCount: summary.spanCount,
    serviceCount: summary.services.length,
    errorSpanCount: summary.errorSpanCount,
    durationNs: summary.latencyNs,
    extentNs: summary.extentNs,
    incomplete: summary.incomplete,
    unusual: false,
    slowest: slowestOf(context),
    findings,
  };
}

function slowestOf(context: TraceContext): TraceData['slowest'] {
  const { trace } = context;
  const top = context.get(bottleneck).bottleneck;
  if (!top) {
    // A root of no length: there is no path to share out.
    const root = {
      spanId: trace.spanId(0),
      service: trace.service(0),
      operation: shownName(trace, 0),
    };
    return { ...root, spanCount: 1, onPathNs: 0, share: 0 };
  }
  return {
    spanId: trace.spanId(top.exampleSpan),
    service: top.service,
    operation: top.name,
    spanCount: top.spans,
    onPathNs: top.onPathNs,
    share: top.share,
  };
}

/** A finding as its trace's row names it. */
export function traceFindingData(context: TraceContext, finding: TraceFinding): TraceFindingData {
  const { trace } = context;
  return {
    kind: finding.kind,
    fingerprint: finding.fingerprint,
    severity: finding.severity,
    confidence: finding.confidence,
    count: finding.count,
    service: trace.service(finding.anchor),
    operation: shownName(trace, finding.anchor),
    template: finding.template,
  };
}

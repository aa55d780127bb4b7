// From one trace to its report: analyses, detectors, and what they could look at.

import { RecurringFindings } from '../aggregates/recurring-findings.ts';
import { TraceContext } from '../analyses/analysis.ts';
import { examinedCalls } from '../analyses/examined-calls.ts';
import { runDetectors } from '../detectors/run-detectors.ts';
import type { Trace } from '../model/trace.ts';
import { ExaminedTotals } from './examined.ts';
import { buildExplainReport, type ExplainInput } from './explain.ts';
import type { Report } from './report.ts';

export interface ExplainTraceInput
  extends Pick<ExplainInput, 'question' | 'coverage' | 'waterfall' | 'span' | 'sourceFlags'> {
  readonly trace: Trace;
}

export function explainTrace({ trace, ...input }: ExplainTraceInput): Report {
  const context = new TraceContext(trace);
  const findings = runDetectors(context);
  const recurring = new RecurringFindings();
  recurring.add(context, findings);
  const examined = new ExaminedTotals();
  examined.add(context.get(examinedCalls));
  return buildExplainReport({
    ...input,
    context,
    findings,
    recurring: recurring.result(),
    examined: examined.data(),
  });
}

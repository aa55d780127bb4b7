// From one trace to its report: analyses, detectors, and what they could look at.

import { RecurringFindings } from '../aggregates/recurring-findings.ts';
import { TraceContext } from '../analyses/analysis.ts';
import { examinedCalls } from '../analyses/examined-calls.ts';
import { DEFAULT_DETECTION_OPTIONS, type DetectionOptions } from '../detectors/options.ts';
import { runDetectors } from '../detectors/run-detectors.ts';
import { Notes } from '../model/notes.ts';
import type { Trace } from '../model/trace.ts';
import { acceptFindings } from './accepted-findings.ts';
import { ExaminedTotals } from './examined.ts';
import { buildExplainReport } from './explain.ts';
import type { ExplainInput } from './explain-data.ts';
import type { Report } from './report.ts';

export interface ExplainTraceInput
  extends Pick<ExplainInput, 'question' | 'coverage' | 'waterfall' | 'span' | 'sourceFlags'> {
  readonly trace: Trace;
  readonly detection?: DetectionOptions | undefined;
  /** The day, `YYYY-MM-DD`, that suppressions must outlast. */
  readonly today?: string | undefined;
}

export function explainTrace({
  trace,
  detection = DEFAULT_DETECTION_OPTIONS,
  today = '',
  ...input
}: ExplainTraceInput): Report {
  const context = new TraceContext(trace);
  const notes = new Notes();
  const findings = runDetectors(context, detection, notes);
  const recurring = new RecurringFindings(detection);
  recurring.add(context, findings);
  const accepted = acceptFindings(recurring.result(), detection, today, notes, { whole: false });
  const examined = new ExaminedTotals();
  examined.add(context.get(examinedCalls));
  return buildExplainReport({
    ...input,
    context,
    findings: findings.filter(({ fingerprint }) => !accepted.fingerprints.has(fingerprint)),
    recurring: accepted.kept,
    notes: notes.list(),
    examined: examined.data(),
  });
}

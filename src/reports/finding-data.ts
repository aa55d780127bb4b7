// Findings in the contract and as paragraphs: one shape for every command.

import type { RecurringFinding } from '../aggregates/recurring-findings.ts';
import { count, duration, durations, type Phrase } from '../model/phrase.ts';
import { displayTraceId } from '../model/trace-id.ts';
import type { FindingData } from './contract.ts';
import { plainText } from './plain-text.ts';
import type { FindingView, NextBlock } from './report.ts';

export function findingData(finding: RecurringFinding): FindingData {
  return {
    kind: finding.kind,
    fingerprint: finding.fingerprint,
    severity: finding.severity,
    confidence: finding.confidence,
    callClass: finding.callClass ?? null,
    shape: finding.shape ?? null,
    service: finding.service,
    operation: finding.operation,
    entryService: finding.entryService,
    entryOperation: finding.entryOperation,
    template: finding.template,
    count: finding.worst.count,
    counts: { min: finding.counts.min, median: finding.counts.median, max: finding.counts.max },
    traces: { affected: finding.traces.affected, of: finding.traces.of },
    worst: {
      traceId: finding.worst.traceId,
      anchorSpanId: finding.worst.anchorSpanId,
      spanIds: [...finding.worst.spanIds],
    },
    onPathNs: finding.onPathNs,
    savingNs: { low: finding.savingNs.low, high: finding.savingNs.high },
    message: plainText(finding.message),
    advice: plainText(finding.advice),
    remarks: finding.remarks.map(plainText),
  };
}

/**
 * The finding as a paragraph; `ofMany` adds in how many traces it was seen, `brief` leaves out what
 * only those need who are about to fix it.
 */
export function findingView(
  finding: RecurringFinding,
  ofMany: boolean,
  brief = false,
): FindingView {
  const { counts, traces, worst } = finding;
  const spread: Phrase = [
    'N ',
    count(counts.min),
    ' to ',
    count(counts.max),
    ', median ',
    count(counts.median),
  ];
  const remarks: Phrase[] = brief ? [] : [...finding.remarks];
  if (ofMany)
    remarks.unshift(['worst: trace ', { type: 'trace-id', id: displayTraceId(worst.traceId) }]);
  if (ofMany && !brief && counts.min !== counts.max) remarks.unshift(spread);
  const seen: Phrase = ['   in ', count(traces.affected), ' of ', count(traces.of), ' traces'];
  return {
    title: [...costPhrase(finding), ...(ofMany && traces.of > 1 ? seen : [])],
    severity: finding.severity,
    confidence: finding.confidence,
    message: finding.message,
    advice: finding.advice,
    remarks,
    fingerprint: finding.fingerprint,
  };
}

// What it costs comes first: that is what findings are compared by.
function costPhrase({ savingNs, onPathNs }: RecurringFinding): Phrase {
  const held: Phrase = onPathNs > 0 ? ['   ', duration(onPathNs), ' on path'] : [];
  if (savingNs.high <= 0) return ['no latency to gain', ...held];
  if (savingNs.low <= 0) return ['saves up to ', duration(savingNs.high), ...held];
  return ['saves ', durations(savingNs.low, savingNs.high), ...held];
}

/** What people call a kind. */
export function kindTitle(kind: string): string {
  return kind === 'nplus1' ? 'N+1' : kind.replaceAll('-', ' ');
}

/** "N+1 ×41" for table cells and waterfall rows. */
export function findingMark(kind: string, times: number): string {
  return times > 1 ? `${kindTitle(kind)} ×${times}` : kindTitle(kind);
}

/** The command that shows the worst trace of the first finding. */
export function explainWorst(
  findings: readonly RecurringFinding[],
  sourceFlags: readonly string[],
): NextBlock[] {
  const [worst] = findings;
  if (!worst) return [];
  const id = displayTraceId(worst.worst.traceId);
  return [{ kind: 'next', commands: [['tracescope', 'explain', id, ...sourceFlags]] }];
}

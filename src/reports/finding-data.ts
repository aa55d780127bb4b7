// Findings in the contract and as paragraphs: one shape for every command.

import type { RecurringFinding } from '../aggregates/recurring-findings.ts';
import { count, name, type Phrase } from '../model/phrase.ts';
import { displayTraceId } from '../model/trace-id.ts';
import type { FindingData } from './contract.ts';
import { plainText } from './plain-text.ts';
import type { FindingView } from './report.ts';

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

/** The finding as a paragraph; `ofMany` adds in how many traces it was seen. */
export function findingView(finding: RecurringFinding, ofMany: boolean): FindingView {
  const seen: Phrase = [
    'in ',
    count(finding.traces.affected),
    ' of ',
    count(finding.traces.of),
    ' traces',
  ];
  const counts: Phrase = [
    'N ',
    count(finding.counts.min),
    ' to ',
    count(finding.counts.max),
    ', median ',
    count(finding.counts.median),
  ];
  const isVaried = finding.counts.min !== finding.counts.max;
  return {
    title: titleOf(finding, ofMany ? seen : []),
    severity: finding.severity,
    confidence: finding.confidence,
    message: finding.message,
    advice: finding.advice,
    remarks: [
      ...(ofMany && isVaried ? [counts] : []),
      ...(ofMany
        ? [
            [
              'worst: trace ',
              { type: 'trace-id', id: displayTraceId(finding.worst.traceId) },
            ] as Phrase,
          ]
        : []),
      ...finding.remarks,
    ],
    fingerprint: finding.fingerprint,
  };
}

function titleOf(finding: RecurringFinding, seen: Phrase): Phrase {
  const times: Phrase = finding.worst.count > 1 ? [' ×', count(finding.worst.count)] : [];
  const where: Phrase = ['  ', name(finding.service), ' ', name(finding.operation)];
  return [kindTitle(finding.kind), ...times, ...where, ...(seen.length > 0 ? ['  ', ...seen] : [])];
}

/** What people call a kind. */
export function kindTitle(kind: string): string {
  return kind === 'nplus1' ? 'N+1' : kind.replaceAll('-', ' ');
}

/** "N+1 ×41" for table cells and waterfall rows. */
export function findingMark(kind: string, times: number): string {
  return times > 1 ? `${kindTitle(kind)} ×${times}` : kindTitle(kind);
}

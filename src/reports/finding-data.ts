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
    looseFingerprint: finding.looseFingerprint,
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
    counts: {
      min: finding.counts.min,
      median: finding.counts.median,
      p95: finding.counts.p95,
      max: finding.counts.max,
    },
    traces: { affected: finding.traces.affected, of: finding.traces.of },
    worst: {
      traceId: finding.worst.traceId,
      anchorSpanId: finding.worst.anchorSpanId,
      spanIds: [...finding.worst.spanIds],
    },
    onPathNs: finding.onPathNs,
    savingNs: { low: finding.savingNs.low, high: finding.savingNs.high },
    savingsNs: { p50: { ...finding.savings.p50 }, p95: { ...finding.savings.p95 } },
    avoidableCalls: finding.avoidableCalls ?? null,
    callTimes: finding.callTimes ? { ...finding.callTimes } : null,
    nsPerCall: finding.nsPerCall ?? null,
    callsPerRow: finding.callsPerRow ?? null,
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
  const { traces } = finding;
  const remarks: Phrase[] = [];
  if (ofMany && !brief) remarks.push(...spreadOfCounts(finding));
  if (ofMany) remarks.push(...spreadOfSaving(finding), worstTrace(finding));
  if (!brief) remarks.push(...finding.remarks);
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

/** The same with both fingerprints, for those who are about to accept it. */
export function fingerprintedView(finding: RecurringFinding, ofMany: boolean): FindingView {
  const { fingerprint, looseFingerprint } = finding;
  const view = findingView(finding, ofMany);
  return fingerprint === looseFingerprint ? view : { ...view, looseFingerprint };
}

function worstTrace({ worst }: RecurringFinding): Phrase {
  return ['worst: trace ', { type: 'trace-id', id: displayTraceId(worst.traceId) }];
}

function spreadOfCounts({ counts, traces, avoidableCalls = 0 }: RecurringFinding): Phrase[] {
  const { min, median, max } = counts;
  const phrases: Phrase[] = [];
  if (min !== max) phrases.push(['N ', count(min), ' to ', count(max), ', median ', count(median)]);
  if (traces.affected > 1 && avoidableCalls > 0)
    phrases.push([count(avoidableCalls), ' avoidable calls in all']);
  return phrases;
}

/** From here on the p95 of a sample is not its maximum, which is told already. */
const P95_TRACES = 20;

// The title tells the worst trace; this is what to expect of the others.
function spreadOfSaving({ savings, traces }: RecurringFinding): Phrase[] {
  if (traces.affected < 2 || savings.p95.high <= 0) return [];
  const p95: Phrase = traces.affected < P95_TRACES ? [] : [', p95 ', ...savingPhrase(savings.p95)];
  const over: Phrase = [' over ', count(traces.affected), ' traces'];
  return [['saving p50 ', ...savingPhrase(savings.p50), ...p95, ...over]];
}

function savingPhrase({ low, high }: { readonly low: number; readonly high: number }): Phrase {
  if (high <= 0) return ['nothing'];
  return low <= 0 ? ['up to ', duration(high)] : [durations(low, high)];
}

// What it costs comes first: that is what findings are compared by.
function costPhrase({ savingNs, onPathNs }: RecurringFinding): Phrase {
  const held: Phrase = onPathNs > 0 ? ['   ', duration(onPathNs), ' on path'] : [];
  if (savingNs.high <= 0) return ['no latency to gain', ...held];
  return ['saves ', ...savingPhrase(savingNs), ...held];
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

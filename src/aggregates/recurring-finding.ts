// One finding over many traces: how often, how large, and its worst example.

import type { CallClass, Confidence, Severity } from '../detectors/detector.ts';
import type { Phrase } from '../model/phrase.ts';
import type { SavingSpread } from './saving-spread.ts';

/** How many calls, over the traces that have them. */
export interface CountDistribution {
  readonly min: number;
  readonly median: number;
  readonly p95: number;
  readonly max: number;
}

/** How long all calls of one statement by one service take, waits for a connection left out. */
export interface CallTimes {
  readonly calls: number;
  readonly p50Ns: number;
  readonly p95Ns: number;
}

export interface RecurringFinding {
  readonly kind: string;
  readonly fingerprint: string;
  /** Without the anchor; equal to the fingerprint where there is none. */
  readonly looseFingerprint: string;
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly callClass: CallClass | undefined;
  readonly shape: string | undefined;
  /** Of the anchor in the worst trace. */
  readonly service: string;
  readonly operation: string;
  /** Of the unit of work: its service and what it serves, `GET /orders/{id}`. */
  readonly entryService: string;
  readonly entryOperation: string;
  readonly template: string;
  readonly counts: CountDistribution;
  /** Traces that have it, of those that serve the entry operation. */
  readonly traces: { readonly affected: number; readonly of: number };
  readonly worst: {
    readonly traceId: string;
    readonly anchorSpanId: string;
    readonly spanIds: readonly string[];
    readonly count: number;
  };
  /** Of the worst trace, as is `savingNs`. */
  readonly onPathNs: number;
  readonly savingNs: { readonly low: number; readonly high: number };
  /**
   * Over the affected traces, so that it is told beside their counts. Where the group stayed below
   * its minimum the trace is affected, but nothing was weighed in it: it counts as saving 0.
   */
  readonly savings: SavingSpread;
  /**
   * Calls beyond the first of each affected trace, in all; the largest group of a trace counts.
   * Undefined for kinds whose calls are needed: pages, batches, tries.
   */
  readonly avoidableCalls: number | undefined;
  /** For slow queries, where enough calls were seen: of this statement, fast ones included. */
  readonly callTimes?: CallTimes | undefined;
  readonly message: Phrase;
  readonly advice: Phrase;
  readonly remarks: readonly Phrase[];
  /** Nanoseconds per call, where the traces tell: time grows with the count. */
  readonly nsPerCall?: number | undefined;
  /** Calls per row that the read before returned, where recorded. */
  readonly callsPerRow?: number | undefined;
}

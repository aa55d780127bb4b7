// Interface agreed for reports; the aggregate over many traces follows here.

import type { TraceContext } from '../analyses/analysis.ts';
import type { CallClass, Confidence, Severity, TraceFinding } from '../detectors/detector.ts';
import type { Phrase } from '../model/phrase.ts';

export interface RecurringFinding {
  readonly kind: string;
  readonly fingerprint: string;
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly callClass: CallClass | undefined;
  readonly shape: string | undefined;
  readonly service: string;
  readonly operation: string;
  readonly entryService: string;
  readonly entryOperation: string;
  readonly template: string;
  readonly counts: { readonly min: number; readonly median: number; readonly p95: number; readonly max: number };
  readonly traces: { readonly affected: number; readonly of: number };
  readonly worst: {
    readonly traceId: string;
    readonly anchorSpanId: string;
    readonly spanIds: readonly string[];
    readonly count: number;
  };
  readonly onPathNs: number;
  readonly savingNs: { readonly low: number; readonly high: number };
  readonly message: Phrase;
  readonly advice: Phrase;
  readonly remarks: readonly Phrase[];
}

export class RecurringFindings {
  add(_context: TraceContext, _findings: readonly TraceFinding[]): void {}
  result(): RecurringFinding[] {
    return [];
  }
}

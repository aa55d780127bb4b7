// The one interface of all detectors. A detector looks at one trace through its context and
// returns findings as data: no formatting, no printing, no thresholds hidden elsewhere.

import type { TraceContext } from '../analyses/analysis.ts';
import type { CallClass } from '../analyses/calls/call.ts';
import type { Phrase } from '../model/phrase.ts';
import type { DetectionOptions } from './options.ts';

export const SEVERITIES = ['low', 'medium', 'high', 'critical'] as const;
export type Severity = (typeof SEVERITIES)[number];

export const CONFIDENCES = ['low', 'medium', 'high'] as const;
export type Confidence = (typeof CONFIDENCES)[number];

export type { CallClass };

/** One problem found in one trace. Span indices are preorder positions in that trace. */
export interface TraceFinding {
  /** Which verdict: `nplus1`, `repeated-call`, …; one of the detector's `meta.kinds`. */
  readonly kind: string;
  /** Equal fingerprint means the same place in the code; stable across traces and runs. */
  readonly fingerprint: string;
  /** As the fingerprint, without the anchor: survives another way of instrumenting. */
  readonly looseFingerprint?: string | undefined;
  readonly severity: Severity;
  readonly confidence: Confidence;
  /** Hundredths, 0 to 100, behind `confidence`. */
  readonly confidencePoints: number;
  /** What evidence from other traces cannot exceed; 100 unless told. */
  readonly confidenceCap?: number | undefined;
  /** The span that contains the problem: the loop's body, the waiting parent. */
  readonly anchor: number;
  /** The entry span of the unit of work the anchor belongs to. */
  readonly entry: number;
  readonly callClass: CallClass | undefined;
  /** sequential | queued | waves | recursive | parallel, where it applies. */
  readonly shape?: string | undefined;
  /** Normalised statement, route or operation; never holds literal values. */
  readonly template: string;
  /** Logical calls after layers were folded and retries merged (the N of N+1). */
  readonly count: number;
  /** The spans at fault, outermost layer of each logical call, in order of start. */
  readonly spans: readonly number[];
  /** The source query (the 1 of N+1), where one was found. */
  readonly source?: number | undefined;
  /** Time these calls hold their critical path. */
  readonly onPathNs: number;
  /** What fixing it saves on the end-to-end latency of the trace; 0 to 0 off the path. */
  readonly savingNs: { readonly low: number; readonly high: number };
  /** One sentence: what happens, where, how often, what it costs. */
  readonly message: Phrase;
  /** One sentence: what to do. */
  readonly advice: Phrase;
  /** Short facts that belong beside it: "arguments not recorded", "list size not recorded". */
  readonly remarks: readonly Phrase[];
  /** Equal for findings of one loop: several calls per iteration. */
  readonly loopId?: string | undefined;
  /** Counts of all units of work of the trace that have this finding; `count` is the largest. */
  readonly countInAllUnits?: number | undefined;
  /** Service and entry name of the unit, ids taken out: `GET /orders/{id}`. */
  readonly entryName?: string | undefined;
  /** Serves a message or timer rather than a caller. */
  readonly background?: boolean | undefined;
}

export interface DetectorMeta {
  /** Kebab-case, the file's name. */
  readonly id: string;
  readonly title: string;
  /** One or two sentences: what it finds and why that matters. */
  readonly description: string;
  /** The finding kinds it can return. */
  readonly kinds: readonly string[];
  /** Kinds that fail `check --no-nplus1`. */
  readonly failing: readonly string[];
  /** What `lint` reports: how traces were recorded, not what the requests did. */
  readonly about?: 'recording';
}

export interface Detector {
  readonly meta: DetectorMeta;
  /** Pure and synchronous; linear in the number of spans. */
  detect(context: TraceContext, options: DetectionOptions): TraceFinding[];
}

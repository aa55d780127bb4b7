// A verdict on calls that repeat: what kind of repetition, where, how often, at what price. The
// facts only; detectors weigh and word them.

import type { Call } from './call.ts';
import type { CallLoop } from './call-loops.ts';
import type { LoopCost } from './loop-saving.ts';
import type { LoopShape } from './loop-shape.ts';
import type { SourceQuery } from './source-query.ts';

export type RepeatedCallKind =
  /** A loop of equal calls that one call could replace. */
  | 'nplus1'
  /** The same call from unrelated places: cache or pass the value. */
  | 'repeated-call'
  /** The same call with the same arguments: remember the answer. */
  | 'duplicate-call'
  /** In flight together. */
  | 'fan-out'
  | 'pagination'
  | 'polling'
  /** Tries of one call. */
  | 'retry'
  /** Batched already, in several batches. */
  | 'chunked'
  /** Messages sent one by one. */
  | 'publish-loop';

export interface RepeatedCall {
  readonly kind: RepeatedCallKind;
  readonly loop: CallLoop;
  readonly shape: LoopShape | 'recursive';
  /** Most calls open at once. */
  readonly open: number;
  /** Final tries, in order of start. */
  readonly calls: readonly Call[];
  /** Items: layers folded, tries merged, pages joined. */
  readonly count: number;
  /** Spans that make up the calls, all layers and tries. */
  readonly spanCount: number;
  /** Tries beyond the first of each item. */
  readonly retried: number;
  /** Different arguments; null when not recorded. */
  readonly distinctArguments: number | null;
  readonly write: boolean;
  readonly source: SourceQuery | undefined;
  /** Calls made by other services below these calls. */
  readonly amplification: number;
  readonly listSizeUnknown: boolean;
  readonly maybePaging: boolean;
  readonly truncated: boolean;
  readonly adopted: boolean;
  /** The round trip of an empty statement bounds the saving from below. */
  readonly roundTripSeen: boolean;
  readonly cost: LoopCost;
  readonly confidencePoints: number;
  readonly confidenceCap: number;
  readonly fingerprint: string;
  readonly looseFingerprint: string;
  /** Equal for loops of one place with one count; undefined for a loop on its own. */
  readonly loopId: string | undefined;
  /** Units of this trace with the same finding, this one included, and their counts summed. */
  readonly units: number;
  readonly countInAllUnits: number;
}

/** A group below its minimum: counts once its fingerprint has qualified in another trace. */
export interface SmallGroup {
  /** What the fingerprint is made of, not yet hashed. */
  readonly fingerprintParts: readonly string[];
  readonly loop: CallLoop;
  /** Rows that the read before it returned, where recorded. */
  readonly sourceRows: number | undefined;
}

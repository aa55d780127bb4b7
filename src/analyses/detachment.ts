// Which children their parent did not wait for. They are roots of their own analysis: what they do
// is no part of the latency, however long it takes.

import { KIND_CONSUMER, KIND_PRODUCER } from '../model/span-kind.ts';
import type { Trace } from '../model/trace.ts';
import type { TraceWarnings } from '../model/trace-warnings.ts';

/** Why a span is detached; the position is the code in the column, 0 means that it is not. */
export const DETACHED_REASONS = [
  'blocking',
  'follows-from',
  'messaging',
  'before-parent',
  'after-parent',
  'outlives-parent',
] as const;
export type DetachedReason = Exclude<(typeof DETACHED_REASONS)[number], 'blocking'>;

const BLOCKING = 0;
const FOLLOWS_FROM = 1;
const MESSAGING = 2;
const BEFORE_PARENT = 3;
const AFTER_PARENT = 4;
const OUTLIVES_PARENT = 5;

/** Times are those after clock correction, not yet cut. */
export interface PlacedSpans {
  readonly startNs: Float64Array;
  readonly endNs: Float64Array;
  readonly clock: Int32Array;
  /** How much later than recorded each span may have run. */
  readonly grainNs: Float64Array;
}

/** The reason code of every span; roots are 0. Warns of `outside-parent`, `outlives-parent`. */
export function findDetached(
  trace: Trace,
  spans: PlacedSpans,
  warnings: TraceWarnings,
): Uint8Array {
  const { startNs, endNs, clock } = spans;
  const detached = new Uint8Array(trace.size);
  // 1 where a child with a length, not detached for other reasons, ended in time.
  const hasFinishedChild = new Uint8Array(trace.size);
  for (let i = 0; i < trace.size; i++) {
    const parent = trace.parent[i] as number;
    if (parent < 0) continue;
    const reason = plainReason(trace, spans, i, parent);
    detached[i] = reason;
    if (reason === BEFORE_PARENT || reason === AFTER_PARENT) {
      const gapNs = outsideNs(spans, i, parent);
      warnings.add('outside-parent', trace.spanId(i), gapNs);
    }
    const hasLength = (endNs[i] as number) > (startNs[i] as number);
    if (reason === BLOCKING && hasLength && latenessNs(trace, spans, i, parent) <= 0) {
      hasFinishedChild[parent] = 1;
    }
  }
  for (let i = 0; i < trace.size; i++) {
    const parent = trace.parent[i] as number;
    if (parent < 0 || detached[i] !== BLOCKING || hasFinishedChild[parent] !== 1) continue;
    if (clock[i] !== clock[parent] || trace.failed[parent] === 1) continue;
    if (latenessNs(trace, spans, i, parent) <= 0) continue;
    detached[i] = OUTLIVES_PARENT;
    const overNs = (endNs[i] as number) - (endNs[parent] as number);
    warnings.add('outlives-parent', trace.spanId(i), overNs);
  }
  return detached;
}

// By how much a child ends after its parent, beyond the tolerance of 1 % and the grain of starts.
function latenessNs(trace: Trace, spans: PlacedSpans, child: number, parent: number): number {
  const { endNs } = spans;
  const toleranceNs = Math.floor((trace.durationNs[parent] as number) / 100);
  const lateNs = (endNs[child] as number) - (endNs[parent] as number);
  return lateNs - toleranceNs - pairGrainNs(spans, child, parent);
}

function pairGrainNs({ grainNs }: PlacedSpans, child: number, parent: number): number {
  return Math.max(grainNs[child] as number, grainNs[parent] as number);
}

function plainReason(trace: Trace, spans: PlacedSpans, child: number, parent: number): number {
  if (trace.follows[child] === 1) return FOLLOWS_FROM;
  if (
    trace.kind[child] === KIND_CONSUMER &&
    (trace.kind[parent] === KIND_PRODUCER || trace.service(child) !== trace.service(parent))
  ) {
    return MESSAGING;
  }
  const { startNs, endNs } = spans;
  const start = startNs[child] as number;
  const end = endNs[child] as number;
  // A marker of no length on the border is inside.
  const touch = Math.max(end > start ? 0 : 1, pairGrainNs(spans, child, parent));
  if (end - (startNs[parent] as number) <= -touch) return BEFORE_PARENT;
  if (start - (endNs[parent] as number) >= touch) return AFTER_PARENT;
  return BLOCKING;
}

function outsideNs({ startNs, endNs }: PlacedSpans, child: number, parent: number): number {
  const before = (startNs[parent] as number) - (endNs[child] as number);
  return Math.max(before, (startNs[child] as number) - (endNs[parent] as number));
}

// When each span ran, as far as its parent is concerned: clocks corrected, children that nobody
// waited for set apart, the others cut to their parent. All later analyses build on these times;
// the trace itself keeps the recorded ones.

import type { Trace, TraceWarning } from '../model/trace.ts';
import { TraceWarnings } from '../model/trace-warnings.ts';
import { type Analysis, defineAnalysis } from './analysis.ts';
import { correctClocks } from './clock-skew.ts';
import { spanClocks } from './clocks.ts';
import {
  DETACHED_REASONS,
  type DetachedReason,
  findDetached,
  type PlacedSpans,
} from './detachment.ts';
import { readStartGrains } from './start-grain.ts';

/** Columns by preorder index, nanoseconds from the trace's start. */
export interface Timing {
  /** After shifting and, for blocking spans, cutting to the parent. */
  readonly startNs: Float64Array;
  /** Not before `startNs`. */
  readonly endNs: Float64Array;
  /** Clock correction: 0, or what was added to the recorded start. */
  readonly shiftNs: Float64Array;
  /** Spans moved against their parent; their subtrees on the same clock moved along. */
  readonly shifted: readonly number[];
  /** 0, or the position in DETACHED_REASONS. */
  readonly detached: Uint8Array;
  /** Detached spans in preorder. */
  readonly detachedSpans: readonly number[];
  /** Of this step only; TraceSummary has all. */
  readonly warnings: readonly TraceWarning[];
}

export const timing: Analysis<Timing> = defineAnalysis({
  id: 'timing',
  compute(trace, context) {
    const warnings = new TraceWarnings();
    const clocks = context.get(spanClocks);
    const grainNs = readStartGrains(trace);
    const { shiftNs, shifted } = correctClocks(trace, clocks, grainNs, warnings);
    const startNs = new Float64Array(trace.size);
    const endNs = new Float64Array(trace.size);
    for (let i = 0; i < trace.size; i++) {
      const start = (trace.startNs[i] as number) + (shiftNs[i] as number);
      startNs[i] = start;
      endNs[i] = start + (trace.durationNs[i] as number);
    }
    const placed = { startNs, endNs, clock: clocks.clock, grainNs };
    const detached = findDetached(trace, placed, warnings);
    warnOfOverflow(trace, placed, detached, warnings);
    cutToParents(trace, startNs, endNs, detached);
    const detachedSpans: number[] = [];
    for (let i = 0; i < trace.size; i++) if (detached[i] !== 0) detachedSpans.push(i);
    const list = warnings.list();
    return { startNs, endNs, shiftNs, shifted, detached, detachedSpans, warnings: list };
  },
});

/** Why span `index` is detached, or undefined for roots and blocking spans. */
export function detachedReason(timing: Timing, index: number): DetachedReason | undefined {
  const code = timing.detached[index] as number;
  return code === 0 ? undefined : (DETACHED_REASONS[code] as DetachedReason);
}

// Whether a child sticks out is a matter between it and its whole parent; that the parent itself
// gets cut is no news about the child, and neither is what the grain of starts explains.
function warnOfOverflow(
  trace: Trace,
  { startNs, endNs, grainNs }: PlacedSpans,
  detached: Uint8Array,
  warnings: TraceWarnings,
): void {
  for (let i = 0; i < trace.size; i++) {
    const parent = trace.parent[i] as number;
    if (parent < 0 || detached[i] !== 0) continue;
    const grain = Math.max(grainNs[i] as number, grainNs[parent] as number);
    const earlyNs = (startNs[parent] as number) - (startNs[i] as number);
    if (earlyNs > grain) warnings.add('starts-before-parent', trace.spanId(i), earlyNs);
    const lateNs = (endNs[i] as number) - (endNs[parent] as number);
    if (lateNs > grain) warnings.add('ends-after-parent', trace.spanId(i), lateNs);
  }
}

// Parents first. What ran outside the cut interval of its parent is left with no length.
function cutToParents(
  trace: Trace,
  startNs: Float64Array,
  endNs: Float64Array,
  detached: Uint8Array,
): void {
  for (let i = 0; i < trace.size; i++) {
    const parent = trace.parent[i] as number;
    if (parent < 0 || detached[i] !== 0) continue;
    const from = startNs[parent] as number;
    const to = endNs[parent] as number;
    startNs[i] = Math.min(Math.max(startNs[i] as number, from), to);
    endNs[i] = Math.min(Math.max(endNs[i] as number, from), to);
  }
}

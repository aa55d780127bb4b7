// Clocks of two hosts differ. Where caller and callee are certainly one call and the callee cannot
// have run when its clock says, it is moved to where it fits; its subtree on the same clock moves
// along. Everything else keeps its recorded time.

import { KIND_CLIENT, KIND_SERVER, KIND_UNSPECIFIED } from '../model/span-kind.ts';
import type { Trace } from '../model/trace.ts';
import type { TraceWarnings } from '../model/trace-warnings.ts';
import type { Clocks } from './clocks.ts';

/** Clocks that differ by more are broken or the pair is no call: left alone, with a warning. */
const LARGEST_SHIFT_NS = 60e9;
/** A server may end this much after its client without its clock being doubted. */
const LATE_END_NS = 1e6;

export interface ClockShifts {
  /** What to add to each span's recorded start, by preorder index. */
  readonly shiftNs: Float64Array;
  /** Spans that were moved against their parent, in preorder; their subtrees moved along. */
  readonly shifted: readonly number[];
}

/** Parents first; warns of `clock-skew-shifted` and `clock-skew-too-large`. */
export function correctClocks(
  trace: Trace,
  { clock, hostKnown }: Clocks,
  grainNs: Float64Array,
  warnings: TraceWarnings,
): ClockShifts {
  const shiftNs = new Float64Array(trace.size);
  const shifted: number[] = [];
  const isCallee = calleeTest(trace, hostKnown);
  for (let i = 0; i < trace.size; i++) {
    const parent = trace.parent[i] as number;
    if (parent < 0) continue;
    if (clock[i] === clock[parent]) {
      shiftNs[i] = shiftNs[parent] as number;
      continue;
    }
    if (!isCallee(i, parent)) continue;
    const parentStartNs = (trace.startNs[parent] as number) + (shiftNs[parent] as number);
    const shift = fittingShift(
      trace.startNs[i] as number,
      trace.durationNs[i] as number,
      parentStartNs,
      trace.durationNs[parent] as number,
      Math.max(grainNs[i] as number, grainNs[parent] as number),
    );
    if (shift === 0) continue;
    if (Math.abs(shift) > LARGEST_SHIFT_NS) {
      warnings.add('clock-skew-too-large', trace.spanId(i), Math.abs(shift));
      continue;
    }
    shiftNs[i] = shift;
    shifted.push(i);
    warnings.add('clock-skew-shifted', trace.spanId(i), Math.abs(shift));
  }
  return { shiftNs, shifted };
}

/**
 * Tests whether a child is the other half of its parent's call: the only server below a client,
 * or, without kinds, the only child and on another known host. Never producer and consumer.
 */
function calleeTest(trace: Trace, hostKnown: Uint8Array) {
  const children = new Int32Array(trace.size);
  const servers = new Int32Array(trace.size);
  for (let i = 0; i < trace.size; i++) {
    const parent = trace.parent[i] as number;
    if (parent < 0) continue;
    children[parent] = (children[parent] as number) + 1;
    if (trace.kind[i] === KIND_SERVER) servers[parent] = (servers[parent] as number) + 1;
  }
  return (child: number, parent: number): boolean => {
    if (trace.kind[parent] === KIND_CLIENT) {
      return trace.kind[child] === KIND_SERVER && servers[parent] === 1;
    }
    return (
      trace.kind[parent] === KIND_UNSPECIFIED &&
      trace.kind[child] === KIND_UNSPECIFIED &&
      children[parent] === 1 &&
      hostKnown[child] === 1 &&
      hostKnown[parent] === 1
    );
  };
}

/** How far to move a child so that it fits; 0 where its clock may be right as it is. */
function fittingShift(
  startNs: number,
  durationNs: number,
  parentStartNs: number,
  parentDurationNs: number,
  grainNs: number,
): number {
  const parentEndNs = parentStartNs + parentDurationNs;
  const marginNs = Math.max(LATE_END_NS, parentDurationNs / 100);
  // Ending late alone is normal: a server closes its span after the answer is flushed.
  const isImpossible =
    startNs + grainNs < parentStartNs ||
    startNs >= parentEndNs + grainNs ||
    (startNs + durationNs > parentEndNs + marginNs && startNs >= parentStartNs + marginNs);
  if (!isImpossible) return 0;
  if (durationNs > parentDurationNs) return Math.max(0, parentStartNs - startNs);
  return parentStartNs + Math.floor((parentDurationNs - durationNs) / 2) - startNs;
}

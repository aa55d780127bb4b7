// Where a callee's clock cannot be its caller's: it starts before the call or after its end, or
// most callees between two hosts end late by no more than they start late. Late ends alone are
// normal, since servers close their spans after the answer is flushed; a start after the end is, too, where no
// recorded kind says that somebody waited: messages often carry none.

import { KIND_CLIENT, KIND_CONSUMER, KIND_PRODUCER, KIND_SERVER } from '../../model/span-kind.ts';
import type { Trace } from '../../model/trace.ts';
import { type Analysis, defineAnalysis } from '../analysis.ts';
import { spanClocks } from '../clocks.ts';
import { spanRoles } from './span-roles.ts';

/** All remote edges between the clocks of two services. */
export interface ClockPair {
  readonly callerService: string;
  readonly calleeService: string;
  /** Child spans that cannot be on the caller's clock. */
  readonly skewed: readonly number[];
  readonly edges: number;
  /** Median of how far the callee's clock is ahead, over the skewed edges. */
  readonly offsetNs: number;
}

export interface SkewedEdges {
  readonly pairs: readonly ClockPair[];
  /** 1 for child spans of skewed edges. */
  readonly isSkewed: Uint8Array;
}

const TOLERANCE_NS = 1_000_000;
const MIN_PAIRS = 5;
const MIN_SHARE = 0.8;
/** Servers close their spans up to about 22 ms late; a callee this late is not on the clock. */
const SURELY_LATE_NS = 25_000_000;

export const skewedEdges: Analysis<SkewedEdges> = defineAnalysis({
  id: 'skewed-edges',
  compute(trace, context) {
    const { kind } = context.get(spanRoles);
    if (!hasSuspect(trace)) return { pairs: [], isSkewed: new Uint8Array(trace.size) };
    const clocks = context.get(spanClocks);
    const sides = sidesOf(trace, clocks.clock);
    const edges = new Map<number, number[]>();
    for (let i = 1; i < trace.size; i++) {
      const parent = trace.parent[i] as number;
      if (parent < 0 || trace.follows[i] === 1 || trace.adopted[i] === 1) continue;
      const asynchronous = kind[i] === KIND_CONSUMER || kind[parent] === KIND_PRODUCER;
      const remote = trace.service(i) !== trace.service(parent) || kind[parent] === KIND_CLIENT;
      if (asynchronous || !remote || clocks.clock[i] === clocks.clock[parent]) continue;
      const key = (sides[parent] as number) * trace.size + (sides[i] as number);
      const list = edges.get(key);
      if (list) list.push(i);
      else edges.set(key, [i]);
    }
    const isSkewed = new Uint8Array(trace.size);
    const pairs: ClockPair[] = [];
    for (const children of edges.values()) {
      const systematic = isSystematic(children);
      const skewed = children.filter(
        (child) => isOutside(child) || isSurelyLate(child) || (systematic && isShiftedLate(child)),
      );
      if (skewed.length === 0) continue;
      for (const child of skewed) isSkewed[child] = 1;
      const first = skewed[0] as number;
      pairs.push({
        callerService: trace.service(trace.parent[first] as number),
        calleeService: trace.service(first),
        skewed,
        edges: children.length,
        offsetNs: medianOffset(skewed),
      });
    }
    return { pairs, isSkewed };

    function startOf(span: number): number {
      return trace.startNs[span] as number;
    }

    // Before the caller, or after the end of one that must have waited.
    function isOutside(child: number): boolean {
      const parent = trace.parent[child] as number;
      if (startOf(child) < startOf(parent) - TOLERANCE_NS) return true;
      const isCall = trace.kind[parent] === KIND_CLIENT || trace.kind[child] === KIND_SERVER;
      return isCall && startOf(child) > trace.endNs(parent) + TOLERANCE_NS;
    }

    // Started late by as much as it ended late, and its caller did not give up on it.
    function isSurelyLate(child: number): boolean {
      const parent = trace.parent[child] as number;
      if (trace.failed[parent] === 1 || kind[parent] !== KIND_CLIENT) return false;
      const lateNs = trace.endNs(child) - trace.endNs(parent);
      return lateNs > SURELY_LATE_NS && startOf(child) - startOf(parent) >= lateNs;
    }

    function isShiftedLate(child: number): boolean {
      const parent = trace.parent[child] as number;
      const lateNs = trace.endNs(child) - trace.endNs(parent);
      return lateNs > TOLERANCE_NS && startOf(child) - startOf(parent) >= lateNs;
    }

    function isSystematic(children: readonly number[]): boolean {
      if (children.length < MIN_PAIRS) return false;
      return children.filter(isShiftedLate).length >= MIN_SHARE * children.length;
    }

    // How far the middle of the callee is off the middle of its caller.
    function medianOffset(children: readonly number[]): number {
      const offsets = children
        .map((child) => {
          const parent = trace.parent[child] as number;
          const middle = (startOf(child) + trace.endNs(child)) / 2;
          return middle - (startOf(parent) + trace.endNs(parent)) / 2;
        })
        .sort((a, b) => a - b);
      return Math.round(offsets[offsets.length >> 1] as number);
    }
  },
});

// Numbers for what an edge connects: a service on a clock.
function sidesOf(trace: Trace, clock: Int32Array): Int32Array {
  const services = new Map<string, number>();
  const serviceOf = trace.operations.map(({ service }) => {
    const number = services.get(service) ?? services.size;
    services.set(service, number);
    return number;
  });
  const numbers = new Map<number, number>();
  const sides = new Int32Array(trace.size);
  for (let i = 0; i < trace.size; i++) {
    const service = serviceOf[trace.operation[i] as number] as number;
    const side = (clock[i] as number) * services.size + service;
    const number = numbers.get(side) ?? numbers.size;
    numbers.set(side, number);
    sides[i] = number;
  }
  return sides;
}

// Most traces have no child that lies outside its parent of another service by enough.
function hasSuspect(trace: Trace): boolean {
  for (let i = 1; i < trace.size; i++) {
    const parent = trace.parent[i] as number;
    if (parent < 0) continue;
    const startNs = trace.startNs[i] as number;
    const parentNs = trace.startNs[parent] as number;
    const early = startNs < parentNs - TOLERANCE_NS;
    const late = trace.endNs(i) > trace.endNs(parent) + TOLERANCE_NS;
    if (early || (late && startNs > parentNs)) return true;
  }
  return false;
}

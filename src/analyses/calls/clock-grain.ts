// JavaScript SDKs record starts in whole milliseconds: the order of two starts within one
// millisecond is unknown then, and sequential calls seem to overlap.

import type { Trace } from '../../model/trace.ts';

const MILLISECOND_NS = 1_000_000;

/** The nanoseconds of a span's absolute start below the millisecond. */
export function belowMillisecondNs(trace: Trace, startNs: number): number {
  const baseNs = (trace.startUs % 1000) * 1000 + trace.startRestNs;
  return (((baseNs + startNs) % MILLISECOND_NS) + MILLISECOND_NS) % MILLISECOND_NS;
}

/** 1 ms in nanoseconds if all starts are whole milliseconds, else 0. */
export function clockGrainNs(trace: Trace, starts: Iterable<number>): number {
  for (const startNs of starts) if (belowMillisecondNs(trace, startNs) !== 0) return 0;
  return MILLISECOND_NS;
}

// Times as integer nanoseconds from the trace's own start: exact in a double, which nanoseconds of
// the epoch are not. Unreadable and absurd values are found here; a start that cannot be used is
// replaced by the parent's once parents are known.

import { compareText } from '../lib/text-order.ts';
import type { IdentifiedSpans } from './span-ids.ts';
import { isReadableUs, startSpread } from './start-spread.ts';
import type { TraceWarnings } from './trace-warnings.ts';

/** Times by position, as in IdentifiedSpans. */
export interface SpanTimes {
  /** From zero; NaN where unusable, until `repairStarts`. */
  readonly startNs: Float64Array;
  readonly durationNs: Float64Array;
  /** Zero of `startNs`: epoch microseconds and the nanoseconds below. */
  zeroUs: number;
  zeroRestNs: number;
}

// Durations are unsigned microseconds in Jaeger's v1 JSON: a negative one arrives as 2^64 minus.
const WRAPPED_FROM_NS = 2 ** 62 * 1000;
const WRAPPED_TO_NS = 2 ** 64 * 1000;
/** 52 days. Longer spans are garbage, and sums of them would no longer be exact. */
const LONGEST_NS = 2 ** 52;

/** Reads times; warns of `bad-duration` and `negative-duration`. */
export function readTimes(spans: IdentifiedSpans, warnings: TraceWarnings): SpanTimes {
  const { table, rows, size } = spans;
  const startNs = new Float64Array(size);
  const durationNs = new Float64Array(size);
  const spread = startSpread(table, rows);
  for (let i = 0; i < size; i++) {
    const row = rows[i] as number;
    const us = table.spanStartUs.at(row);
    startNs[i] =
      isReadableUs(us) && us >= spread.fromUs && us <= spread.toUs
        ? (us - spread.zeroUs) * 1000 + (table.spanStartRestNs.at(row) - spread.zeroRestNs)
        : Number.NaN;
    durationNs[i] = readDuration(table.spanDurationNs.at(row), () => spans.spanId(i), warnings);
  }
  return { startNs, durationNs, zeroUs: spread.zeroUs, zeroRestNs: spread.zeroRestNs };
}

function readDuration(ns: number, spanId: () => string, warnings: TraceWarnings): number {
  if (ns >= 0 && ns <= LONGEST_NS) return Math.trunc(ns);
  if (ns < 0 && ns >= -LONGEST_NS) warnings.add('negative-duration', spanId(), -ns);
  // The double is too coarse to tell by how much a wrapped duration is negative.
  else if (ns >= WRAPPED_FROM_NS && ns <= WRAPPED_TO_NS)
    warnings.add('negative-duration', spanId());
  else warnings.add('bad-duration', spanId());
  return 0;
}

/**
 * Gives every span a usable start: its own, else its parent's, else the trace's. Zero counts as
 * unusable below a parent that starts later. Moves zero to the earliest start that results.
 * `parent` has no cycles.
 */
export function repairStarts(
  spans: IdentifiedSpans,
  times: SpanTimes,
  parent: Int32Array,
  warnings: TraceWarnings,
): void {
  const { startNs } = times;
  const zeroIsSuspect = times.zeroUs === 0 && times.zeroRestNs === 0;
  const suspect = new Uint8Array(spans.size);
  for (let i = 0; i < spans.size; i++) {
    const start = startNs[i] as number;
    if (Number.isNaN(start) || (zeroIsSuspect && start === 0)) suspect[i] = 1;
  }
  const chain: number[] = [];
  for (let i = 0; i < spans.size; i++) {
    for (let j = i; j >= 0 && suspect[j] === 1; j = parent[j] as number) chain.push(j);
    for (let j = chain.pop(); j !== undefined; j = chain.pop()) {
      suspect[j] = 0;
      const up = parent[j] as number;
      const replacement = up < 0 ? 0 : (startNs[up] as number);
      if (startNs[j] === 0 && replacement === 0) continue;
      startNs[j] = replacement;
      warnings.add('bad-start', spans.spanId(j));
    }
  }
  moveZero(times);
}

function moveZero(times: SpanTimes): void {
  const { startNs } = times;
  let earliest = Number.POSITIVE_INFINITY;
  for (const start of startNs) if (start < earliest) earliest = start;
  if (earliest === 0) return;
  for (let i = 0; i < startNs.length; i++) startNs[i] = (startNs[i] as number) - earliest;
  const restNs = times.zeroRestNs + earliest;
  times.zeroUs += Math.floor(restNs / 1000);
  times.zeroRestNs = restNs % 1000;
}

/** Order of siblings and roots: earliest start, then longest, then ID. Unusable starts last. */
export function compareByStart(
  spans: IdentifiedSpans,
  times: SpanTimes,
  a: number,
  b: number,
): number {
  const startA = times.startNs[a] as number;
  const startB = times.startNs[b] as number;
  if (startA < startB) return -1;
  if (startA > startB) return 1;
  if (startA !== startB) {
    const unusable = Number(Number.isNaN(startA)) - Number(Number.isNaN(startB));
    if (unusable !== 0) return unusable;
  }
  return (
    (times.durationNs[b] as number) - (times.durationNs[a] as number) ||
    compareText(spans.spanId(a), spans.spanId(b))
  );
}

// Percentiles that are values which occurred, with intervals that assume nothing about the
// distribution: the true percentile lies between two order statistics, and how likely that is
// follows from counting alone.

import { binomialAtMost } from './binomial.ts';

/** Confidence of all intervals is 95 %, two-sided. */
const ALPHA = 0.05;

/** How a percentile was found, for machine-readable output. */
export const PERCENTILE_METHOD = 'nearest-rank';

/** A percentile of a sample and how well the sample knows it. */
export interface PercentileEstimate {
  /** 0.95 for p95. */
  readonly p: number;
  /** The sample value of rank ceil(p * n). */
  readonly value: number;
  /** 95 % interval of the true percentile; null where the sample is too small for a limit. */
  readonly low: number | null;
  readonly high: number | null;
  /** False when the sample is smaller than `needs`. */
  readonly reliable: boolean;
  /** Smallest sample with a two-sided interval. */
  readonly needs: number;
}

/** 1-based rank ceil(p * n), 1 to n; not thrown off by products like 0.07 * 100. */
export function nearestRank(p: number, n: number): number {
  return Math.min(n, Math.max(1, Math.ceil(p * n - 1e-9)));
}

/** The order statistics (1-based) around percentile p; null where the sample has none. */
export function intervalRanks(p: number, n: number): { low: number | null; high: number | null } {
  // Both conditions are monotone in the rank.
  const belowLow = firstRank(n + 1, (rank) => binomialAtMost(rank - 1, n, p) > ALPHA / 2);
  const high = firstRank(n + 1, (rank) => binomialAtMost(rank - 1, n, p) >= 1 - ALPHA / 2);
  return { low: belowLow > 1 ? belowLow - 1 : null, high: high <= n ? high : null };
}

/** Smallest sample that bounds percentile p on both sides: 72 for p95, 368 for p99. */
export function samplesForInterval(p: number): number {
  return Math.ceil(Math.log(ALPHA / 2) / Math.log(Math.max(p, 1 - p)));
}

/** Smallest sample whose maximum is at least the true percentile p, 95 % sure: 59 for p95. */
export function samplesForMaximum(p: number): number {
  return Math.ceil(Math.log(ALPHA) / Math.log(p));
}

/** Percentile p of `sorted` (ascending, not empty). */
export function estimatePercentile(sorted: ArrayLike<number>, p: number): PercentileEstimate {
  const n = sorted.length;
  if (n === 0) throw new RangeError('no percentile of an empty sample');
  const { low, high } = intervalRanks(p, n);
  const needs = samplesForInterval(p);
  const at = (rank: number) => sorted[rank - 1] as number;
  return {
    p,
    value: at(nearestRank(p, n)),
    low: low === null ? null : at(low),
    high: high === null ? null : at(high),
    reliable: n >= needs,
    needs,
  };
}

/** The smallest rank from 1 to `end` for which `test` holds, or `end`. */
function firstRank(end: number, test: (rank: number) => boolean): number {
  let low = 1;
  let high = end;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (test(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

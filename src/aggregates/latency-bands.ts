// Which traces of one kind are typical and which are the slow tail.

import { nearestRank } from '../lib/order-statistics.ts';

export interface LatencyBands {
  /** Sample numbers, fastest first. */
  readonly typical: readonly number[];
  readonly tail: readonly number[];
  /** What the tail is: `p99`, `p95`, `slowest-10-percent` or `slowest`. */
  readonly tailRule: 'p99' | 'p95' | 'slowest-10-percent' | 'slowest';
}

/** A tail smaller than this shows what happened, not what usually happens. */
export const FEWEST_IN_TAIL = 5;
const FEWEST_FOR_P99 = 10;

/**
 * Typical is p40 to p60. The tail is from p99 up if that holds 10 traces, from p95 up if that holds
 * 5, else the slowest tenth but at least 5; with fewer than 15 traces the slowest one, and below 10
 * all others are typical. `order` holds sample numbers, fastest first, at least two.
 */
export function splitBands(order: readonly number[]): LatencyBands {
  const n = order.length;
  const from = (p: number) => nearestRank(p, n) - 1;
  const typical = n < 10 ? order.slice(0, -1) : order.slice(from(0.4), from(0.6) + 1);
  if (n < 15) return { typical, tail: order.slice(-1), tailRule: 'slowest' };
  if (n - from(0.99) >= FEWEST_FOR_P99) {
    return { typical, tail: order.slice(from(0.99)), tailRule: 'p99' };
  }
  if (n - from(0.95) >= FEWEST_IN_TAIL) {
    return { typical, tail: order.slice(from(0.95)), tailRule: 'p95' };
  }
  const size = Math.max(FEWEST_IN_TAIL, Math.ceil(n / 10));
  return { typical, tail: order.slice(-size), tailRule: 'slowest-10-percent' };
}

// Percentiles of many numbers in bounded memory: exact while there are few, then counted in buckets
// of equal ratio. What comes out does not depend on the order in which numbers come.

import { Float64Column } from '../lib/column.ts';
import { nearestRank } from '../lib/order-statistics.ts';

/** Numbers kept as they are; zeros are counted only. */
const MOST_EXACT = 512;
/** Buckets are 2.2 % wide: a number read from their middle is off by 1.1 % at most. */
const BUCKETS_PER_DOUBLING = 32;

export class QuantileSketch {
  #exact: Float64Column | undefined = new Float64Column(4);
  readonly #buckets = new Map<number, number>();
  #zeros = 0;
  #positive = 0;
  #min = Number.POSITIVE_INFINITY;
  #max = 0;

  /** How many numbers were added. */
  get count(): number {
    return this.#zeros + this.#positive;
  }

  /** `value` is a non-negative integer. */
  add(value: number): void {
    if (value <= 0) {
      this.#zeros++;
      return;
    }
    this.#positive++;
    if (value < this.#min) this.#min = value;
    if (value > this.#max) this.#max = value;
    if (this.#exact && this.#exact.length < MOST_EXACT) {
      this.#exact.push(value);
      return;
    }
    if (this.#exact) {
      for (let i = 0; i < this.#exact.length; i++) this.#count(this.#exact.at(i));
      this.#exact = undefined;
    }
    this.#count(value);
  }

  /**
   * The nearest-rank percentiles of `shares` (0.95 for p95), as if `moreZeros` zeros had been added
   * too; 0 where there is nothing. Exact up to 512 numbers above zero, then within 1.1 %.
   */
  percentiles(shares: readonly number[], moreZeros = 0): number[] {
    const zeros = this.#zeros + moreZeros;
    const total = zeros + this.#positive;
    const valueAt = this.#valueAt();
    return shares.map((share) => {
      const rank = total === 0 ? 0 : nearestRank(share, total) - zeros;
      return rank <= 0 ? 0 : valueAt(rank);
    });
  }

  #count(value: number): void {
    const bucket = Math.floor(Math.log2(value) * BUCKETS_PER_DOUBLING);
    this.#buckets.set(bucket, (this.#buckets.get(bucket) ?? 0) + 1);
  }

  // By rank, from 1, among the numbers above zero.
  #valueAt(): (rank: number) => number {
    if (this.#exact) {
      const sorted = this.#exact.data.slice(0, this.#exact.length).sort();
      return (rank) => sorted[rank - 1] as number;
    }
    const sorted = [...this.#buckets].sort(([a], [b]) => a - b);
    return (rank) => {
      if (rank >= this.#positive) return this.#max;
      let left = rank;
      const [bucket] = sorted.find(([, count]) => {
        left -= count;
        return left <= 0;
      }) as [number, number];
      const middle = Math.round(2 ** ((bucket + 0.5) / BUCKETS_PER_DOUBLING));
      return Math.min(this.#max, Math.max(this.#min, middle));
    };
  }
}

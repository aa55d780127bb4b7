// Percentiles of samples that stand for different numbers of requests.

import { intervalRanks, type PercentileEstimate, samplesForInterval } from './order-statistics.ts';

/** Values ascending, with the weight of each in step. */
export interface WeightedSample {
  readonly values: Float64Array;
  readonly weights: Float64Array;
}

/** Sorts values with their weights; equal values keep their order. */
export function sortWeighted(values: Float64Array, weights: Float64Array): WeightedSample {
  const order = Int32Array.from(values, (_, i) => i).sort(
    (a, b) => (values[a] as number) - (values[b] as number),
  );
  return {
    values: Float64Array.from(order, (i) => values[i] as number),
    weights: Float64Array.from(order, (i) => weights[i] as number),
  };
}

/** How many equally weighted samples know as much: (sum of w)^2 / sum of w^2. */
export function effectiveSize(weights: Float64Array): number {
  let sum = 0;
  let squares = 0;
  for (const weight of weights) {
    sum += weight;
    squares += weight * weight;
  }
  return squares === 0 ? 0 : (sum * sum) / squares;
}

/** Percentile p: the smallest value at which the cumulative weight reaches p of the total. */
export function estimateWeighted(sample: WeightedSample, p: number): PercentileEstimate {
  const { values, weights } = sample;
  if (values.length === 0) throw new RangeError('no percentile of an empty sample');
  const n = Math.max(1, Math.floor(effectiveSize(weights) + 1e-9));
  const { low, high } = intervalRanks(p, n);
  const needs = samplesForInterval(p);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const at = (part: number): number => {
    const wanted = part * total * (1 - 1e-12);
    let reached = 0;
    for (let i = 0; i < values.length; i++) {
      reached += weights[i] as number;
      if (reached >= wanted) return values[i] as number;
    }
    return values[values.length - 1] as number;
  };
  return {
    p,
    value: at(p),
    low: low === null ? null : at(low / n),
    high: high === null ? null : at(high / n),
    reliable: n >= needs,
    needs,
  };
}

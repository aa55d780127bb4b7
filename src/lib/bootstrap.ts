// How much a difference of two means may be chance: both samples are drawn again many times.

import { nearestRank } from './order-statistics.ts';
import type { SeededRandom } from './seeded-random.ts';

const RESAMPLES = 1000;

export interface DifferenceInterval {
  readonly low: number;
  readonly high: number;
}

/**
 * 95 % percentile intervals of mean(b) - mean(a), one per quantity. A sample is a matrix: one row
 * per observation, `width` quantities each; rows are drawn whole, so that what belongs together
 * stays together.
 */
export function bootstrapDifferences(
  a: Float64Array,
  b: Float64Array,
  width: number,
  random: SeededRandom,
): DifferenceInterval[] {
  const draws = Array.from({ length: width }, () => new Float64Array(RESAMPLES));
  const sums = new Float64Array(width);
  for (let draw = 0; draw < RESAMPLES; draw++) {
    sums.fill(0);
    addMean(sums, b, 1, random);
    addMean(sums, a, -1, random);
    for (let k = 0; k < width; k++) (draws[k] as Float64Array)[draw] = sums[k] as number;
  }
  return draws.map((values) => {
    values.sort();
    const at = (p: number) => values[nearestRank(p, RESAMPLES) - 1] as number;
    return { low: at(0.025), high: at(0.975) };
  });
}

function addMean(
  sums: Float64Array,
  sample: Float64Array,
  sign: number,
  random: SeededRandom,
): void {
  const width = sums.length;
  const rows = sample.length / width;
  const factor = sign / rows;
  for (let i = 0; i < rows; i++) {
    const row = Math.floor(random.fraction() * rows) * width;
    for (let k = 0; k < width; k++) {
      sums[k] = (sums[k] as number) + (sample[row + k] as number) * factor;
    }
  }
}

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { estimatePercentile } from '../../src/lib/order-statistics.ts';
import {
  effectiveSize,
  estimateWeighted,
  sortWeighted,
} from '../../src/lib/weighted-percentile.ts';

const sample = (pairs: readonly (readonly [number, number])[]) =>
  sortWeighted(
    Float64Array.from(pairs, ([value]) => value),
    Float64Array.from(pairs, ([, weight]) => weight),
  );

describe('weighted percentiles', () => {
  it('are the smallest value at which the cumulative weight suffices', () => {
    const weighted = sample([
      [30, 1],
      [10, 8],
      [20, 1],
    ]);
    const values = [0.5, 0.8, 0.9, 0.95].map((p) => estimateWeighted(weighted, p).value);
    expect(values).toEqual([10, 10, 20, 30]);
  });

  it('equal plain ones where all weights are equal', () => {
    const values = fc.array(fc.nat(1000), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(values, fc.constantFrom(1, 2, 7.5), (list, weight) => {
        const weighted = sample(list.map((value) => [value, weight] as const));
        for (const p of [0.5, 0.9, 0.95, 0.99]) {
          expect(estimateWeighted(weighted, p)).toEqual(estimatePercentile(weighted.values, p));
        }
      }),
      { seed: 9, numRuns: 100 },
    );
  });

  it('know less the more unequal the weights are', () => {
    expect(effectiveSize(Float64Array.of(1, 1, 1, 1))).toBe(4);
    expect(effectiveSize(Float64Array.of(100, 1, 1, 1))).toBeLessThan(1.1);
    expect(effectiveSize(new Float64Array(0))).toBe(0);
  });
});

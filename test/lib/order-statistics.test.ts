import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  estimatePercentile,
  intervalRanks,
  nearestRank,
  samplesForInterval,
  samplesForMaximum,
} from '../../src/lib/order-statistics.ts';

describe('nearestRank', () => {
  it.each([
    [0.9, 10, 9],
    [0.95, 20, 19],
    [0.5, 3, 2],
    [0.07, 100, 7],
    [0.29, 100, 29],
    [0.99, 5, 5],
    [0, 5, 1],
    [1, 5, 5],
  ])('p = %f of %i is number %i', (p, n, rank) => {
    expect(nearestRank(p, n)).toBe(rank);
  });
});

describe('intervalRanks', () => {
  const none = null;
  it.each([
    [20, [6, 15], [15, none], [17, none], [19, none]],
    [50, [18, 33], [41, 50], [44, none], [48, none]],
    [100, [40, 61], [84, 96], [90, 100], [97, none]],
    [200, [86, 115], [171, 189], [184, 197], [195, none]],
    [500, [228, 273], [436, 464], [465, 485], [490, 500]],
    [1000, [469, 532], [881, 919], [936, 964], [983, 997]],
  ])('of %i samples for p50, p90, p95 and p99', (n, ...expected) => {
    const ranks = [0.5, 0.9, 0.95, 0.99].map((p) => {
      const { low, high } = intervalRanks(p, n);
      return [low, high];
    });
    expect(ranks).toEqual(expected);
  });

  it('holds the true percentile about 95 times in 100, never much less', () => {
    // The chance that the interval of uniform samples holds p is known from the ranks alone; here
    // it is counted.
    let held = 0;
    const runs = 2000;
    const { low, high } = intervalRanks(0.9, 200);
    let state = 12345;
    const random = () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return state / 2 ** 32;
    };
    for (let run = 0; run < runs; run++) {
      const sample = Float64Array.from({ length: 200 }, random).sort();
      const from = sample[(low as number) - 1] as number;
      const to = sample[(high as number) - 1] as number;
      if (from <= 0.9 && 0.9 <= to) held++;
    }
    expect(held / runs).toBeGreaterThan(0.94);
    expect(held / runs).toBeLessThan(0.985);
  });

  it('has no limits for a single sample', () => {
    expect(intervalRanks(0.5, 1)).toEqual({ low: null, high: null });
  });
});

describe('sample sizes', () => {
  it.each([
    [0.5, 5, 6],
    [0.9, 29, 36],
    [0.95, 59, 72],
    [0.99, 299, 368],
    [0.999, 2995, 3688],
  ])('p = %f: %i for the maximum, %i for an interval', (p, maximum, interval) => {
    expect(samplesForMaximum(p)).toBe(maximum);
    expect(samplesForInterval(p)).toBe(interval);
    expect(intervalRanks(p, interval).high).not.toBeNull();
    expect(intervalRanks(p, interval - 1).high).toBeNull();
  });
});

describe('estimatePercentile', () => {
  it('is a value of the sample with its interval', () => {
    const sorted = Float64Array.from({ length: 100 }, (_, i) => (i + 1) * 10);
    expect(estimatePercentile(sorted, 0.95)).toEqual({
      p: 0.95,
      value: 950,
      low: 900,
      high: 1000,
      reliable: true,
      needs: 72,
    });
  });

  it('says when the sample is too small', () => {
    expect(estimatePercentile([1, 2, 3], 0.95)).toEqual({
      p: 0.95,
      value: 3,
      low: 2,
      high: null,
      reliable: false,
      needs: 72,
    });
    expect(() => estimatePercentile([], 0.5)).toThrow(RangeError);
  });

  it('grows with p and stays inside its interval', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { minLength: 1, maxLength: 300 }), (values) => {
        const sorted = Float64Array.from(values).sort();
        let before = Number.NEGATIVE_INFINITY;
        for (const p of [0.5, 0.9, 0.95, 0.99]) {
          const { value, low, high } = estimatePercentile(sorted, p);
          expect(value).toBeGreaterThanOrEqual(before);
          if (low !== null) expect(low).toBeLessThanOrEqual(value);
          if (high !== null) expect(high).toBeGreaterThanOrEqual(value);
          before = value;
        }
      }),
      { seed: 3, numRuns: 200 },
    );
  });
});

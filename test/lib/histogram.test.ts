import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildHistogram } from '../../src/lib/histogram.ts';

describe('buildHistogram', () => {
  it('is linear from zero where values are of one size', () => {
    expect(buildHistogram([20, 50, 55, 100], 4)).toEqual({
      scale: 'linear',
      buckets: [
        { from: 0, to: 25, count: 1 },
        { from: 25, to: 50, count: 0 },
        { from: 50, to: 75, count: 2 },
        { from: 75, to: 100, count: 1 },
      ],
    });
  });

  it('is logarithmic where a long tail would hide the rest', () => {
    const { scale, buckets } = buildHistogram([1, 10, 11, 12, 10_000], 4);
    expect(scale).toBe('log');
    expect(buckets.map((bucket) => [bucket.from, bucket.count])).toEqual([
      [1, 1],
      [10, 3],
      [100, 0],
      [1000, 1],
    ]);
  });

  it('counts everything once, in touching buckets', () => {
    const values = fc.array(fc.oneof(fc.nat(50), fc.nat()), { maxLength: 200 });
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 60 }), (list, cells) => {
        const sorted = Float64Array.from(list).sort();
        const { buckets } = buildHistogram(sorted, cells);
        expect(buckets.length).toBeLessThanOrEqual(cells);
        expect(buckets.reduce((sum, bucket) => sum + bucket.count, 0)).toBe(list.length);
        for (const [i, bucket] of buckets.entries()) {
          const isLast = i === buckets.length - 1;
          const inside = sorted.filter(
            (v) => v >= bucket.from && (v < bucket.to || (isLast && v <= bucket.to)),
          );
          expect(inside.length).toBe(bucket.count);
          expect(Number.isInteger(bucket.from)).toBe(true);
          if (i > 0) expect(bucket.from).toBe(buckets[i - 1]?.to);
        }
      }),
      { seed: 5, numRuns: 500 },
    );
  });
});

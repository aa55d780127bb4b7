import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { QuantileSketch } from '../../src/aggregates/quantile-sketch.ts';

const SHARES = [0, 0.05, 0.5, 0.95, 1];

function sketchOf(values: readonly number[]): QuantileSketch {
  const sketch = new QuantileSketch();
  for (const value of values) sketch.add(value);
  return sketch;
}

function nearestRank(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length - 1e-9) - 1)] ?? 0;
}

const integers = (length: object) => fc.array(fc.nat({ max: 2 ** 31 - 1 }), length);

describe('QuantileSketch', () => {
  test('nothing is zero', () => {
    expect(sketchOf([]).percentiles(SHARES)).toEqual([0, 0, 0, 0, 0]);
    expect(sketchOf([]).percentiles(SHARES, 3)).toEqual([0, 0, 0, 0, 0]);
  });

  test('few numbers are exact', () => {
    fc.assert(
      fc.property(integers({ maxLength: 512 }), (values) => {
        const sketch = sketchOf(values);
        expect(sketch.count).toBe(values.length);
        expect(sketch.percentiles(SHARES)).toEqual(SHARES.map((s) => nearestRank(values, s)));
      }),
    );
  });

  test('zeros that are told of are as good as added', () => {
    fc.assert(
      fc.property(integers({ maxLength: 60 }), fc.nat({ max: 60 }), (values, zeros) => {
        const added = [...values, ...Array.from({ length: zeros }, () => 0)];
        expect(sketchOf(values).percentiles(SHARES, zeros)).toEqual(
          sketchOf(added).percentiles(SHARES),
        );
      }),
    );
  });

  test('many are within 1.1 %, the largest exact, whatever their order', () => {
    fc.assert(
      fc.property(integers({ minLength: 520, maxLength: 900 }), (values) => {
        const found = sketchOf(values).percentiles(SHARES);
        for (const [i, share] of SHARES.entries()) {
          const exact = nearestRank(values, share);
          expect(Math.abs((found[i] as number) - exact)).toBeLessThanOrEqual(0.011 * exact + 0.5);
        }
        expect(found[4]).toBe(Math.max(...values));
        expect(sketchOf([...values].reverse()).percentiles(SHARES)).toEqual(found);
      }),
      { numRuns: 40 },
    );
  });
});

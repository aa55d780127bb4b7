import { describe, expect, it } from 'vitest';
import {
  binomialAtLeast,
  binomialAtMost,
  binomialMass,
  logFactorial,
} from '../../src/lib/binomial.ts';

/** P(X <= k) from exact integer arithmetic: p is numerator / denominator. */
function exactAtMost(k: number, n: number, numerator: bigint, denominator: bigint): number {
  let ways = 1n;
  let sum = 0n;
  for (let i = 0; i <= k; i++) {
    sum += ways * numerator ** BigInt(i) * (denominator - numerator) ** BigInt(n - i);
    ways = (ways * BigInt(n - i)) / BigInt(i + 1);
  }
  const digits = 10n ** 25n;
  return Number((sum * digits) / denominator ** BigInt(n)) / 1e25;
}

describe('binomial tails', () => {
  it.each([
    [20, 1n, 2n],
    [20, 19n, 20n],
    [100, 1n, 20n],
    [200, 99n, 100n],
  ])('of %i trials with p = %s/%s equal exact arithmetic', (n, numerator, denominator) => {
    const p = Number(numerator) / Number(denominator);
    for (let k = 0; k < n; k++) {
      const exact = exactAtMost(k, n, numerator, denominator);
      expect(Math.abs(binomialAtMost(k, n, p) - exact)).toBeLessThan(1e-12);
      expect(Math.abs(binomialAtLeast(k + 1, n, p) - (1 - exact))).toBeLessThan(1e-12);
    }
  });

  // From the incomplete beta function with 40 digits.
  it.each([
    [4900, 100_000, 0.05, 0.074076266155552],
    [98_900, 100_000, 0.99, 0.0009117803412451066],
    [4000, 100_000, 0.05, 3.59859330371316e-51],
  ])('P(X <= %i) of %i trials with p = %f', (k, n, p, expected) => {
    expect(binomialAtMost(k, n, p) / expected).toBeCloseTo(1, 8);
  });

  it('handle borders and certainties', () => {
    expect(binomialAtMost(-1, 5, 0.5)).toBe(0);
    expect(binomialAtMost(5, 5, 0.5)).toBe(1);
    expect(binomialAtLeast(0, 5, 0.5)).toBe(1);
    expect(binomialAtLeast(6, 5, 0.5)).toBe(0);
    expect(binomialAtMost(0, 5, 0)).toBe(1);
    expect(binomialAtMost(4, 5, 1)).toBe(0);
    expect(binomialAtLeast(1, 5, 0)).toBe(0);
    expect(binomialAtLeast(5, 5, 1)).toBe(1);
    expect(binomialMass(3, 2, 0.5)).toBe(0);
    expect(binomialMass(0, 2, 0)).toBe(1);
    expect(binomialMass(2, 2, 1)).toBe(1);
  });

  it('of a million trials are quick and add up', () => {
    const sum =
      binomialAtMost(949_000, 1_000_000, 0.95) + binomialAtLeast(949_001, 1_000_000, 0.95);
    expect(sum).toBeCloseTo(1, 8);
  });
});

it('logFactorial joins its table and its series', () => {
  let exact = 0;
  for (let n = 1; n < 60; n++) {
    exact += Math.log(n);
    expect(logFactorial(n)).toBeCloseTo(exact, 11);
  }
});

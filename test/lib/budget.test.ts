import { describe, expect, it } from 'vitest';
import { samplesToPass, testBudget } from '../../src/lib/budget.ts';

describe('testBudget', () => {
  it.each([
    [20, -1, 4, -1, 2],
    [50, -1, 6, -1, 3],
    [100, 1, 10, -1, 4],
    [200, 4, 16, -1, 6],
    [500, 16, 34, 1, 10],
    [1000, 38, 63, 4, 16],
  ])('of %i samples: p95 passes to %i, fails from %i; p99 %i and %i', (n, p95, f95, p99, f99) => {
    expect(testBudget(0, n, 0.05)).toMatchObject({ passUpTo: p95, failFrom: f95, needs: 59 });
    expect(testBudget(0, n, 0.01)).toMatchObject({ passUpTo: p99, failFrom: f99, needs: 299 });
  });

  it('is inconclusive between the two', () => {
    const verdicts = [4, 5, 15, 16].map((over) => testBudget(over, 200, 0.05).verdict);
    expect(verdicts).toEqual(['pass', 'inconclusive', 'inconclusive', 'fail']);
  });

  it('is kept when nothing may be over and nothing is, and broken by one', () => {
    expect(testBudget(0, 10, 0).verdict).toBe('pass');
    expect(testBudget(1, 10, 0).verdict).toBe('fail');
  });

  it('is always kept when everything may be over', () => {
    expect(testBudget(10, 10, 1).verdict).toBe('pass');
  });

  it('says nothing about an empty sample', () => {
    for (const allowed of [0, 0.05]) {
      expect(testBudget(0, 0, allowed).verdict).toBe('inconclusive');
    }
  });

  it.each([0.05, 0.01, 0.001])('can pass from `needs` samples on: %f', (allowed) => {
    const needs = samplesToPass(allowed);
    expect(testBudget(0, needs, allowed).verdict).toBe('pass');
    expect(testBudget(0, needs - 1, allowed).verdict).toBe('inconclusive');
  });

  it('decides for 100,000 samples', () => {
    expect(testBudget(4800, 100_000, 0.05).verdict).toBe('pass');
    expect(testBudget(5000, 100_000, 0.05).verdict).toBe('inconclusive');
    expect(testBudget(5200, 100_000, 0.05).verdict).toBe('fail');
  });
});

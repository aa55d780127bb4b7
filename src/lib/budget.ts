// Whether a sample shows that a budget is kept or broken, or is too small to show either. "p95 at
// most 500 ms" means that at most 5 % of requests may take longer; "error rate at most 1 %" that at
// most 1 % may fail. Both are a question about a count.

import { binomialAtLeast, binomialAtMost } from './binomial.ts';

/** Chance of a wrong verdict, each way. */
const ALPHA = 0.05;

export type BudgetVerdict = 'pass' | 'fail' | 'inconclusive';

export interface BudgetTest {
  readonly verdict: BudgetVerdict;
  /** Samples that break the limit, of `of`. */
  readonly over: number;
  readonly of: number;
  /** The part that may: 0.05 for p95. */
  readonly allowed: number;
  /** Most that would still pass at this size, or -1 when no count can pass. */
  readonly passUpTo: number;
  /** Fewest that fail at this size; `of` + 1 when no count can fail. */
  readonly failFrom: number;
  /** Smallest sample that can pass at all, with none over: 59 for p95, 299 for p99. */
  readonly needs: number;
}

/**
 * Tests "at most the part `allowed` of all requests is over" on `over` of `of` samples. A budget of
 * nothing (0) is kept by a sample that has none over: no sample could ever prove more.
 */
export function testBudget(over: number, of: number, allowed: number): BudgetTest {
  const passes = (k: number) => allowed >= 1 || binomialAtMost(k, of, allowed) <= ALPHA;
  const fails = (k: number) => k > 0 && allowed < 1 && binomialAtLeast(k, of, allowed) <= ALPHA;
  const needs = samplesToPass(allowed);
  const passUpTo = allowed <= 0 ? Math.min(of, 1) - 1 : firstCount(of + 1, (k) => !passes(k)) - 1;
  const failFrom = firstCount(of + 1, fails);
  let verdict: BudgetVerdict = 'inconclusive';
  if (over >= failFrom) verdict = 'fail';
  else if (over <= passUpTo) verdict = 'pass';
  return { verdict, over, of, allowed, passUpTo, failFrom, needs };
}

/** Smallest sample that passes a budget with none over. */
export function samplesToPass(allowed: number): number {
  if (allowed <= 0 || allowed >= 1) return 1;
  return Math.ceil(Math.log(ALPHA) / Math.log1p(-allowed));
}

/** The smallest count from 0 to `end` for which `test` holds (then also for more), or `end`. */
function firstCount(end: number, test: (count: number) => boolean): number {
  let low = 0;
  let high = end;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (test(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

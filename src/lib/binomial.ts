// Tails of the binomial distribution, exact enough to decide by: sums run away from the mean, so
// that every term is smaller than the one before and nothing is lost by cancellation.

const LOG_SQRT_2_PI = 0.5 * Math.log(2 * Math.PI);
/** ln(n!) for small n, where the series below is not exact yet. */
const SMALL = ((): Float64Array => {
  const logs = new Float64Array(32);
  let product = 1;
  for (let n = 1; n < 19; n++) {
    product *= n;
    logs[n] = Math.log(product);
  }
  // 18! is the last that a double holds exactly.
  for (let n = 19; n < 32; n++) logs[n] = stirling(n);
  return logs;
})();

/** ln(n!) of an integer n >= 0. */
export function logFactorial(n: number): number {
  return n < SMALL.length ? (SMALL[n] as number) : stirling(n);
}

// Stirling's series; from n = 19 on the next term is below the last digit of the result.
function stirling(n: number): number {
  const r = 1 / (n * n);
  const correction = (1 / 12 - r * (1 / 360 - r * (1 / 1260 - r * (1 / 1680)))) / n;
  return (n + 0.5) * Math.log(n) - n + LOG_SQRT_2_PI + correction;
}

/** P(X = k) for X ~ Binomial(n, p). */
export function binomialMass(k: number, n: number, p: number): number {
  if (k < 0 || k > n) return 0;
  if (p <= 0) return k === 0 ? 1 : 0;
  if (p >= 1) return k === n ? 1 : 0;
  const ways = logFactorial(n) - logFactorial(k) - logFactorial(n - k);
  return Math.exp(ways + k * Math.log(p) + (n - k) * Math.log1p(-p));
}

/** P(X <= k) for X ~ Binomial(n, p); `k` may be any integer. */
export function binomialAtMost(k: number, n: number, p: number): number {
  if (k < 0) return 0;
  if (k >= n) return 1;
  if (p <= 0) return 1;
  if (p >= 1) return 0;
  return k < (n + 1) * p ? sumDown(k, n, p) : 1 - sumUp(k + 1, n, p);
}

/** P(X >= k) for X ~ Binomial(n, p); `k` may be any integer. */
export function binomialAtLeast(k: number, n: number, p: number): number {
  if (k <= 0) return 1;
  if (k > n) return 0;
  if (p <= 0) return 0;
  if (p >= 1) return 1;
  return k > (n + 1) * p ? sumUp(k, n, p) : 1 - sumDown(k - 1, n, p);
}

function sumDown(from: number, n: number, p: number): number {
  let term = binomialMass(from, n, p);
  let sum = term;
  const odds = (1 - p) / p;
  for (let k = from; k > 0 && term > sum * Number.EPSILON; k--) {
    term *= (k / (n - k + 1)) * odds;
    sum += term;
  }
  return Math.min(1, sum);
}

function sumUp(from: number, n: number, p: number): number {
  let term = binomialMass(from, n, p);
  let sum = term;
  const odds = p / (1 - p);
  for (let k = from; k < n && term > sum * Number.EPSILON; k++) {
    term *= ((n - k) / (k + 1)) * odds;
    sum += term;
  }
  return Math.min(1, sum);
}

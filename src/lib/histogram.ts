// Buckets for a small chart of durations: from zero in equal steps where that shows something, in
// equal ratios where a long tail would squeeze everything else into the first bucket.

export interface HistogramBucket {
  /** Inclusive. */
  readonly from: number;
  /** Exclusive, except in the last bucket. */
  readonly to: number;
  readonly count: number;
}

export interface Histogram {
  readonly scale: 'linear' | 'log';
  readonly buckets: readonly HistogramBucket[];
}

/** From this ratio of largest to median value on, buckets are logarithmic. */
const LONG_TAIL = 20;

/**
 * Counts `sorted` (ascending non-negative integers) in `cells` buckets with integer borders. An
 * empty sample has no buckets; equal values and narrow ranges get fewer than asked for.
 */
export function buildHistogram(sorted: ArrayLike<number>, cells: number): Histogram {
  const n = sorted.length;
  if (n === 0) return { scale: 'linear', buckets: [] };
  const min = sorted[0] as number;
  const max = sorted[n - 1] as number;
  const median = sorted[(n - 1) >> 1] as number;
  const scale = max > LONG_TAIL * Math.max(median, 1) ? 'log' : 'linear';
  const low = Math.max(min, 1);
  const borderAt = (cell: number): number => {
    const part = cell / cells;
    return Math.round(scale === 'linear' ? max * part : low * (max / low) ** part);
  };
  const buckets: HistogramBucket[] = [];
  let from = scale === 'linear' ? 0 : min;
  let at = 0;
  for (let cell = 1; cell <= cells; cell++) {
    const isLast = cell === cells;
    const to = isLast ? max : borderAt(cell);
    if (to <= from && !isLast) continue;
    const start = at;
    while (at < n && (isLast || (sorted[at] as number) < to)) at++;
    buckets.push({ from, to, count: at - start });
    from = to;
  }
  return { scale, buckets };
}

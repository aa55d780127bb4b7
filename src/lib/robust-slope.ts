// The slope of one quantity over another that a few odd points cannot bend: the median of the
// slopes between all pairs (Theil and Sen).

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Median slope and the matching intercept; undefined with fewer than two different x. */
export function robustSlope(
  points: readonly Point[],
): { readonly slope: number; readonly intercept: number } | undefined {
  const slopes: number[] = [];
  for (let i = 0; i < points.length; i++) {
    const a = points[i] as Point;
    for (let j = i + 1; j < points.length; j++) {
      const b = points[j] as Point;
      if (a.x !== b.x) slopes.push((b.y - a.y) / (b.x - a.x));
    }
  }
  if (slopes.length === 0) return undefined;
  const slope = median(slopes);
  return { slope, intercept: median(points.map(({ x, y }) => y - slope * x)) };
}

/** The middle value, or the mean of the two in the middle. Sorts its argument. */
function median(values: number[]): number {
  values.sort((a, b) => a - b);
  const middle = values.length >> 1;
  const upper = values[middle] as number;
  return values.length % 2 === 1 ? upper : ((values[middle - 1] as number) + upper) / 2;
}

// The range of starts that can belong to one trace. A single span dated 1970 or in the wrong unit
// would put all others decades from zero, where nanoseconds are no longer exact.

import type { SpanTable } from './span-table.ts';

/** Starts outside `fromUs` to `toUs` are unusable; the earliest one inside is zero. */
export interface StartSpread {
  readonly fromUs: number;
  readonly toUs: number;
  readonly zeroUs: number;
  readonly zeroRestNs: number;
}

/** 52 days: nanoseconds within it, and ends of spans as long again, stay exact integers. */
const WIDEST_US = 2 ** 52 / 1000;

export function isReadableUs(us: number): boolean {
  return us >= 0 && us <= Number.MAX_SAFE_INTEGER;
}

/** Looks at the starts of `rows`; when they are too far apart the median decides. */
export function startSpread(table: SpanTable, rows: Int32Array): StartSpread {
  let fromUs = Number.POSITIVE_INFINITY;
  let toUs = Number.NEGATIVE_INFINITY;
  for (const row of rows) {
    const us = table.spanStartUs.at(row);
    if (!isReadableUs(us)) continue;
    if (us < fromUs) fromUs = us;
    if (us > toUs) toUs = us;
  }
  if (toUs - fromUs > WIDEST_US) {
    const middle = medianStart(table, rows);
    fromUs = Math.max(1, middle - WIDEST_US / 2);
    toUs = middle + WIDEST_US / 2;
  }
  return { fromUs, toUs, ...earliestStart(table, rows, fromUs, toUs) };
}

// Zeros mean "not set" here, however many there are.
function medianStart(table: SpanTable, rows: Int32Array): number {
  const starts: number[] = [];
  for (const row of rows) {
    const us = table.spanStartUs.at(row);
    if (isReadableUs(us) && us > 0) starts.push(us);
  }
  starts.sort((a, b) => a - b);
  return starts[Math.floor((starts.length - 1) / 2)] as number;
}

function earliestStart(table: SpanTable, rows: Int32Array, fromUs: number, toUs: number) {
  let zeroUs = Number.POSITIVE_INFINITY;
  let zeroRestNs = 0;
  for (const row of rows) {
    const us = table.spanStartUs.at(row);
    if (!(us >= fromUs && us <= toUs)) continue;
    const restNs = table.spanStartRestNs.at(row);
    if (us < zeroUs || (us === zeroUs && restNs < zeroRestNs)) {
      zeroUs = us;
      zeroRestNs = restNs;
    }
  }
  return Number.isFinite(zeroUs) ? { zeroUs, zeroRestNs } : { zeroUs: 0, zeroRestNs: 0 };
}

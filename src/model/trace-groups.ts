// Rows of a table that holds many traces, grouped by trace: one counting pass and one filling pass.

import type { SpanTable } from './span-table.ts';
import { canonicalTraceId } from './trace-id.ts';

/** The rows of one trace, in input order. */
export interface TraceRows {
  /** Canonical. */
  readonly id: string;
  readonly rows: Int32Array;
}

/** Groups all rows by canonical trace ID, in order of each trace's first row. */
export function groupByTrace(table: SpanTable): TraceRows[] {
  const groups: TraceRows[] = [];
  const groupOfNumber = new Int32Array(table.traceIds.size).fill(-1);
  const groupOfId = new Map<string, number>();
  const counts: number[] = [];
  const ids: string[] = [];
  const groupOfRow = new Int32Array(table.size);
  for (let row = 0; row < table.size; row++) {
    const number = table.spanTraceId.at(row);
    let group = groupOfNumber[number] as number;
    if (group < 0) {
      const id = canonicalTraceId(table.traceIds.text(number));
      group = groupOfId.get(id) ?? ids.length;
      if (group === ids.length) {
        groupOfId.set(id, group);
        ids.push(id);
        counts.push(0);
      }
      groupOfNumber[number] = group;
    }
    groupOfRow[row] = group;
    counts[group] = (counts[group] as number) + 1;
  }
  for (let g = 0; g < ids.length; g++) {
    groups.push({ id: ids[g] as string, rows: new Int32Array(counts[g] as number) });
  }
  const filled = new Int32Array(ids.length);
  for (let row = 0; row < table.size; row++) {
    const group = groupOfRow[row] as number;
    const at = filled[group] as number;
    (groups[group] as TraceRows).rows[at] = row;
    filled[group] = at + 1;
  }
  return groups;
}

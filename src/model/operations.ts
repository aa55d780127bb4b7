// Services and span names of one trace, interned in preorder, so that analyses group spans by
// comparing numbers.

import type { SpanTable } from './span-table.ts';
import type { Operation } from './trace.ts';

/** Service of spans whose process is missing or nameless. */
export const UNKNOWN_SERVICE = 'unknown-service';

/** True when the span in `row` does not say which service it is of. */
export function isServiceMissing(table: SpanTable, row: number): boolean {
  const resource = table.spanResource.at(row);
  return resource < 0 || table.strings.text(table.resourceService.at(resource)) === '';
}

/** Interns the operations of `rows`; `operation` holds an index into `operations` per row. */
export function internOperations(
  table: SpanTable,
  rows: Int32Array,
): { operation: Int32Array; operations: Operation[] } {
  const operations: Operation[] = [];
  const operation = new Int32Array(rows.length);
  const byService = new Map<number, Map<number, number>>();
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] as number;
    const missing = isServiceMissing(table, row);
    const service = missing ? -1 : table.resourceService.at(table.spanResource.at(row));
    let byName = byService.get(service);
    if (!byName) {
      byName = new Map();
      byService.set(service, byName);
    }
    const nameNumber = table.spanName.at(row);
    let index = byName.get(nameNumber);
    if (index === undefined) {
      index = operations.length;
      byName.set(nameNumber, index);
      operations.push({
        service: missing ? UNKNOWN_SERVICE : table.strings.text(service),
        name: table.strings.text(nameNumber),
      });
    }
    operation[i] = index;
  }
  return { operation, operations };
}

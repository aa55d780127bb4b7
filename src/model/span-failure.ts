// What counts as a failed span: the status, or an `error` attribute as OpenTracing libraries and
// Jaeger write it, in any of the types and spellings they use for "no error".

import { STATUS_ERROR } from './span-kind.ts';
import type { AttributeValue, SpanTable } from './span-table.ts';

const NO_ERROR = new Set(['', 'false', 'unset', '0', 'no', 'none', 'ok', 'null']);

/** True when the value of an `error` attribute says that there was one. */
export function isErrorValue(value: AttributeValue | undefined): boolean {
  if (value === undefined) return false;
  if (typeof value === 'string') return !NO_ERROR.has(value.trim().toLowerCase());
  return typeof value === 'boolean' ? value : value !== 0 && !Number.isNaN(value);
}

/** True when the span in `row` failed; `errorKey` is the number of the key `error`, or -1. */
export function isFailedRow(table: SpanTable, row: number, errorKey: number): boolean {
  if ((table.spanKindStatus.at(row) & 3) === STATUS_ERROR) return true;
  if (errorKey < 0) return false;
  const { spanAttributes } = table;
  return isErrorValue(
    table.findValue(spanAttributes.start(row), spanAttributes.end(row), errorKey),
  );
}

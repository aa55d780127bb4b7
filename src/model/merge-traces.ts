// One trace out of several parts of it. Servers can hand the spans of a trace out in pieces; each
// piece is a trace of its own until they are put together here.

import { buildTrace } from './build-trace.ts';
import { SpanTable } from './span-table.ts';
import type { Trace } from './trace.ts';

/**
 * The trace with the spans of all `parts` (at least one, of the same trace ID). Spans that stand in
 * several parts count once.
 */
export function mergeTraces(parts: readonly Trace[]): Trace {
  const [first] = parts;
  if (!first) throw new RangeError('a trace has at least one part');
  if (parts.length === 1) return first;
  const table = new SpanTable();
  for (const part of parts) copyInto(part, table);
  const rows = Int32Array.from({ length: table.size }, (_, row) => row);
  const merged = buildTrace(table, rows, first.id);
  // The same spans again: the larger copy is the trace, and nothing about it is a duplicate.
  const largest = parts.reduce((a, b) => (b.size > a.size ? b : a));
  return merged.size === largest.size ? largest : merged;
}

function copyInto(trace: Trace, target: SpanTable): void {
  const { table } = trace;
  const resources = new Map<number, number>();
  const copies = new Map<number, number>();
  for (const row of trace.row) {
    const resource = copyResource(table, table.spanResource.at(row), target, resources);
    const kindStatus = table.spanKindStatus.at(row);
    const copy = target.beginSpan({
      traceId: trace.id,
      spanId: table.spanIds.text(table.spanSpanId.at(row)),
      name: table.strings.text(table.spanName.at(row)),
      kind: kindStatus >> 2,
      status: kindStatus & 3,
      statusMessage: table.statusMessage(row),
      startUs: table.spanStartUs.at(row),
      startRestNs: table.spanStartRestNs.at(row),
      durationNs: table.spanDurationNs.at(row),
      resource,
    });
    copies.set(row, copy);
    copyAttributes(table, table.spanAttributes, row, target);
    copyReferences(table, row, target);
    copyEvents(table, row, target);
  }
  for (let w = 0; w < table.serverWarningRow.length; w++) {
    const copy = copies.get(table.serverWarningRow.at(w));
    if (copy !== undefined) target.serverWarning(copy, table.serverWarningText[w] as string);
  }
}

function copyResource(
  table: SpanTable,
  resource: number,
  target: SpanTable,
  copies: Map<number, number>,
): number {
  if (resource < 0) return -1;
  const known = copies.get(resource);
  if (known !== undefined) return known;
  const copy = target.beginResource(table.strings.text(table.resourceService.at(resource)));
  copyAttributes(table, table.resourceAttributes, resource, target);
  copies.set(resource, copy);
  return copy;
}

function copyAttributes(
  table: SpanTable,
  ranges: SpanTable['spanAttributes'],
  owner: number,
  target: SpanTable,
): void {
  for (let i = ranges.start(owner); i < ranges.end(owner); i++) {
    const { key, type, value } = table.attributeAt(i);
    target.attribute(key, type, value);
  }
}

function copyReferences(table: SpanTable, row: number, target: SpanTable): void {
  const { spanReferences, referenceKind, referenceTraceId, referenceSpanId } = table;
  for (let r = spanReferences.start(row); r < spanReferences.end(row); r++) {
    const traceId = referenceTraceId.at(r);
    target.reference(
      referenceKind.at(r),
      traceId < 0 ? undefined : table.traceIds.text(traceId),
      table.spanIds.text(referenceSpanId.at(r)),
    );
  }
}

function copyEvents(table: SpanTable, row: number, target: SpanTable): void {
  const { spanEvents, eventName, eventTimeUs, eventTimeRestNs, strings } = table;
  for (let e = spanEvents.start(row); e < spanEvents.end(row); e++) {
    target.beginEvent(strings.text(eventName.at(e)), eventTimeUs.at(e), eventTimeRestNs.at(e));
    copyAttributes(table, table.eventAttributes, e, target);
  }
}

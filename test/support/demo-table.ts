// Generated traces straight into columns, without writing and reading them as a file.

import type { DemoTrace, DemoValue } from '../../src/demo/demo-trace.ts';
import { buildTrace } from '../../src/model/build-trace.ts';
import { REF_CHILD_OF, REF_LINK, SpanTable } from '../../src/model/span-table.ts';
import type { Trace } from '../../src/model/trace.ts';
import { writeAttribute } from './demo-attribute.ts';

/** One trace, built as from any source. */
export function traceOf({ spans }: DemoTrace): Trace {
  const table = new SpanTable();
  const resources = new Map<unknown, number>();
  const rows: number[] = [];
  for (const span of spans) {
    let resource = resources.get(span.resource);
    if (resource === undefined) {
      const service = span.resource.attributes.find(([key]) => key === 'service.name')?.[1];
      resource = table.beginResource(String(service ?? 'unknown-service'));
      for (const [key, value] of span.resource.attributes) writeAttribute(table, key, value);
      resources.set(span.resource, resource);
    }
    rows.push(
      table.beginSpan({
        traceId: span.traceId,
        spanId: span.spanId,
        name: span.name,
        kind: span.kind,
        startUs: Number(span.startNs / 1000n),
        startRestNs: Number(span.startNs % 1000n),
        durationNs: Number(span.endNs - span.startNs),
        status: span.status,
        statusMessage: span.statusMessage || undefined,
        resource,
      }),
    );
    for (const [key, value] of span.attributes) writeAttribute(table, key, value);
    writeAttribute(table, 'otel.scope.name', span.scope.name as DemoValue);
    if (span.parentSpanId !== '') table.reference(REF_CHILD_OF, undefined, span.parentSpanId);
    for (const link of span.links) table.reference(REF_LINK, link.traceId, link.spanId);
    for (const event of span.events) {
      table.beginEvent(event.name, Number(event.timeNs / 1000n), Number(event.timeNs % 1000n));
      for (const [key, value] of event.attributes) writeAttribute(table, key, value);
    }
  }
  return buildTrace(table, rows, spans[0]?.traceId ?? '');
}

// Jaeger v1 trace objects, as the vectors have them, to a Trace. Only for tests: plain and lenient
// where the real decoder has to be careful.

import { buildTrace } from '../../src/model/build-trace.ts';
import { parseKind, parseStatus } from '../../src/model/span-kind.ts';
import {
  type AttributeValue,
  REF_CHILD_OF,
  REF_FOLLOWS_FROM,
  REF_PARENT_FIELD,
  SpanTable,
} from '../../src/model/span-table.ts';
import type { Trace } from '../../src/model/trace.ts';

export interface JaegerTag {
  readonly key: string;
  readonly value: AttributeValue;
}

export interface JaegerSpan {
  readonly traceID: string;
  readonly spanID: string;
  readonly operationName: string;
  readonly references: readonly {
    readonly refType: string;
    readonly traceID: string;
    readonly spanID: string;
  }[];
  readonly parentSpanID?: string;
  readonly startTime: number;
  readonly duration: number;
  readonly tags: readonly JaegerTag[];
  readonly processID: string;
}

export interface JaegerTrace {
  readonly traceID: string;
  readonly spans: readonly JaegerSpan[];
  readonly processes: Readonly<
    Record<string, { readonly serviceName: string; readonly tags: readonly JaegerTag[] }>
  >;
}

export function traceFromJaeger(trace: JaegerTrace): Trace {
  const table = new SpanTable();
  const resources = new Map<string, number>();
  for (const [id, process] of Object.entries(trace.processes)) {
    resources.set(id, table.beginResource(process.serviceName));
    addTags(table, process.tags);
  }
  const rows = trace.spans.map((span) => {
    const tag = (key: string) => span.tags.find((t) => t.key === key)?.value;
    const row = table.beginSpan({
      traceId: span.traceID,
      spanId: span.spanID,
      name: span.operationName,
      kind: parseKind(tag('span.kind')),
      startUs: span.startTime,
      startRestNs: 0,
      durationNs: span.duration * 1000,
      status: parseStatus(tag('otel.status_code')),
      resource: resources.get(span.processID) ?? -1,
    });
    addTags(table, span.tags);
    for (const { refType, traceID, spanID } of span.references) {
      const kind = refType === 'FOLLOWS_FROM' ? REF_FOLLOWS_FROM : REF_CHILD_OF;
      table.reference(kind, traceID, spanID);
    }
    if (span.parentSpanID) table.reference(REF_PARENT_FIELD, undefined, span.parentSpanID);
    return row;
  });
  return buildTrace(table, rows, trace.traceID);
}

function addTags(table: SpanTable, tags: readonly JaegerTag[]): void {
  for (const { key, value } of tags) {
    table.attribute(key, typeof value === 'boolean' ? 'bool' : 'string', value);
  }
}

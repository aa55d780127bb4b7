// One entry of /api/v3/trace-summaries. Zero counts and empty names are left out.

import { STATUS_ERROR } from '../../model/span-kind.ts';
import type { WarnedSpan } from '../encode-jaeger-v1.ts';
import type { JsonObject } from '../encode-otlp.ts';
import { serviceOf } from './trace-store.ts';

interface ServiceCount {
  spans: number;
  errors: number;
}

/** The root is the earliest span without parent; an orphan names a parent that is not there. */
export function summarize(traceId: string, spans: readonly WarnedSpan[]): JsonObject {
  const ids = new Set(spans.map((span) => span.spanId));
  const services = new Map<string, ServiceCount>();
  let root: WarnedSpan | undefined;
  let startNs: bigint | undefined;
  let endNs = 0n;
  let errors = 0;
  let orphans = 0;
  for (const span of spans) {
    if (startNs === undefined || span.startNs < startNs) startNs = span.startNs;
    if (span.endNs > endNs) endNs = span.endNs;
    if (span.parentSpanId === '') {
      if (!root || span.startNs < root.startNs) root = span;
    } else if (!ids.has(span.parentSpanId)) orphans++;
    const failed = span.status === STATUS_ERROR ? 1 : 0;
    errors += failed;
    const count = services.get(serviceOf(span)) ?? { spans: 0, errors: 0 };
    services.set(serviceOf(span), { spans: count.spans + 1, errors: count.errors + failed });
  }
  return {
    traceId,
    rootServiceName: root && (serviceOf(root) || undefined),
    rootOperationName: root && (root.name || undefined),
    minStartTimeUnixNano: startNs ? startNs.toString() : undefined,
    maxEndTimeUnixNano: endNs === 0n ? undefined : endNs.toString(),
    spanCount: spans.length || undefined,
    errorSpanCount: errors || undefined,
    orphanSpanCount: orphans || undefined,
    services: [...services].map(([name, count]) => ({
      name,
      spanCount: count.spans,
      errorSpanCount: count.errors || undefined,
    })),
  };
}

// Which services call which, counted from the stored traces.

import { splitSharedIds } from './adjust-trace.ts';
import type { JaegerServer } from './api-answer.ts';
import { type StoredTrace, serviceOf } from './trace-store.ts';

export interface DependencyEdge {
  readonly parent: string;
  readonly child: string;
  readonly callCount: number;
}

/** Edges of the traces in a window of epoch milliseconds. */
export function dependenciesBetween(
  server: JaegerServer,
  startMs: number,
  endMs: number,
): DependencyEdge[] {
  const { storage, adjusters } = server.behaviour;
  const counts = new Map<string, { parent: string; child: string; callCount: number }>();
  for (const trace of server.store.traces()) {
    if (!isWithin(trace, startMs, endMs, storage.wholeTraceInDependencies)) continue;
    const spans = storage.model === 'jaeger' ? splitSharedIds(trace.spans) : trace.spans;
    if (adjusters.dependenciesChangeStore) trace.spans = [...spans];
    const services = new Map<string, string>();
    for (const span of spans) {
      if (!services.has(span.spanId)) services.set(span.spanId, serviceOf(span));
    }
    for (const span of spans) {
      const parent = services.get(span.parentSpanId);
      const child = serviceOf(span);
      if (parent === undefined || (parent === child && !storage.selfDependencies)) continue;
      const key = `${parent}\0${child}`;
      const edge = counts.get(key);
      if (edge) edge.callCount++;
      else counts.set(key, { parent, child, callCount: 1 });
    }
  }
  return [...counts.values()];
}

function isWithin(trace: StoredTrace, startMs: number, endMs: number, whole: boolean): boolean {
  const startNs = BigInt(startMs) * 1_000_000n;
  const endNs = BigInt(endMs) * 1_000_000n;
  if (whole) return trace.spans.every((span) => span.startNs >= startNs && span.endNs <= endNs);
  return trace.spans.some((span) => span.startNs > startNs && span.startNs < endNs);
}

// A trace as plain facts that can be compared: everything the model knows about its spans, in an
// order of its own, so that traces read from different formats are equal exactly when they say the same.

import type { Attribute } from '../../src/model/span-table.ts';
import type { Trace } from '../../src/model/trace.ts';

export interface SpanFacts {
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  readonly service: string;
  readonly name: string;
  readonly kind: string;
  readonly startNs: number;
  readonly durationNs: number;
  readonly status: number;
  readonly statusMessage: string | undefined;
  readonly failed: boolean;
  readonly adopted: boolean;
  readonly follows: boolean;
  /** `key=type:value`, sorted. */
  readonly attributes: readonly string[];
  readonly resource: readonly string[];
  /** `time name key=type:value …`, in order of time. */
  readonly events: readonly string[];
  readonly links: readonly string[];
}

export interface TraceFacts {
  readonly id: string;
  readonly startUs: number;
  readonly startRestNs: number;
  readonly incomplete: boolean;
  readonly warnings: readonly string[];
  /** Sorted by ID. */
  readonly spans: readonly SpanFacts[];
}

export function factsOf(trace: Trace): TraceFacts {
  const spans = Array.from({ length: trace.size }, (_, i) => spanFacts(trace, i));
  return {
    id: trace.id,
    startUs: trace.startUs,
    startRestNs: trace.startRestNs,
    incomplete: trace.incomplete,
    warnings: trace.warnings.map((w) => `${w.code} ×${w.count} ${w.ns ?? ''}`).sort(),
    spans: spans.sort((a, b) => (a.spanId < b.spanId ? -1 : 1)),
  };
}

function spanFacts(trace: Trace, i: number): SpanFacts {
  const parent = trace.parent[i] as number;
  return {
    spanId: trace.spanId(i),
    parentSpanId: parent < 0 ? undefined : trace.spanId(parent),
    service: trace.service(i),
    name: trace.name(i),
    kind: trace.kindName(i),
    startNs: trace.startNs[i] as number,
    durationNs: trace.durationNs[i] as number,
    status: trace.status(i),
    statusMessage: trace.statusMessage(i),
    failed: trace.failed[i] === 1,
    adopted: trace.adopted[i] === 1,
    follows: trace.follows[i] === 1,
    attributes: texts(trace.attributes(i)),
    resource: texts(trace.resourceAttributes(i)),
    events: trace
      .events(i)
      .map((event) => `${event.timeNs} ${event.name} ${texts(event.attributes).join(' ')}`),
    links: trace.links(i).map((link) => `${link.traceId}/${link.spanId}`),
  };
}

const texts = (attributes: readonly Attribute[]): string[] =>
  attributes.map(({ key, type, value }) => `${key}=${type}:${value}`).sort();

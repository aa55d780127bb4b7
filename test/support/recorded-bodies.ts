// Traces as a recorded version writes them, taken out of the recorded answers; where a trace was
// never recorded in a dialect, it is written from what was sent.

import { contexts, KINDS, valueText } from './recorded-search.ts';
import {
  type Recorded,
  recordings,
  type SentResource,
  type SentSpan,
  type SentTrace,
  type Version,
} from './recordings.ts';

interface V1Body {
  readonly data?: readonly { readonly traceID: string }[] | null;
}

interface V3Body {
  readonly result?: { readonly resourceSpans?: readonly SentResource[] };
}

/** Bodies of one version and run, by trace ID of 32 digits. */
export class RecordedBodies {
  readonly #version: Version;
  readonly #v1Raw = new Map<string, unknown>();
  readonly #v1 = new Map<string, unknown>();
  readonly #v3 = new Map<string, readonly SentResource[]>();

  constructor(version: Version, run: string) {
    this.#version = version;
    for (const answer of recordings(version)) {
      if (answer.run === run && answer.status === 200 && answer.method === 'GET') this.#add(answer);
    }
  }

  /** The element of v1 `data`. */
  v1(trace: SentTrace, raw: boolean): unknown {
    const known = (raw ? this.#v1Raw.get(trace.traceId) : undefined) ?? this.#v1.get(trace.traceId);
    return known ?? this.#v1Raw.get(trace.traceId) ?? v1FromSent(this.#version, trace);
  }

  /** The entries of v3 `resourceSpans`, raw where they were recorded so. */
  v3(trace: SentTrace): readonly SentResource[] {
    return this.#v3.get(trace.traceId) ?? trace.body.resourceSpans;
  }

  #add(answer: Recorded): void {
    let body: V1Body & V3Body;
    try {
      body = JSON.parse(answer.body) as V1Body & V3Body;
    } catch {
      return;
    }
    const raw = answer.parameters.some(([key, value]) => /raw/i.test(key) && value === 'true');
    for (const element of Array.isArray(body.data) ? body.data : []) {
      if (typeof element.traceID !== 'string') continue;
      const map = raw && answer.path !== '/api/traces' ? this.#v1Raw : this.#v1;
      const id = element.traceID.padStart(32, '0');
      if (!map.has(id)) map.set(id, element);
    }
    if (!raw) return;
    const byTrace = splitByTrace(body.result?.resourceSpans ?? []);
    for (const [id, entries] of byTrace) if (!this.#v3.has(id)) this.#v3.set(id, entries);
  }
}

function splitByTrace(entries: readonly SentResource[]): Map<string, SentResource[]> {
  const ids = new Set(
    entries.flatMap((e) => e.scopeSpans.flatMap((s) => s.spans.map((span) => span.traceId))),
  );
  const traces = new Map<string, SentResource[]>();
  for (const id of ids) {
    const own = entries
      .map((entry) => ({
        ...entry,
        scopeSpans: entry.scopeSpans
          .map((scope) => ({ ...scope, spans: scope.spans.filter((s) => s.traceId === id) }))
          .filter((scope) => scope.spans.length > 0),
      }))
      .filter((entry) => entry.scopeSpans.length > 0);
    traces.set(id, own);
  }
  return traces;
}

function v1FromSent(version: Version, trace: SentTrace): unknown {
  const processes: Record<string, unknown> = {};
  const names = new Map<unknown, string>();
  const spans = contexts(version, trace).map(({ span, service, resource }) => {
    let name = names.get(resource);
    if (name === undefined) {
      name = `p${names.size + 1}`;
      names.set(resource, name);
      const tags = resource.filter(({ key }) => key !== 'service.name').map(v1Tag);
      processes[name] = { serviceName: service, tags };
    }
    return v1Span(span, name);
  });
  const traceID = trace.traceId.replace(/^0{16}/, '');
  return { traceID, spans, processes, warnings: null };
}

function v1Span(span: SentSpan, processID: string): unknown {
  const startNs = BigInt(span.startTimeUnixNano ?? 0);
  const reference = (refType: string, traceID: string, spanID: string) => ({
    refType,
    traceID,
    spanID,
  });
  const references = span.parentSpanId
    ? [reference('CHILD_OF', span.traceId, span.parentSpanId)]
    : [];
  for (const link of span.links ?? []) {
    references.push(reference('FOLLOWS_FROM', link.traceId, link.spanId));
  }
  const kind = KINDS[span.kind ?? 0];
  const error = span.status?.code === 2;
  return {
    traceID: span.traceId.replace(/^0{16}/, ''),
    spanID: span.spanId,
    operationName: span.name ?? '',
    references,
    startTime: Number(startNs / 1000n),
    duration: Number((BigInt(span.endTimeUnixNano ?? 0) - startNs) / 1000n),
    tags: [
      ...(span.attributes ?? []).map(v1Tag),
      ...(kind ? [{ key: 'span.kind', type: 'string', value: kind }] : []),
      ...(error ? [{ key: 'error', type: 'bool', value: true }] : []),
      ...(error ? [{ key: 'otel.status_code', type: 'string', value: 'ERROR' }] : []),
    ],
    logs: (span.events ?? []).map((event) => ({
      timestamp: Number(BigInt(event.timeUnixNano ?? 0) / 1000n),
      fields: [
        { key: 'event', type: 'string', value: event.name ?? '' },
        ...(event.attributes ?? []).map(v1Tag),
      ],
    })),
    processID,
    warnings: null,
  };
}

function v1Tag({ key, value }: { key: string; value: Readonly<Record<string, unknown>> }): unknown {
  if (value.intValue !== undefined) return { key, type: 'int64', value: Number(value.intValue) };
  if (value.doubleValue !== undefined) return { key, type: 'float64', value: value.doubleValue };
  if (value.boolValue !== undefined) return { key, type: 'bool', value: value.boolValue };
  return { key, type: 'string', value: valueText(value) };
}

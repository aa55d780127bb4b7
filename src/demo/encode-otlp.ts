// Demo spans as OTLP JSON: what api_v3 answers, what an OTLP request holds, and what the
// collector's file exporter writes.

import type {
  DemoAttributes,
  DemoEvent,
  DemoLink,
  DemoResource,
  DemoScope,
  DemoSpan,
  DemoTrace,
  DemoValue,
} from './demo-trace.ts';
import { writeJson } from './write-json.ts';

/** How a writer of OTLP JSON treats what is empty; they differ between releases. */
export interface OtlpStyle {
  /** Write `parentSpanId: ""` for a span without parent. */
  readonly emptyParent: boolean;
  /** Write `attributes: []` for an event without attributes. */
  readonly emptyEventAttributes: boolean;
}

const PLAIN: OtlpStyle = { emptyParent: false, emptyEventAttributes: false };

/** A JSON object ready for `writeJson`; numbers of 64 bits are strings, as in protobuf JSON. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Which spans share one `resourceSpans` entry. Spans of equal key are put together. */
export type ResourceKey = (span: DemoSpan) => unknown;

/** A list of `resourceSpans`, one per resource key in order of first appearance. */
export function encodeResourceSpans(
  spans: Iterable<DemoSpan>,
  style: OtlpStyle = PLAIN,
  keyOf: ResourceKey = (span) => span.resource,
): JsonObject[] {
  const groups = new Map<unknown, { resource: DemoResource; scopes: Map<string, ScopeGroup> }>();
  for (const span of spans) {
    const key = keyOf(span);
    let group = groups.get(key);
    if (!group) {
      group = { resource: span.resource, scopes: new Map() };
      groups.set(key, group);
    }
    const scopeKey = writeJson(encodeScope(span.scope));
    let scope = group.scopes.get(scopeKey);
    if (!scope) {
      scope = { scope: span.scope, spans: [] };
      group.scopes.set(scopeKey, scope);
    }
    scope.spans.push(encodeSpan(span, style));
  }
  return [...groups.values()].map(({ resource, scopes }) => ({
    resource: { attributes: encodeAttributes(resource.attributes) },
    scopeSpans: [...scopes.values()].map(({ scope, spans: members }) => ({
      scope: encodeScope(scope),
      spans: members,
    })),
  }));
}

interface ScopeGroup {
  readonly scope: DemoScope;
  readonly spans: JsonObject[];
}

/** One OTLP export request, or the body of an OTLP JSON file, with all spans of `traces`. */
export function encodeOtlp(traces: readonly DemoTrace[]): string {
  return writeJson({ resourceSpans: encodeResourceSpans(allSpans(traces)) });
}

/** The answer of api_v3 to `traces`: one `result` object. */
export function encodeV3(traces: readonly DemoTrace[]): string {
  return writeJson({ result: { resourceSpans: encodeResourceSpans(allSpans(traces)) } });
}

/**
 * Export requests, one a line, as the collector's file exporter writes them: `spansPerLine` spans
 * in order of their end, so the spans of a trace are spread over lines.
 */
export function encodeOtlpLines(traces: readonly DemoTrace[], spansPerLine = 50): string {
  const spans = [...allSpans(traces)].sort((a, b) => Number(a.endNs - b.endNs));
  let text = '';
  for (let from = 0; from < spans.length; from += spansPerLine) {
    const batch = spans.slice(from, from + spansPerLine);
    text += `${writeJson({ resourceSpans: encodeResourceSpans(batch) })}\n`;
  }
  return text;
}

function* allSpans(traces: readonly DemoTrace[]): Iterable<DemoSpan> {
  for (const trace of traces) yield* trace.spans;
}

function encodeScope(scope: DemoScope): JsonObject {
  return {
    name: scope.name || undefined,
    version: scope.version || undefined,
    attributes: scope.attributes.length > 0 ? encodeAttributes(scope.attributes) : undefined,
  };
}

function encodeSpan(span: DemoSpan, style: OtlpStyle): JsonObject {
  return {
    traceId: span.traceId,
    spanId: span.spanId,
    traceState: span.traceState || undefined,
    parentSpanId: span.parentSpanId || (style.emptyParent ? '' : undefined),
    name: span.name || undefined,
    kind: span.kind || undefined,
    startTimeUnixNano: span.startNs === 0n ? undefined : span.startNs.toString(),
    endTimeUnixNano: span.endNs === 0n ? undefined : span.endNs.toString(),
    attributes: span.attributes.length > 0 ? encodeAttributes(span.attributes) : undefined,
    events:
      span.events.length > 0 ? span.events.map((event) => encodeEvent(event, style)) : undefined,
    links: span.links.length > 0 ? span.links.map(encodeLink) : undefined,
    status: { message: span.statusMessage || undefined, code: span.status || undefined },
  };
}

function encodeEvent(event: DemoEvent, style: OtlpStyle): JsonObject {
  const some = event.attributes.length > 0 || style.emptyEventAttributes;
  return {
    timeUnixNano: event.timeNs === 0n ? undefined : event.timeNs.toString(),
    name: event.name || undefined,
    attributes: some ? encodeAttributes(event.attributes) : undefined,
  };
}

function encodeLink(link: DemoLink): JsonObject {
  return {
    traceId: link.traceId,
    spanId: link.spanId,
    traceState: link.traceState || undefined,
    attributes: link.attributes.length > 0 ? encodeAttributes(link.attributes) : undefined,
  };
}

function encodeAttributes(attributes: DemoAttributes): JsonObject[] {
  return attributes.map(([key, value]) => ({ key, value: encodeValue(value) }));
}

function encodeValue(value: DemoValue): JsonObject {
  if (value === null) return {};
  switch (typeof value) {
    case 'string':
      return { stringValue: value };
    case 'boolean':
      return { boolValue: value };
    case 'bigint':
      return { intValue: value.toString() };
    case 'number':
      return { doubleValue: Number.isFinite(value) ? value : String(value) };
  }
  if ('bytes' in value) return { bytesValue: Buffer.from(value.bytes).toString('base64') };
  if ('array' in value) {
    const values = value.array.map(encodeValue);
    return { arrayValue: values.length > 0 ? { values } : {} };
  }
  const values = encodeAttributes(value.map);
  return { kvlistValue: values.length > 0 ? { values } : {} };
}

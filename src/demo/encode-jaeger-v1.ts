// Demo spans as Jaeger's own JSON: what /api/traces answers and what the UI downloads.

import { kindName, STATUS_ERROR, STATUS_OK } from '../model/span-kind.ts';
import {
  type DemoAttributes,
  type DemoEvent,
  type DemoResource,
  type DemoSpan,
  type DemoTrace,
  type DemoValue,
  findAttribute,
} from './demo-trace.ts';
import type { JsonObject } from './encode-otlp.ts';
import { writeJson } from './write-json.ts';

/** A span with what the server has to say about it. */
export interface WarnedSpan extends DemoSpan {
  readonly warnings?: readonly string[] | undefined;
}

/** How releases differ in writing the instrumentation library. */
export interface JaegerStyle {
  readonly libraryTags: 'otel.library' | 'otel.scope';
  /** Library tags are tags of the process, not of the span. */
  readonly libraryOfProcess: boolean;
}

const PLAIN: JaegerStyle = { libraryTags: 'otel.scope', libraryOfProcess: false };
const MAX_SAFE = BigInt(Number.MAX_SAFE_INTEGER);

/** The API's answer with these traces: `{"data": […], …}`. Throws UnsupportedJsonValue on NaN. */
export function encodeJaegerV1(traces: readonly DemoTrace[]): string {
  const data = traces.map((trace) => encodeJaegerTrace(trace.traceId, trace.spans));
  return writeJson({ data, total: 0, limit: 0, offset: 0, errors: null });
}

/** One trace object with its spans and processes. */
export function encodeJaegerTrace(
  traceId: string,
  spans: readonly WarnedSpan[],
  style: JaegerStyle = PLAIN,
): JsonObject {
  const processes = new Map<string, { id: string; process: JsonObject }>();
  const encoded = spans.map((span) => {
    const library = libraryTags(span, style);
    const process = encodeProcess(span.resource, style.libraryOfProcess ? library : []);
    const key = writeJson(process);
    let known = processes.get(key);
    if (!known) {
      known = { id: `p${processes.size + 1}`, process };
      processes.set(key, known);
    }
    return encodeSpan(span, style.libraryOfProcess ? [] : library, known.id);
  });
  return {
    traceID: shortTraceId(traceId),
    spans: encoded,
    processes: Object.fromEntries([...processes.values()].map(({ id, process }) => [id, process])),
    warnings: null,
  };
}

/** 16 digits when the high half is zero, as v1 writes trace IDs; otherwise all 32. */
export function shortTraceId(traceId: string): string {
  return traceId.startsWith('0000000000000000') ? traceId.slice(16) : traceId;
}

function libraryTags(span: DemoSpan, style: JaegerStyle): DemoAttributes {
  const tags: (readonly [string, DemoValue])[] = [];
  if (span.scope.name) tags.push([`${style.libraryTags}.name`, span.scope.name]);
  if (span.scope.version) tags.push([`${style.libraryTags}.version`, span.scope.version]);
  return tags;
}

function encodeProcess(resource: DemoResource, library: DemoAttributes): JsonObject {
  const serviceName = findAttribute(resource.attributes, 'service.name');
  const tags = [...library, ...resource.attributes.filter(([key]) => key !== 'service.name')];
  return {
    serviceName: typeof serviceName === 'string' ? serviceName : '',
    tags: encodeTags(tags),
  };
}

function encodeSpan(span: WarnedSpan, library: DemoAttributes, processID: string): JsonObject {
  const { warnings } = span;
  return {
    traceID: shortTraceId(span.traceId),
    spanID: span.spanId,
    operationName: span.name,
    references: encodeReferences(span),
    startTime: span.startNs / 1000n,
    duration: unsignedMicroseconds(span.endNs - span.startNs),
    tags: encodeTags([...library, ...span.attributes, ...fieldTags(span)]),
    logs: span.events.map(encodeLog),
    processID,
    warnings: warnings && warnings.length > 0 ? warnings : null,
  };
}

// A negative duration wraps around, as the server's unsigned arithmetic has it.
function unsignedMicroseconds(ns: bigint): bigint {
  return BigInt.asUintN(64, ns / 1000n);
}

// A link to the parent replaces the reference to it.
function encodeReferences(span: DemoSpan): JsonObject[] {
  const references: JsonObject[] = [];
  const linked = span.links.some(
    (link) => link.traceId === span.traceId && link.spanId === span.parentSpanId,
  );
  if (span.parentSpanId && !linked) {
    references.push(reference('CHILD_OF', span.traceId, span.parentSpanId));
  }
  for (const link of span.links) {
    const child = findAttribute(link.attributes, 'opentracing.ref_type') === 'child_of';
    references.push(reference(child ? 'CHILD_OF' : 'FOLLOWS_FROM', link.traceId, link.spanId));
  }
  return references;
}

const reference = (refType: string, traceId: string, spanID: string): JsonObject => ({
  refType,
  traceID: shortTraceId(traceId),
  spanID,
});

// What OTLP has fields for and Jaeger has tags for.
function fieldTags(span: DemoSpan): DemoAttributes {
  const tags: (readonly [string, DemoValue])[] = [];
  if (span.kind) tags.push(['span.kind', kindName(span.kind)]);
  if (span.status === STATUS_ERROR) {
    tags.push(['otel.status_code', 'ERROR'], ['error', true]);
  } else if (span.status === STATUS_OK) {
    tags.push(['otel.status_code', 'OK']);
  }
  if (span.statusMessage) tags.push(['otel.status_description', span.statusMessage]);
  if (span.traceState) tags.push(['w3c.tracestate', span.traceState]);
  return tags;
}

function encodeLog(event: DemoEvent): JsonObject {
  const named = event.name !== '' && findAttribute(event.attributes, 'event') === undefined;
  const name: DemoAttributes = named ? [['event', event.name]] : [];
  return { timestamp: event.timeNs / 1000n, fields: encodeTags([...name, ...event.attributes]) };
}

const encodeTags = (attributes: DemoAttributes): JsonObject[] =>
  attributes.map(([key, value]) => encodeTag(key, value));

function encodeTag(key: string, value: DemoValue): JsonObject {
  if (value === null) return { key, type: 'string', value: '' };
  switch (typeof value) {
    case 'string':
      return { key, type: 'string', value };
    case 'boolean':
      return { key, type: 'bool', value };
    case 'bigint': {
      const safe = value <= MAX_SAFE && value >= -MAX_SAFE;
      return { key, type: 'int64', value: safe ? value : value.toString() };
    }
    case 'number':
      return { key, type: 'float64', value };
  }
  if ('bytes' in value) {
    return { key, type: 'binary', value: Buffer.from(value.bytes).toString('base64') };
  }
  return { key, type: 'string', value: valueText(value) };
}

/** A value as Jaeger turns it into text: arrays and maps as JSON, map keys in order. */
export function valueText(value: DemoValue): string {
  if (value === null) return '';
  if (typeof value !== 'object') return String(value);
  if ('bytes' in value) return Buffer.from(value.bytes).toString('base64');
  return writeJson(plain(value));
}

function plain(value: DemoValue): unknown {
  if (value === null || typeof value !== 'object') return value;
  if ('bytes' in value) return Buffer.from(value.bytes).toString('base64');
  if ('array' in value) return value.array.map(plain);
  const sorted = [...value.map].sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(sorted.map(([key, inner]) => [key, plain(inner)]));
}

// OTLP JSON into demo spans, exactly: what a client sent to the server that the demo plays. For the
// server's /api/transform and for tests; files that users bring are read by sources/formats.

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

interface Fields {
  readonly [key: string]: unknown;
}

/** All spans of an export request, in order; spans of one `resourceSpans` entry share a resource. */
export function decodeOtlp(request: unknown): DemoSpan[] {
  const spans: DemoSpan[] = [];
  for (const entry of list(fields(request), 'resourceSpans')) {
    const resource: DemoResource = { attributes: attributesIn(fields(entry.resource)) };
    for (const scoped of list(entry, 'scopeSpans')) {
      const scope = decodeScope(fields(scoped.scope));
      for (const span of list(scoped, 'spans')) spans.push(decodeSpan(span, resource, scope));
    }
  }
  return spans;
}

/** The spans of export requests grouped by trace, in order of first arrival. */
export function tracesOf(spans: Iterable<DemoSpan>): DemoTrace[] {
  const byId = new Map<string, DemoSpan[]>();
  for (const span of spans) {
    const known = byId.get(span.traceId);
    if (known) known.push(span);
    else byId.set(span.traceId, [span]);
  }
  return [...byId].map(([traceId, members]) => ({ traceId, scenario: '', spans: members }));
}

const fields = (value: unknown): Fields =>
  typeof value === 'object' && value !== null ? (value as Fields) : {};

const list = (owner: Fields, key: string): Fields[] =>
  Array.isArray(owner[key]) ? owner[key].map(fields) : [];

const text = (owner: Fields, key: string): string =>
  typeof owner[key] === 'string' ? owner[key] : '';

const id = (owner: Fields, key: string): string => {
  const value = text(owner, key).toLowerCase();
  return /^0*$/.test(value) ? '' : value;
};

const time = (owner: Fields, key: string): bigint => {
  const value = owner[key];
  return typeof value === 'string' || typeof value === 'number' ? BigInt(value) : 0n;
};

const number = (owner: Fields, key: string): number =>
  typeof owner[key] === 'number' ? owner[key] : 0;

function decodeScope(scope: Fields): DemoScope {
  return {
    name: text(scope, 'name'),
    version: text(scope, 'version'),
    attributes: attributesIn(scope),
  };
}

function decodeSpan(span: Fields, resource: DemoResource, scope: DemoScope): DemoSpan {
  const status = fields(span.status);
  return {
    traceId: text(span, 'traceId').toLowerCase(),
    spanId: text(span, 'spanId').toLowerCase(),
    parentSpanId: id(span, 'parentSpanId'),
    name: text(span, 'name'),
    kind: number(span, 'kind'),
    startNs: time(span, 'startTimeUnixNano'),
    endNs: time(span, 'endTimeUnixNano'),
    status: number(status, 'code'),
    statusMessage: text(status, 'message'),
    traceState: text(span, 'traceState'),
    attributes: attributesIn(span),
    events: list(span, 'events').map(decodeEvent),
    links: list(span, 'links').map(decodeLink),
    resource,
    scope,
  };
}

const decodeEvent = (event: Fields): DemoEvent => ({
  name: text(event, 'name'),
  timeNs: time(event, 'timeUnixNano'),
  attributes: attributesIn(event),
});

const decodeLink = (link: Fields): DemoLink => ({
  traceId: text(link, 'traceId').toLowerCase(),
  spanId: text(link, 'spanId').toLowerCase(),
  traceState: text(link, 'traceState'),
  attributes: attributesIn(link),
});

const attributesIn = (owner: Fields): DemoAttributes => keyValues(owner, 'attributes');

const keyValues = (owner: Fields, key: string): DemoAttributes =>
  list(owner, key).map((entry) => [text(entry, 'key'), decodeValue(fields(entry.value))]);

function decodeValue(value: Fields): DemoValue {
  if (typeof value.stringValue === 'string') return value.stringValue;
  if (typeof value.boolValue === 'boolean') return value.boolValue;
  const { intValue, doubleValue, bytesValue, arrayValue, kvlistValue } = value;
  if (typeof intValue === 'string' || typeof intValue === 'number') return BigInt(intValue);
  if (typeof doubleValue === 'string' || typeof doubleValue === 'number') {
    return Number(doubleValue);
  }
  if (typeof bytesValue === 'string') return { bytes: Buffer.from(bytesValue, 'base64') };
  if (arrayValue) return { array: list(fields(arrayValue), 'values').map(decodeValue) };
  if (kvlistValue) return { map: keyValues(fields(kvlistValue), 'values') };
  return null;
}

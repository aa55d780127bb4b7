// Zipkin v2 JSON: a list of spans, or a list of traces that are lists of spans. Times are
// microseconds, a client and its server may share one span ID, tags are texts.

import type { Notes } from '../../model/notes.ts';
import { parseKind, STATUS_ERROR, STATUS_UNSET } from '../../model/span-kind.ts';
import { REF_CHILD_OF, type SpanTable } from '../../model/span-table.ts';
import { isBlankId } from '../../model/trace-id.ts';
import type { DocumentHead, TraceFormat } from './format.ts';
import { RecordedEvent } from './recorded-event.ts';
import { type RecordedSpan, recordedSpanFor } from './recorded-span.ts';
import { restOfMicros } from './wire-time.ts';
import { asList, asNumber, asObject, asText, kindOfValue, type WireObject } from './wire-values.ts';

export const zipkinV2: TraceFormat = {
  id: 'zipkin-v2',
  title: 'Zipkin v2 JSON',
  elementKeys: [''],
  spansOfATrace: 'anywhere',

  matches: ({ keys }: DocumentHead) => keys.includes('traceId') && keys.includes('id'),

  decode(element: unknown, table: SpanTable, notes: Notes, place: string): void {
    if (!Array.isArray(element)) {
      decodeSpan(element, table, notes, place);
      return;
    }
    for (let i = 0; i < element.length; i++) {
      decodeSpan(element[i], table, notes, `${place}[${i}]`);
    }
  },
};

function decodeSpan(rawSpan: unknown, table: SpanTable, notes: Notes, place: string): void {
  const raw = asObject(rawSpan);
  const traceId = asText(raw?.traceId) ?? '';
  const spanId = asText(raw?.id) ?? '';
  if (!raw || traceId === '' || spanId === '') {
    const what = raw ? `has no ${traceId === '' ? 'traceId' : 'id'}` : `is ${kindOfValue(rawSpan)}`;
    notes.add('span-unreadable', `${place} ${what}: skipped`);
    return;
  }
  const span = recordedSpanFor(table);
  span.reset();
  span.kind = parseKind(raw.kind);
  decodeTags(raw.tags, span, notes, `${place}.tags`);
  const peer = asText(asObject(raw.remoteEndpoint)?.serviceName);
  if (peer) span.attribute('peer.service', 'string', peer);
  const start = asNumber(raw.timestamp);
  span.begin({
    traceId,
    spanId,
    name: asText(raw.name) ?? '',
    startUs: Math.floor(start),
    startRestNs: restOfMicros(start),
    durationNs: Math.round(asNumber(raw.duration) * 1000),
    resource: resourceOf(raw, table),
  });
  const parent = asText(raw.parentId) ?? '';
  if (!isBlankId(parent)) table.reference(REF_CHILD_OF, undefined, parent);
  decodeAnnotations(raw.annotations, table, notes, `${place}.annotations`);
}

// In Zipkin the mere presence of `error` means failure; its value is the message.
function decodeTags(raw: unknown, span: RecordedSpan, notes: Notes, place: string): void {
  const tags = asObject(raw);
  if (raw !== undefined && raw !== null && !tags) {
    notes.add('attributes-unreadable', `${place} is ${kindOfValue(raw)}, no object: skipped`);
  }
  for (const [key, value] of Object.entries(tags ?? {})) {
    const text = asText(value) ?? '';
    span.attribute(key, 'string', text);
    if (key !== 'error' || text === 'false' || span.status !== STATUS_UNSET) continue;
    span.status = STATUS_ERROR;
    if (text !== 'true') span.statusMessage = text;
  }
}

function decodeAnnotations(raw: unknown, table: SpanTable, notes: Notes, place: string): void {
  const event = new RecordedEvent();
  const annotations = asList(raw, notes, place, 'events');
  for (let i = 0; i < annotations.length; i++) {
    const annotation = asObject(annotations[i]);
    if (!annotation) {
      notes.add('event-unreadable', `${place}[${i}] is ${kindOfValue(annotations[i])}: skipped`);
      continue;
    }
    const time = asNumber(annotation.timestamp);
    event.reset(asText(annotation.value) ?? '');
    event.begin(table, Math.floor(time), restOfMicros(time));
  }
}

// Every span repeats its endpoint; one resource per service and address of a table is enough.
const resources = new WeakMap<SpanTable, Map<string, number>>();

function resourceOf(raw: WireObject, table: SpanTable): number {
  const endpoint = asObject(raw.localEndpoint);
  const service = asText(endpoint?.serviceName) ?? '';
  const ip = asText(endpoint?.ipv4) ?? asText(endpoint?.ipv6) ?? '';
  let known = resources.get(table);
  if (!known) {
    known = new Map();
    resources.set(table, known);
  }
  const key = JSON.stringify([service, ip]);
  let resource = known.get(key);
  if (resource === undefined) {
    resource = table.beginResource(service);
    if (ip !== '') table.attribute('ip', 'string', ip);
    known.set(key, resource);
  }
  return resource;
}

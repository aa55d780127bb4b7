// OTLP's resource, scope and span objects to columns; shared by every format that wraps them.

import type { Notes } from '../../model/notes.ts';
import { parseKind, parseStatus } from '../../model/span-kind.ts';
import {
  REF_CHILD_OF,
  REF_FOLLOWS_FROM,
  REF_LINK,
  type SpanTable,
} from '../../model/span-table.ts';
import { isBlankId } from '../../model/trace-id.ts';
import { decodeKeyValues } from './otlp-values.ts';
import { RecordedEvent } from './recorded-event.ts';
import { type AttributeSink, type RecordedSpan, recordedSpanFor } from './recorded-span.ts';
import { otlpId } from './wire-id.ts';
import { WireNanos } from './wire-time.ts';
import { asList, asObject, asText, kindOfValue, type WireObject } from './wire-values.ts';

/** Decodes one `resourceSpans` entry; `place` names it in notes. */
export function decodeResourceSpans(
  raw: unknown,
  table: SpanTable,
  notes: Notes,
  place: string,
): void {
  const entry = asObject(raw);
  if (!entry) {
    notes.add('element-unreadable', `${place} is ${kindOfValue(raw)}, not an object: skipped`);
    return;
  }
  // The second key is that of OTLP before 0.15 (2022).
  const key = entry.scopeSpans === undefined ? 'instrumentationLibrarySpans' : 'scopeSpans';
  const scopes = asList(entry[key], notes, `${place}.${key}`, 'scope-spans');
  if (scopes.length === 0) return;
  const resource = decodeResource(entry.resource, table, notes, `${place}.resource`);
  const decoder = new OtlpSpanDecoder(table, notes, resource);
  for (let i = 0; i < scopes.length; i++) decoder.scope(scopes[i], `${place}.${key}[${i}]`);
}

function decodeResource(raw: unknown, table: SpanTable, notes: Notes, place: string): number {
  const attributes = new ResourceAttributes();
  decodeKeyValues(asObject(raw)?.attributes, attributes, notes, `${place}.attributes`);
  return attributes.begin(table);
}

// The service name is the resource's name, not one of its attributes, as in Jaeger's processes.
class ResourceAttributes implements AttributeSink {
  #service: string | undefined;
  readonly #attributes: Parameters<AttributeSink['attribute']>[] = [];

  attribute(...attribute: Parameters<AttributeSink['attribute']>): void {
    const [key, , value] = attribute;
    if (key === 'service.name' && this.#service === undefined) this.#service = String(value);
    else this.#attributes.push(attribute);
  }

  begin(table: SpanTable): number {
    const resource = table.beginResource(this.#service ?? '');
    for (const attribute of this.#attributes) table.attribute(...attribute);
    return resource;
  }
}

class OtlpSpanDecoder {
  readonly #span: RecordedSpan;
  readonly #event = new RecordedEvent();
  readonly #start = new WireNanos();
  readonly #end = new WireNanos();

  constructor(
    readonly table: SpanTable,
    readonly notes: Notes,
    readonly resource: number,
  ) {
    this.#span = recordedSpanFor(table);
  }

  scope(raw: unknown, place: string): void {
    const { notes } = this;
    const entry = asObject(raw);
    if (!entry) {
      notes.add('scope-spans-unreadable', `${place} is ${kindOfValue(raw)}: skipped`);
      return;
    }
    const scope = asObject(entry.scope ?? entry.instrumentationLibrary) ?? {};
    const spans = asList(entry.spans, notes, `${place}.spans`, 'spans');
    for (let i = 0; i < spans.length; i++) this.#decode(spans[i], scope, `${place}.spans[${i}]`);
  }

  #decode(rawSpan: unknown, scope: WireObject, place: string): void {
    const { notes } = this;
    const raw = asObject(rawSpan);
    const traceId = otlpId(raw?.traceId);
    const spanId = otlpId(raw?.spanId);
    if (!raw || traceId === '' || spanId === '') {
      notes.add('span-unreadable', `${place} ${whatIsMissing(rawSpan, traceId)}: skipped`);
      return;
    }
    const span = this.#span;
    span.reset();
    span.kind = parseKind(raw.kind);
    this.#status(raw.status);
    span.scopeName = asText(scope.name) ?? '';
    span.scopeVersion = asText(scope.version) ?? '';
    span.traceState = asText(raw.traceState) ?? '';
    decodeKeyValues(raw.attributes, span, notes, `${place}.attributes`);
    const start = this.#start.read(raw.startTimeUnixNano);
    span.begin({
      traceId,
      spanId,
      name: asText(raw.name) ?? '',
      startUs: start.us,
      startRestNs: start.restNs,
      durationNs: durationOf(start, this.#end.read(raw.endTimeUnixNano)),
      resource: this.resource,
    });
    this.#references(raw, traceId, place);
    this.#events(raw.events, `${place}.events`);
  }

  #status(raw: unknown): void {
    const status = asObject(raw);
    this.#span.status = parseStatus(status?.code);
    this.#span.statusMessage = asText(status?.message) ?? '';
  }

  // A parent that is also linked is followed, not waited for: messaging instrumentation writes
  // both, and Jaeger's v1 JSON keeps only FOLLOWS_FROM of the two.
  #references(raw: WireObject, traceId: string, place: string): void {
    const { table, notes } = this;
    const parent = otlpId(raw.parentSpanId);
    const links = asList(raw.links, notes, `${place}.links`, 'links');
    if (links.length === 0) {
      if (!isBlankId(parent)) table.reference(REF_CHILD_OF, undefined, parent);
      return;
    }
    const targets: [traceId: string, spanId: string][] = [];
    for (let i = 0; i < links.length; i++) {
      const link = asObject(links[i]);
      const linkTrace = otlpId(link?.traceId);
      const linkSpan = otlpId(link?.spanId);
      if (!link) notes.add('link-unreadable', `${place}.links[${i}] is no object: skipped`);
      else if (!isBlankId(linkTrace) && !isBlankId(linkSpan)) targets.push([linkTrace, linkSpan]);
    }
    const isLinked = targets.some(([trace, span]) => trace === traceId && span === parent);
    if (!isBlankId(parent)) {
      table.reference(isLinked ? REF_FOLLOWS_FROM : REF_CHILD_OF, undefined, parent);
    }
    for (const [trace, span] of targets) {
      if (trace === traceId && span === parent) continue;
      table.reference(REF_LINK, trace === traceId ? undefined : trace, span);
    }
  }

  #events(raw: unknown, place: string): void {
    const { notes, table } = this;
    const events = asList(raw, notes, place, 'events');
    for (let i = 0; i < events.length; i++) {
      const event = asObject(events[i]);
      if (!event) {
        notes.add('event-unreadable', `${place}[${i}] is ${kindOfValue(events[i])}: skipped`);
        continue;
      }
      this.#event.reset(asText(event.name) ?? '');
      decodeKeyValues(event.attributes, this.#event, notes, `${place}[${i}].attributes`);
      const time = this.#start.read(event.timeUnixNano);
      this.#event.begin(table, time.us, time.restNs);
    }
  }
}

function whatIsMissing(raw: unknown, traceId: string): string {
  if (!asObject(raw)) return `is ${kindOfValue(raw)}`;
  return traceId === '' ? 'has no traceId' : 'has no spanId';
}

// An end of zero is a span that never ended: its duration is unknown, not negative.
function durationOf(start: WireNanos, end: WireNanos): number {
  if (end.us === 0 && end.restNs === 0 && start.us > 0) return Number.NaN;
  return (end.us - start.us) * 1000 + (end.restNs - start.restNs);
}

// What every reader fills and every analysis reads: spans as columns, no object per span.
// Transport-free, in OpenTelemetry's words. Rows are in input order and may belong to many traces;
// `buildTrace` picks one trace's rows out and puts them in tree order.
//
// Filling is a small state machine: `beginResource`, then for each span `beginSpan`, its
// `attribute`s, `reference`s, and for each event `beginEvent` and its `attribute`s. An attribute
// always belongs to whatever was begun last.

import { Float64Column, Int32Column, Uint8Column } from '../lib/column.ts';
import { SharedTexts } from '../lib/shared-texts.ts';
import { StringTable } from '../lib/string-table.ts';

/** How an attribute value was recorded. `json` holds the JSON text of an array or map. */
export type AttributeType = 'string' | 'bool' | 'int' | 'double' | 'bytes' | 'json';
export type AttributeValue = string | number | boolean;

const TYPES: readonly AttributeType[] = ['string', 'bool', 'int', 'double', 'bytes', 'json'];
const TYPE_NUMBER = { string: 0, bool: 1, int: 2, double: 3, bytes: 4, json: 5 } as const;

/** Reference kinds. Links point elsewhere and never make a parent. */
export const REF_CHILD_OF = 0;
export const REF_FOLLOWS_FROM = 1;
export const REF_LINK = 2;
/** Jaeger's old `parentSpanID` field: used only when no other candidate reference exists. */
export const REF_PARENT_FIELD = 3;

/** One span as a reader hands it in; the object is not kept. */
export interface SpanInput {
  /** As recorded; IDs are opaque, equal text means equal ID. */
  readonly traceId: string;
  readonly spanId: string;
  readonly name: string;
  /** OTLP number, see span-kind.ts. */
  readonly kind: number;
  /** Epoch microseconds, an integer; NaN when missing or unreadable. */
  readonly startUs: number;
  /** The nanoseconds below `startUs`, 0 to 999. */
  readonly startRestNs: number;
  /** Integer nanoseconds; negative as recorded; NaN when unreadable. */
  readonly durationNs: number;
  /** OTLP number, see span-kind.ts. */
  readonly status: number;
  readonly statusMessage?: string | undefined;
  /** From `beginResource`, or -1 when the process is missing. */
  readonly resource: number;
}

/** An attribute read back. */
export interface Attribute {
  readonly key: string;
  readonly type: AttributeType;
  readonly value: AttributeValue;
}

/** Columns of spans, their attributes, events, references and resources. */
export class SpanTable {
  /** Service, span and event names, attribute keys. */
  readonly strings = new StringTable();
  readonly traceIds = new StringTable();
  readonly spanIds = new StringTable();

  readonly spanTraceId = new Int32Column();
  readonly spanSpanId = new Int32Column();
  readonly spanName = new Int32Column();
  /** kind * 4 + status */
  readonly spanKindStatus = new Uint8Column();
  readonly spanResource = new Int32Column();
  readonly spanStartUs = new Float64Column();
  readonly spanStartRestNs = new Int32Column();
  readonly spanDurationNs = new Float64Column();
  readonly spanAttributes = new Ranges();
  readonly spanEvents = new Ranges();
  readonly spanReferences = new Ranges();

  readonly resourceService = new Int32Column();
  readonly resourceAttributes = new Ranges();

  readonly eventName = new Int32Column();
  readonly eventTimeUs = new Float64Column();
  readonly eventTimeRestNs = new Int32Column();
  readonly eventAttributes = new Ranges();

  /** One of the REF_ constants. */
  readonly referenceKind = new Uint8Column();
  /** Number in `traceIds`, or -1 when the reference names no trace. */
  readonly referenceTraceId = new Int32Column();
  /** Number in `spanIds`. */
  readonly referenceSpanId = new Int32Column();

  readonly attributeKey = new Int32Column();
  readonly attributeType = new Uint8Column();
  readonly attributeValues: AttributeValue[] = [];

  /** Texts the server attached to spans: rows and texts in step. */
  readonly serverWarningRow = new Int32Column();
  readonly serverWarningText: string[] = [];
  readonly #statusMessages = new Map<number, string>();
  readonly #sharedTexts = new SharedTexts();

  #open: Ranges = this.resourceAttributes;

  /** Spans held. */
  get size(): number {
    return this.spanName.length;
  }

  /** Starts a resource (Jaeger: process); an absent service name is `unknown-service`. */
  beginResource(service: string): number {
    this.resourceService.push(this.strings.intern(service));
    this.#open = this.resourceAttributes;
    return this.resourceAttributes.begin(this.attributeKey.length);
  }

  /** Starts a span; attributes, references and events that follow are its own. Returns its row. */
  beginSpan(span: SpanInput): number {
    this.spanTraceId.push(this.traceIds.intern(span.traceId));
    this.spanSpanId.push(this.spanIds.intern(span.spanId));
    this.spanName.push(this.strings.intern(span.name));
    this.spanKindStatus.push(span.kind * 4 + span.status);
    this.spanResource.push(span.resource);
    this.spanStartUs.push(span.startUs);
    this.spanStartRestNs.push(span.startRestNs);
    this.spanDurationNs.push(span.durationNs);
    this.spanEvents.begin(this.eventName.length);
    this.spanReferences.begin(this.referenceKind.length);
    this.#open = this.spanAttributes;
    const row = this.spanAttributes.begin(this.attributeKey.length);
    if (span.statusMessage) this.#statusMessages.set(row, span.statusMessage);
    return row;
  }

  /** Starts an event (Jaeger: log) of the span begun last. */
  beginEvent(name: string, timeUs: number, timeRestNs: number): void {
    this.eventName.push(this.strings.intern(name));
    this.eventTimeUs.push(timeUs);
    this.eventTimeRestNs.push(timeRestNs);
    this.spanEvents.grow(1);
    this.#open = this.eventAttributes;
    this.eventAttributes.begin(this.attributeKey.length);
  }

  /** Adds a reference of the span begun last; `traceId` undefined means the span's own trace. */
  reference(kind: number, traceId: string | undefined, spanId: string): void {
    this.referenceKind.push(kind);
    this.referenceTraceId.push(traceId === undefined ? -1 : this.traceIds.intern(traceId));
    this.referenceSpanId.push(this.spanIds.intern(spanId));
    this.spanReferences.grow(1);
  }

  /** Adds an attribute to the resource, span or event begun last. */
  attribute(key: string, type: AttributeType, value: AttributeValue): void {
    this.attributeKey.push(this.strings.intern(key));
    this.attributeType.push(TYPE_NUMBER[type]);
    this.attributeValues.push(this.#shared(value));
    this.#open.grow(1);
  }

  /** The same for the first `count` of lists in step; keys are numbers of `strings`. */
  attributes(
    keys: readonly number[],
    types: readonly AttributeType[],
    values: readonly AttributeValue[],
    count: number,
  ): void {
    this.attributeKey.reserve(count);
    this.attributeType.reserve(count);
    const keyColumn = this.attributeKey.data;
    const typeColumn = this.attributeType.data;
    const start = this.attributeKey.length;
    for (let i = 0; i < count; i++) {
      keyColumn[start + i] = keys[i] as number;
      typeColumn[start + i] = TYPE_NUMBER[types[i] as AttributeType];
      this.attributeValues.push(this.#shared(values[i] as AttributeValue));
    }
    this.attributeKey.length += count;
    this.attributeType.length += count;
    this.#open.grow(count);
  }

  // Most values occur again and again: held once, the rest of a parsed element can go.
  #shared(value: AttributeValue): AttributeValue {
    return typeof value === 'string' ? this.#sharedTexts.share(value) : value;
  }

  /** Records a warning text that the server attached to span `row`. */
  serverWarning(row: number, text: string): void {
    this.serverWarningRow.push(row);
    this.serverWarningText.push(text);
  }

  statusMessage(row: number): string | undefined {
    return this.#statusMessages.get(row);
  }

  /** Number of attribute `index` (a position in the attribute columns), read back as a value. */
  attributeAt(index: number): Attribute {
    return {
      key: this.strings.text(this.attributeKey.at(index)),
      type: TYPES[this.attributeType.at(index)] ?? 'string',
      value: this.attributeValues[index] as AttributeValue,
    };
  }

  /** The first value under key number `key` in the range `[start, end)`, or undefined. */
  findValue(start: number, end: number, key: number): AttributeValue | undefined {
    const keys = this.attributeKey.data;
    for (let i = start; i < end; i++) if (keys[i] === key) return this.attributeValues[i];
    return undefined;
  }
}

/** Contiguous ranges into another column: one (start, length) per owner, in order of owners. */
export class Ranges {
  readonly #starts = new Int32Column();
  readonly #lengths = new Int32Column();

  /** Opens the range of the next owner at `start`; returns the owner's index. */
  begin(start: number): number {
    this.#starts.push(start);
    this.#lengths.push(0);
    return this.#starts.length - 1;
  }

  /** Lengthens the range opened last. */
  grow(by: number): void {
    const last = this.#lengths.length - 1;
    this.#lengths.data[last] = (this.#lengths.data[last] as number) + by;
  }

  start(owner: number): number {
    return this.#starts.at(owner);
  }

  end(owner: number): number {
    return this.#starts.at(owner) + this.#lengths.at(owner);
  }

  length(owner: number): number {
    return this.#lengths.at(owner);
  }
}

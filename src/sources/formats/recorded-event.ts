// Names of events: a field of its own in OTLP, a field `event` among others in Jaeger's logs.

import type { AttributeType, AttributeValue, SpanTable } from '../../model/span-table.ts';
import type { AttributeSink } from './recorded-span.ts';

/** The event being decoded; reused for all of them. */
export class RecordedEvent implements AttributeSink {
  #name = '';
  #message = '';
  /** The attributes so far: the first `#count` of each list, which keep their length. */
  #count = 0;
  readonly #keys: string[] = [];
  readonly #types: AttributeType[] = [];
  readonly #values: AttributeValue[] = [];

  /** `name` is '' where the format has no such field or it is empty. */
  reset(name: string): void {
    this.#name = name;
    this.#message = '';
    this.#count = 0;
  }

  /** The first text `event` names a nameless event and is no attribute then. */
  attribute(key: string, type: AttributeType, value: AttributeValue): void {
    if (key === 'event' && this.#name === '' && typeof value === 'string') {
      this.#name = value;
      return;
    }
    if (key === 'message' && this.#message === '' && typeof value === 'string') {
      this.#message = value;
    }
    const at = this.#count++;
    this.#keys[at] = key;
    this.#types[at] = type;
    this.#values[at] = value;
  }

  /**
   * Adds the event to the span begun last, at its start where the time is missing or unreadable.
   * A still nameless event is called by its `message`.
   */
  begin(table: SpanTable, timeUs: number, timeRestNs: number): void {
    const name = this.#name || this.#message;
    if (timeUs > 0) table.beginEvent(name, timeUs, timeRestNs);
    else {
      const row = table.size - 1;
      table.beginEvent(name, table.spanStartUs.at(row) || 0, table.spanStartRestNs.at(row));
    }
    for (let i = 0; i < this.#count; i++) {
      const key = this.#keys[i] as string;
      table.attribute(key, this.#types[i] as AttributeType, this.#values[i] as AttributeValue);
    }
  }
}

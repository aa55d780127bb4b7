// The processes of one Jaeger trace: a map by ID beside the spans, or embedded in each span. They
// become resources when the first span asks for them, so unused ones cost nothing.

import type { Notes } from '../../model/notes.ts';
import type { AttributeType, AttributeValue, SpanTable } from '../../model/span-table.ts';
import { decodeTags } from './jaeger-tags.ts';
import type { AttributeSink } from './recorded-span.ts';
import { asObject, asText, kindOfValue, type WireObject } from './wire-values.ts';

/** A process as spans need it. */
export interface JaegerProcess {
  /** Resource number, -1 when the process is missing. */
  readonly resource: number;
  /** Up to 1.58 the instrumentation library stood in the tags of the process. */
  readonly scopeName: string;
  readonly scopeVersion: string;
}

const MISSING: JaegerProcess = { resource: -1, scopeName: '', scopeVersion: '' };

export class JaegerProcesses {
  readonly #known = new Map<string, JaegerProcess>();
  readonly #raw: WireObject;

  constructor(
    raw: unknown,
    readonly table: SpanTable,
    readonly notes: Notes,
    readonly place: string,
  ) {
    this.#raw = asObject(raw) ?? {};
    if (raw !== undefined && raw !== null && asObject(raw) === undefined) {
      notes.add('processes-unreadable', `${place} is ${kindOfValue(raw)}, not an object: skipped`);
    }
  }

  /** The process of a span: by `processID`, else the embedded `process`, else a missing one. */
  find(span: WireObject, place: string): JaegerProcess {
    const id = asText(span.processID);
    if (id !== undefined) {
      const known = this.#known.get(id);
      if (known) return known;
      // An ID may be the name of something every object inherits.
      const raw = Object.hasOwn(this.#raw, id) ? asObject(this.#raw[id]) : undefined;
      if (raw) {
        const process = this.#decode(raw, `${this.place}.${id}`);
        this.#known.set(id, process);
        return process;
      }
    }
    const embedded = asObject(span.process);
    return embedded ? this.#decode(embedded, place) : MISSING;
  }

  #decode(raw: WireObject, place: string): JaegerProcess {
    const service = asText(raw.serviceName) ?? '';
    const tags = new ProcessTags(this.table, this.table.beginResource(service), service);
    decodeTags(raw.tags, tags, this.notes, `${place}.tags`);
    return tags;
  }
}

class ProcessTags implements JaegerProcess, AttributeSink {
  scopeName = '';
  scopeVersion = '';

  constructor(
    readonly table: SpanTable,
    readonly resource: number,
    readonly service: string,
  ) {}

  attribute(key: string, type: AttributeType, value: AttributeValue): void {
    if (key === 'otel.library.name') this.scopeName = String(value);
    else if (key === 'otel.library.version') this.scopeVersion = String(value);
    else if (key !== 'service.name' || value !== this.service) {
      this.table.attribute(key, type, value);
    }
  }
}

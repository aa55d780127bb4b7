// The span being decoded, before it becomes columns: what some writers put into attributes and
// others into fields of their own (kind, status, library, trace state) ends up in one place, so
// that a trace is the same whichever way it came. One object is reused for all spans.

import { parseKind, parseStatus, STATUS_ERROR, STATUS_UNSET } from '../../model/span-kind.ts';
import type { AttributeType, AttributeValue, SpanTable } from '../../model/span-table.ts';

/** Takes attributes one by one: a span table, or the span being decoded. */
export interface AttributeSink {
  attribute(key: string, type: AttributeType, value: AttributeValue): void;
}

/** What identifies and times the span; see SpanInput of the span table. */
export interface SpanFields {
  readonly traceId: string;
  readonly spanId: string;
  readonly name: string;
  readonly startUs: number;
  readonly startRestNs: number;
  readonly durationNs: number;
  readonly resource: number;
}

const SCOPE_NAME = 'otel.scope.name';
const SCOPE_VERSION = 'otel.scope.version';
const TRACE_STATE = 'w3c.tracestate';

export class RecordedSpan implements AttributeSink {
  kind = 0;
  status = STATUS_UNSET;
  statusMessage = '';
  scopeName = '';
  scopeVersion = '';
  traceState = '';
  /** Texts of the server about this span. */
  readonly warnings: string[] = [];

  readonly #keys: string[] = [];
  readonly #types: AttributeType[] = [];
  readonly #values: AttributeValue[] = [];

  reset(): void {
    this.kind = 0;
    this.status = STATUS_UNSET;
    this.statusMessage = '';
    this.scopeName = '';
    this.scopeVersion = '';
    this.traceState = '';
    this.warnings.length = 0;
    this.#keys.length = 0;
    this.#types.length = 0;
    this.#values.length = 0;
  }

  /** Adds an attribute; one that says what a field says too goes there and is no attribute. */
  attribute(key: string, type: AttributeType, value: AttributeValue): void {
    if (this.#isField(key, value)) return;
    this.#keys.push(key);
    this.#types.push(type);
    this.#values.push(value);
  }

  /** Starts the span in `table` with its attributes; events and references may follow. */
  begin(table: SpanTable, fields: SpanFields): void {
    const row = table.beginSpan({
      ...fields,
      kind: this.kind,
      status: this.status,
      statusMessage: this.statusMessage,
    });
    if (this.scopeName !== '') table.attribute(SCOPE_NAME, 'string', this.scopeName);
    if (this.scopeVersion !== '') table.attribute(SCOPE_VERSION, 'string', this.scopeVersion);
    for (let i = 0; i < this.#keys.length; i++) {
      const key = this.#keys[i] as string;
      const value = this.#values[i] as AttributeValue;
      // Jaeger adds this tag to every failed span; the status says it already.
      if (key === 'error' && this.status === STATUS_ERROR && isTrue(value)) continue;
      table.attribute(key, this.#types[i] as AttributeType, value);
    }
    if (this.traceState !== '') table.attribute(TRACE_STATE, 'string', this.traceState);
    for (const text of this.warnings) table.serverWarning(row, text);
  }

  #isField(key: string, value: AttributeValue): boolean {
    switch (key) {
      case 'span.kind':
        return this.#liftKind(parseKind(value));
      case 'otel.status_code':
        return this.#liftStatus(parseStatus(value), value);
      case 'otel.status_description':
        return this.#liftText('statusMessage', value);
      case SCOPE_NAME:
      case 'otel.library.name':
        return this.#liftText('scopeName', value);
      case SCOPE_VERSION:
      case 'otel.library.version':
        return this.#liftText('scopeVersion', value);
      case TRACE_STATE:
        return this.#liftText('traceState', value);
      case '@jaeger@warnings':
        this.#liftWarnings(value);
        return true;
      case 'internal.span.format':
      case '@jaeger@format':
        // How the span once reached the server: nothing about the work it stands for.
        return true;
      default:
        return false;
    }
  }

  #liftKind(kind: number): boolean {
    if (kind === 0) return false;
    if (this.kind === 0) this.kind = kind;
    return this.kind === kind;
  }

  #liftStatus(status: number, value: AttributeValue): boolean {
    if (status === STATUS_UNSET) return typeof value === 'string' && /^(0|unset)$/i.test(value);
    if (this.status === STATUS_UNSET) this.status = status;
    return this.status === status;
  }

  // A second, different text under the same key stays an attribute.
  #liftText(
    field: 'statusMessage' | 'scopeName' | 'scopeVersion' | 'traceState',
    value: AttributeValue,
  ): boolean {
    if (typeof value !== 'string') return false;
    if (this[field] === '') this[field] = value;
    return this[field] === value;
  }

  // One text, or a list of them as JSON text after a trip through some stores.
  #liftWarnings(value: AttributeValue): void {
    const text = String(value);
    if (text.startsWith('[')) {
      try {
        const list: unknown = JSON.parse(text);
        if (Array.isArray(list)) {
          for (const warning of list) this.warnings.push(String(warning));
          return;
        }
      } catch {
        // Not JSON after all: the text itself is the warning.
      }
    }
    if (text !== '') this.warnings.push(text);
  }
}

function isTrue(value: AttributeValue): boolean {
  return value === true || (typeof value === 'string' && value.toLowerCase() === 'true');
}

// The span being decoded, before it becomes columns: what some writers put into attributes and
// others into fields of their own (kind, status, library, trace state) ends up in one place, so
// that a trace is the same whichever way it came. One object is reused for all spans of a table.

import { InternedSequence } from '../../lib/interned-sequence.ts';
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

/** Keys that may say what a field says too. */
const FIELD_KEYS = new Set([
  'span.kind',
  'otel.status_code',
  'otel.status_description',
  SCOPE_NAME,
  'otel.library.name',
  SCOPE_VERSION,
  'otel.library.version',
  TRACE_STATE,
  '@jaeger@warnings',
  'internal.span.format',
  '@jaeger@format',
]);
/** What a key number stands for, found out once: most keys are ordinary. */
const UNSEEN = 0;
const ORDINARY = 1;
const FIELD = 2;

let latest: RecordedSpan | undefined;

/**
 * The one to decode spans for `table` with: what it learns about keys holds for the whole table.
 * Only the latest is kept. A WeakMap would keep each table alive until the next full collection,
 * because its values lead back to their keys.
 */
export function recordedSpanFor(table: SpanTable): RecordedSpan {
  if (latest?.table !== table) latest = new RecordedSpan(table);
  return latest;
}

export class RecordedSpan implements AttributeSink {
  kind = 0;
  status = STATUS_UNSET;
  statusMessage = '';
  scopeName = '';
  scopeVersion = '';
  traceState = '';
  /** Texts of the server about this span. */
  warnings: string[] = [];

  readonly #sequence: InternedSequence;
  readonly #errorKey: number;
  #roles = new Uint8Array(64);
  /** The attributes so far: the first `#count` of each list, which keep their length. */
  #count = 0;
  readonly #keys: number[] = [];
  readonly #types: AttributeType[] = [];
  readonly #values: AttributeValue[] = [];

  constructor(readonly table: SpanTable) {
    this.#sequence = new InternedSequence(table.strings);
    this.#errorKey = table.strings.intern('error');
  }

  reset(): void {
    this.kind = 0;
    this.status = STATUS_UNSET;
    this.statusMessage = '';
    this.scopeName = '';
    this.scopeVersion = '';
    this.traceState = '';
    if (this.warnings.length > 0) this.warnings = [];
    this.#count = 0;
    this.#sequence.restart();
  }

  /** Adds an attribute; one that says what a field says too goes there and is no attribute. */
  attribute(key: string, type: AttributeType, value: AttributeValue): void {
    const number = this.#sequence.intern(key);
    if (this.#role(number, key) === FIELD && this.#isField(key, value)) return;
    const at = this.#count++;
    this.#keys[at] = number;
    this.#types[at] = type;
    this.#values[at] = value;
  }

  #role(number: number, key: string): number {
    const known = number < this.#roles.length ? (this.#roles[number] as number) : UNSEEN;
    if (known !== UNSEEN) return known;
    if (number >= this.#roles.length) {
      const grown = new Uint8Array((number + 1) * 2);
      grown.set(this.#roles);
      this.#roles = grown;
    }
    const role = FIELD_KEYS.has(key) ? FIELD : ORDINARY;
    this.#roles[number] = role;
    return role;
  }

  /** Starts the span in the table with its attributes; events and references may follow. */
  begin(fields: SpanFields): void {
    const { table, kind, status, statusMessage } = this;
    const row = table.beginSpan({
      traceId: fields.traceId,
      spanId: fields.spanId,
      name: fields.name,
      kind,
      startUs: fields.startUs,
      startRestNs: fields.startRestNs,
      durationNs: fields.durationNs,
      status,
      statusMessage,
      resource: fields.resource,
    });
    if (this.scopeName !== '') table.attribute(SCOPE_NAME, 'string', this.scopeName);
    if (this.scopeVersion !== '') table.attribute(SCOPE_VERSION, 'string', this.scopeVersion);
    // Jaeger adds this tag to every failed span; the status says it already.
    if (status === STATUS_ERROR) this.#dropErrorTag();
    table.attributes(this.#keys, this.#types, this.#values, this.#count);
    if (this.traceState !== '') table.attribute(TRACE_STATE, 'string', this.traceState);
    for (const text of this.warnings) table.serverWarning(row, text);
  }

  #dropErrorTag(): void {
    let kept = 0;
    for (let i = 0; i < this.#count; i++) {
      const value = this.#values[i] as AttributeValue;
      if (this.#keys[i] === this.#errorKey && isTrue(value)) continue;
      this.#keys[kept] = this.#keys[i] as number;
      this.#types[kept] = this.#types[i] as AttributeType;
      this.#values[kept++] = value;
    }
    this.#count = kept;
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
      default:
        // How the span once reached the server: nothing about the work it stands for.
        return true;
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

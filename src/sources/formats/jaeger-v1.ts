// Jaeger's own JSON: the answer of /api/traces, the UI's download, a bare trace, a list of traces.
// Internal and unversioned upstream, so nothing but IDs is required; see decode for the shapes.

import { InputError } from '../../errors.ts';
import { quotedText } from '../../lib/quoted-text.ts';
import type { Notes } from '../../model/notes.ts';
import {
  REF_CHILD_OF,
  REF_FOLLOWS_FROM,
  REF_PARENT_FIELD,
  type SpanTable,
} from '../../model/span-table.ts';
import { canonicalTraceId, isBlankId } from '../../model/trace-id.ts';
import type { DocumentHead, TraceFormat } from './format.ts';
import { JaegerProcesses } from './jaeger-processes.ts';
import { decodeTags } from './jaeger-tags.ts';
import { RecordedEvent } from './recorded-event.ts';
import { type RecordedSpan, recordedSpanFor } from './recorded-span.ts';
import { restOfMicros } from './wire-time.ts';
import { asList, asNumber, asObject, asText, kindOfValue, type WireObject } from './wire-values.ts';

const TRACE_KEYS = ['traceID', 'spans', 'processes'];
const ENVELOPE_KEYS = [...TRACE_KEYS, 'msg', 'code'];

export const jaegerV1: TraceFormat = {
  id: 'jaeger-v1',
  title: 'Jaeger JSON (API answer or UI download)',
  elementKeys: ['data', ''],
  spansOfATrace: 'one-element',

  matches({ first, keys, innerKeys }: DocumentHead): boolean {
    if (keys.includes('data')) {
      return innerKeys.length === 0 || innerKeys.some((key) => ENVELOPE_KEYS.includes(key));
    }
    const isEmptyList = first === '[' && keys.length === 0;
    return isEmptyList || keys.some((key) => TRACE_KEYS.includes(key));
  },

  decode(element: unknown, table: SpanTable, notes: Notes, place: string): void {
    const fields = asObject(element);
    if (fields && 'data' in fields && fields.spans === undefined) {
      decodeEnvelope(fields, table, notes, place);
    } else {
      decodeTrace(element, table, notes, place);
    }
  },

  noteFields(fields, notes, place): void {
    const message = errorMessage(fields.errors);
    if (message) notes.add('server-error', `${place}: the server reported: ${message}`);
  },
};

// Only what the splitter could not take apart comes here whole: `{"data": {…}}` or an error.
function decodeEnvelope(fields: WireObject, table: SpanTable, notes: Notes, place: string): void {
  const message = errorMessage(fields.errors);
  const traces = Array.isArray(fields.data) ? fields.data : [fields.data];
  if (fields.data === null || fields.data === undefined) {
    if (!message) return;
    throw new InputError(
      `${place} holds a server's error instead of traces: ${message}`,
      'The request that was saved there had failed. Ask again and save the answer.',
    );
  }
  for (let i = 0; i < traces.length; i++)
    decodeTrace(traces[i], table, notes, `${place}.data[${i}]`);
}

function errorMessage(errors: unknown): string {
  if (!Array.isArray(errors)) return '';
  return errors
    .slice(0, 3)
    .map((entry) => {
      const error = asObject(entry);
      const text = asText(error?.msg) ?? asText(entry) ?? 'an error without message';
      const code = asText(error?.code);
      return quotedText(code === undefined || code === '0' ? text : `${text} (${code})`);
    })
    .join('; ');
}

function decodeTrace(raw: unknown, table: SpanTable, notes: Notes, place: string): void {
  const trace = asObject(raw);
  if (!trace) {
    notes.add('element-unreadable', `${place} is ${kindOfValue(raw)}, not a trace: skipped`);
    return;
  }
  const { spans } = trace;
  if (spans === undefined) {
    notes.add('element-unreadable', `${place} has no spans: skipped`);
    return;
  }
  const processes = new JaegerProcesses(trace.processes, table, notes, `${place}.processes`);
  const decoder = new JaegerSpanDecoder(table, notes, processes, asText(trace.traceID) ?? '');
  const firstRow = table.size;
  const list = asList(spans, notes, `${place}.spans`, 'spans');
  for (let i = 0; i < list.length; i++) decoder.decode(list[i], `${place}.spans[${i}]`);
  if (table.size === firstRow) return;
  for (const warning of asList(trace.warnings, notes, `${place}.warnings`, 'warnings')) {
    table.serverWarning(firstRow, asText(warning) ?? kindOfValue(warning));
  }
}

class JaegerSpanDecoder {
  readonly #span: RecordedSpan;
  readonly #event = new RecordedEvent();

  constructor(
    readonly table: SpanTable,
    readonly notes: Notes,
    readonly processes: JaegerProcesses,
    /** Stands in for spans that do not repeat it. */
    readonly traceId: string,
  ) {
    this.#span = recordedSpanFor(table);
  }

  decode(rawSpan: unknown, place: string): void {
    const { notes } = this;
    const raw = asObject(rawSpan);
    const traceId = asText(raw?.traceID) || this.traceId;
    const spanId = asText(raw?.spanID) ?? '';
    if (!raw || traceId === '' || spanId === '') {
      notes.add('span-unreadable', `${place} ${whatIsMissing(raw, rawSpan, spanId)}: skipped`);
      return;
    }
    const span = this.#span;
    span.reset();
    decodeTags(raw.tags, span, notes, `${place}.tags`);
    const process = this.processes.find(raw, `${place}.process`);
    if (span.scopeName === '') span.scopeName = process.scopeName;
    if (span.scopeVersion === '') span.scopeVersion = process.scopeVersion;
    const warnings = asList(raw.warnings, notes, `${place}.warnings`, 'warnings');
    for (let i = 0; i < warnings.length; i++) {
      span.warnings.push(asText(warnings[i]) ?? kindOfValue(warnings[i]));
    }
    const start = asNumber(raw.startTime);
    span.begin({
      traceId,
      spanId,
      name: asText(raw.operationName) ?? '',
      startUs: Math.floor(start),
      startRestNs: restOfMicros(start),
      durationNs: Math.round(asNumber(raw.duration) * 1000),
      resource: process.resource,
    });
    this.#references(raw, traceId, place);
    this.#logs(raw.logs, `${place}.logs`);
  }

  #references(raw: WireObject, traceId: string, place: string): void {
    const { table, notes } = this;
    const references = asList(raw.references, notes, `${place}.references`, 'references');
    for (let i = 0; i < references.length; i++) {
      const reference = asObject(references[i]);
      const spanId = asText(reference?.spanID) ?? '';
      const kind = referenceKind(reference?.refType);
      if (!reference || kind < 0) {
        notes.add('reference-unreadable', `${place}.references[${i}] has no known type: skipped`);
        continue;
      }
      const target = asText(reference.traceID);
      // Zeros are how "none" is written; the server drops such references as well.
      if (isBlankId(spanId) || (target !== undefined && isBlankId(target))) continue;
      const isOwn =
        target === undefined ||
        target === traceId ||
        canonicalTraceId(target) === canonicalTraceId(traceId);
      table.reference(kind, isOwn ? undefined : target, spanId);
    }
    const parent = asText(raw.parentSpanID) ?? '';
    if (!isBlankId(parent)) table.reference(REF_PARENT_FIELD, undefined, parent);
  }

  #logs(raw: unknown, place: string): void {
    const { table, notes } = this;
    const logs = asList(raw, notes, place, 'events');
    for (let i = 0; i < logs.length; i++) {
      const log = asObject(logs[i]);
      if (!log) {
        notes.add('event-unreadable', `${place}[${i}] is ${kindOfValue(logs[i])}: skipped`);
        continue;
      }
      this.#event.reset('');
      decodeTags(log.fields, this.#event, notes, `${place}[${i}].fields`);
      const time = asNumber(log.timestamp);
      this.#event.begin(table, Math.floor(time), restOfMicros(time));
    }
  }
}

// A reference without type is a parent: the field is newer than the list.
function referenceKind(type: unknown): number {
  if (type === undefined || type === null) return REF_CHILD_OF;
  const name = typeof type === 'string' ? type.toUpperCase() : '';
  if (name === 'CHILD_OF') return REF_CHILD_OF;
  return name === 'FOLLOWS_FROM' ? REF_FOLLOWS_FROM : -1;
}

function whatIsMissing(span: WireObject | undefined, raw: unknown, spanId: string): string {
  if (!span) return `is ${kindOfValue(raw)}`;
  return spanId === '' ? 'has no spanID' : 'has no traceID';
}

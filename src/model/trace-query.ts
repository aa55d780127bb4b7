// What is asked of a source, and the test that decides. Servers filter single spans and differ in
// how; whatever they did, every trace is tested here again, so the answer is the same everywhere.

import { statusName } from './span-kind.ts';
import type { AttributeValue, SpanTable } from './span-table.ts';
import type { Trace } from './trace.ts';

/** A closed interval of absolute time, in epoch microseconds. */
export interface TimeWindow {
  readonly startUs: number;
  readonly endUs: number;
}

/** `--tag key=value`: the value as typed by the user. */
export interface TagFilter {
  readonly key: string;
  readonly value: string;
}

/** A search. Durations are those of the whole trace: its primary root, end to end. */
export interface TraceQuery {
  readonly service?: string | undefined;
  readonly operation?: string | undefined;
  readonly tags: readonly TagFilter[];
  /** Only traces with a failed span, in any service. */
  readonly error: boolean;
  readonly minDurationNs?: number | undefined;
  readonly maxDurationNs?: number | undefined;
  /** Undefined only for files, which are read whole then. */
  readonly window?: TimeWindow | undefined;
  /** Most traces to read. */
  readonly limit: number;
}

/** True when the trace is what the query asks for (the limit is the source's to keep). */
export function matchesQuery(trace: Trace, query: TraceQuery): boolean {
  const latencyNs = trace.durationNs[0] ?? 0;
  if (query.minDurationNs !== undefined && latencyNs < query.minDurationNs) return false;
  if (query.maxDurationNs !== undefined && latencyNs > query.maxDurationNs) return false;
  const wantsError = query.error || query.tags.some(isErrorFilter);
  if (wantsError && !trace.failed.includes(1)) return false;
  const tags = query.tags.filter((tag) => !isErrorFilter(tag));
  for (let i = 0; i < trace.size; i++) {
    if (spanMatches(trace, i, query, tags)) return true;
  }
  return false;
}

/** `error=true` asks for failed traces, however the failure was recorded. */
export function isErrorFilter(tag: TagFilter): boolean {
  return tag.key === 'error' && tag.value.toLowerCase() === 'true';
}

// As in Jaeger, service, operation, window and tags must hold on one and the same span.
function spanMatches(
  trace: Trace,
  index: number,
  query: TraceQuery,
  tags: readonly TagFilter[],
): boolean {
  if (query.service !== undefined && trace.service(index) !== query.service) return false;
  if (query.operation !== undefined && trace.name(index) !== query.operation) return false;
  if (query.window !== undefined) {
    const startUs =
      trace.startUs + Math.floor(((trace.startNs[index] ?? 0) + trace.startRestNs) / 1000);
    if (startUs < query.window.startUs || startUs > query.window.endUs) return false;
  }
  return tags.every((tag) => spanHasTag(trace, index, tag));
}

/** A span carries a tag on itself, on its resource, or on one of its events. */
function spanHasTag(trace: Trace, index: number, tag: TagFilter): boolean {
  if (fieldMatches(trace, index, tag)) return true;
  // An `error` attribute says what `failed` says, in any of the spellings of "no error".
  if (tag.key === 'error' && /^(true|false)$/i.test(tag.value)) return false;
  const { table } = trace;
  const key = table.strings.find(tag.key);
  if (key < 0) return false;
  const row = trace.row[index] as number;
  if (rangeHas(table, table.spanAttributes.start(row), table.spanAttributes.end(row), key, tag)) {
    return true;
  }
  const resource = table.spanResource.at(row);
  if (resource >= 0) {
    const { resourceAttributes: r } = table;
    if (rangeHas(table, r.start(resource), r.end(resource), key, tag)) return true;
  }
  for (let e = table.spanEvents.start(row); e < table.spanEvents.end(row); e++) {
    const { eventAttributes: a } = table;
    if (rangeHas(table, a.start(e), a.end(e), key, tag)) return true;
  }
  return false;
}

// What Jaeger's v1 API shows as tags and OpenTelemetry keeps in fields of their own: asked for by
// the tag's name, it is found whichever way the trace came.
function fieldMatches(trace: Trace, index: number, { key, value }: TagFilter): boolean {
  switch (key) {
    case 'error':
      return value.toLowerCase() === 'false' && trace.failed[index] === 0;
    case 'span.kind':
      return trace.kindName(index) === value.toLowerCase();
    case 'otel.status_code':
      return statusName(trace.status(index)) === value.toLowerCase();
    case 'otel.status_description':
      return trace.statusMessage(index) === value;
    case 'service.name':
      return trace.service(index) === value;
    case 'event':
      return hasEvent(trace, index, value);
    default:
      return false;
  }
}

function hasEvent({ table, row }: Trace, index: number, name: string): boolean {
  const number = table.strings.find(name);
  if (number < 0) return false;
  const span = row[index] as number;
  for (let e = table.spanEvents.start(span); e < table.spanEvents.end(span); e++) {
    if (table.eventName.at(e) === number) return true;
  }
  return false;
}

function rangeHas(table: SpanTable, start: number, end: number, key: number, tag: TagFilter) {
  for (let i = start; i < end; i++) {
    if (table.attributeKey.at(i) === key && sameValue(table.attributeValues[i], tag.value)) {
      return true;
    }
  }
  return false;
}

// 12345 matches the number and the text, true the boolean and the text, 1.50 the number 1.5.
function sameValue(value: AttributeValue | undefined, wanted: string): boolean {
  if (typeof value === 'string') return value === wanted;
  if (typeof value === 'boolean') return String(value) === wanted.toLowerCase();
  return value !== undefined && wanted.trim() !== '' && value === Number(wanted);
}

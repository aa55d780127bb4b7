// Which traces a search finds in the memory of each release.

import { kindName, STATUS_ERROR, STATUS_OK } from '../../model/span-kind.ts';
import type { DemoAttributes, DemoSpan } from '../demo-trace.ts';
import { valueText, type WarnedSpan } from '../encode-jaeger-v1.ts';
import type { StorageBehaviour } from './behaviour.ts';
import { type StoredTrace, serviceOf, type TraceStore } from './trace-store.ts';

export interface SearchQuery {
  /** '' for any, where the release allows it. */
  readonly service: string;
  /** '' for any. */
  readonly operation: string;
  readonly tags: ReadonlyMap<string, string>;
  /** Both inclusive, of a span's start. */
  readonly startNs: bigint;
  readonly endNs: bigint;
  /** Of a single span; 0 for any. */
  readonly minDurationNs: bigint;
  readonly maxDurationNs: bigint;
  /** 0 or less: all, where the release allows it. */
  readonly depth: number;
}

/** A search that the storage refuses; the message is the server's. */
export class StorageError extends Error {}

/** Traces with a span for which everything asked holds. Throws StorageError. */
export function searchTraces(store: TraceStore, query: SearchQuery): StoredTrace[] {
  const { storage } = store.behaviour;
  if (storage.limitsDepth && (query.depth <= 0 || query.depth > store.maxTraces)) {
    throw new StorageError('search depth must be greater than 0 and less than max traces');
  }
  if (query.service === '' && !storage.serviceOptional) return [];
  const found = store
    .traces()
    .filter((trace) => trace.spans.some((span) => spanMatches(span, query, storage)));
  if (storage.newestBy === 'arrival') return found.reverse().slice(0, query.depth);
  if (query.depth <= 0 || found.length <= query.depth) return found;
  return found.sort((a, b) => compareStart(a, b)).slice(-query.depth);
}

const compareStart = (a: StoredTrace, b: StoredTrace): number =>
  Number((a.spans[0]?.startNs ?? 0n) - (b.spans[0]?.startNs ?? 0n));

function spanMatches(span: WarnedSpan, query: SearchQuery, storage: StorageBehaviour): boolean {
  if (query.service !== '' && serviceOf(span) !== query.service) return false;
  if (query.operation !== '' && span.name !== query.operation) return false;
  if (span.startNs < query.startNs || span.startNs > query.endNs) return false;
  const durationNs = span.endNs - span.startNs;
  if (query.minDurationNs !== 0n && durationNs < query.minDurationNs) return false;
  if (query.maxDurationNs !== 0n && durationNs > query.maxDurationNs) return false;
  for (const [key, value] of query.tags) {
    if (!tagMatches(span, key, value, storage)) return false;
  }
  return true;
}

function tagMatches(
  span: WarnedSpan,
  key: string,
  value: string,
  storage: StorageBehaviour,
): boolean {
  if (storage.matching === 'tags') return tagsOf(span).some(equal(key, value));
  if (key === 'error' && storage.errorFilter !== 'tag') {
    return errorMatches(span.status, value, storage.errorFilter);
  }
  if (storage.matching === 'attributes-and-fields') {
    const field = fieldValue(span, key);
    if (field !== undefined) return field === value;
    if (key.startsWith('resource.')) {
      return span.resource.attributes.some(equal(key.slice('resource.'.length), value));
    }
    if (span.links.some((link) => link.attributes.some(equal(key, value)))) return true;
  }
  return (
    span.attributes.some(equal(key, value)) ||
    span.resource.attributes.some(equal(key, value)) ||
    span.scope.attributes.some(equal(key, value)) ||
    span.events.some((event) => event.attributes.some(equal(key, value)))
  );
}

const equal =
  (key: string, value: string) =>
  ([name, recorded]: DemoAttributes[number]): boolean =>
    name === key && valueText(recorded) === value;

function errorMatches(
  status: number,
  value: string,
  filter: 'status-ok' | 'status' | 'status-or-not',
) {
  if (filter === 'status-ok') return status === STATUS_OK;
  if (value === 'true') return status === STATUS_ERROR;
  return filter === 'status' ? status === STATUS_OK : status !== STATUS_ERROR;
}

/** Fields that newer storages let be asked for like attributes. */
function fieldValue(span: DemoSpan, key: string): string | undefined {
  switch (key) {
    case 'span.status':
      return ['UNSET', 'OK', 'ERROR'][span.status] ?? '';
    case 'span.kind':
      return kindName(span.kind);
    case 'scope.name':
      return span.scope.name;
    case 'scope.version':
      return span.scope.version;
    default:
      return undefined;
  }
}

/** Everything that is a tag in Jaeger's own model: of the span, its process and its logs. */
function tagsOf(span: DemoSpan): DemoAttributes {
  const tags: DemoAttributes[number][] = [...span.attributes];
  for (const tag of span.resource.attributes) if (tag[0] !== 'service.name') tags.push(tag);
  for (const event of span.events) {
    if (event.name !== '') tags.push(['event', event.name]);
    tags.push(...event.attributes);
  }
  if (span.kind !== 0) tags.push(['span.kind', kindName(span.kind)]);
  if (span.status === STATUS_ERROR) tags.push(['error', true], ['otel.status_code', 'ERROR']);
  if (span.status === STATUS_OK) tags.push(['otel.status_code', 'OK']);
  if (span.statusMessage) tags.push(['otel.status_description', span.statusMessage]);
  if (span.traceState) tags.push(['w3c.tracestate', span.traceState]);
  return tags;
}

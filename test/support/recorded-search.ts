// Which of the sent traces a recorded Jaeger version finds: its search over memory storage, modelled
// on sent.json. A test holds the model against every recorded search, so answers to other
// parameters than the recorded ones can be trusted.

import { parseGoDuration } from '../../src/lib/duration-text.ts';
import type { SentAttribute, SentSpan, SentTrace, Version } from './recordings.ts';

export interface SearchTerms {
  readonly service: string | undefined;
  readonly operation: string | undefined;
  readonly startNs: bigint;
  readonly endNs: bigint;
  readonly minDuration: string | undefined;
  readonly maxDuration: string | undefined;
  readonly tags: ReadonlyMap<string, string>;
  readonly limit: number;
}

interface SentContext {
  readonly span: SentSpan;
  readonly service: string;
  readonly resource: readonly SentAttribute[];
  readonly scope: { name: string; version: string; attributes: readonly SentAttribute[] };
}

/** Room of the memory store in the recorded servers. */
export const MAX_TRACES = 100_000;

/** True where the memory store of v2 answers (the v1 binaries keep the old one). */
export function hasNewStore(version: Version): boolean {
  return version !== '1.57.0' && version !== '1.76.0';
}

/** True from 2.19 on: camelCase parameters and attribute filters in v3. */
export function isCamel(version: Version): boolean {
  return version === '2.20.0' || version === 'head';
}

/** The traces found, in the order and number that the version answers. */
export function findSent(
  version: Version,
  traces: readonly SentTrace[],
  terms: SearchTerms,
): SentTrace[] {
  const found = traces.filter((trace) =>
    contexts(version, trace).some((context) => spanMatches(version, context, terms)),
  );
  if (hasNewStore(version)) return found.reverse().slice(0, terms.limit);
  if (terms.limit <= 0 || found.length <= terms.limit) return found;
  return [...found].sort((a, b) => firstStart(a) - firstStart(b)).slice(-terms.limit);
}

/** Spans of a sent trace with the service each version knows them under. */
export function contexts(version: Version, trace: SentTrace): SentContext[] {
  return trace.body.resourceSpans.flatMap((entry) => {
    const resource = entry.resource?.attributes ?? [];
    const service = serviceOf(version, resource);
    return entry.scopeSpans.flatMap(({ scope, spans }) =>
      spans.map((span) => ({
        span,
        service,
        resource,
        scope: {
          name: scope?.name ?? '',
          version: scope?.version ?? '',
          attributes: scope?.attributes ?? [],
        },
      })),
    );
  });
}

/** An attribute value as the servers compare it. */
export function valueText(value: Readonly<Record<string, unknown>>): string {
  if (value.arrayValue !== undefined || value.kvlistValue !== undefined) {
    return JSON.stringify(plain(value));
  }
  return String(Object.values(value)[0] ?? '');
}

function plain(value: Readonly<Record<string, unknown>>): unknown {
  const array = value.arrayValue as { values?: Record<string, unknown>[] } | undefined;
  if (array) return (array.values ?? []).map(plain);
  const list = value.kvlistValue as { values?: SentAttribute[] } | undefined;
  if (list) return Object.fromEntries((list.values ?? []).map((a) => [a.key, plain(a.value)]));
  return value.intValue === undefined ? Object.values(value)[0] : Number(value.intValue);
}

function serviceOf(version: Version, resource: readonly SentAttribute[]): string {
  const value = resource.find(({ key }) => key === 'service.name')?.value.stringValue;
  if (typeof value === 'string') return value;
  if (version !== '1.57.0') return 'missing-service-name';
  return resource.length === 0 ? 'OTLPResourceNoServiceName' : 'empty-service-name';
}

function firstStart(trace: SentTrace): number {
  const first = trace.body.resourceSpans[0]?.scopeSpans[0]?.spans[0];
  return Number(first?.startTimeUnixNano ?? 0);
}

function spanMatches(version: Version, context: SentContext, terms: SearchTerms): boolean {
  const { span, service } = context;
  if (terms.service !== undefined && service !== terms.service) return false;
  if (terms.operation !== undefined && (span.name ?? '') !== terms.operation) return false;
  const start = BigInt(span.startTimeUnixNano ?? 0);
  if (start < terms.startNs || start > terms.endNs) return false;
  const duration = Number(BigInt(span.endTimeUnixNano ?? 0) - start);
  const min = parseGoDuration(terms.minDuration ?? '');
  const max = parseGoDuration(terms.maxDuration ?? '');
  if (min !== undefined && duration < min) return false;
  if (max !== undefined && duration > max) return false;
  return [...terms.tags].every(([key, value]) => tagMatches(version, context, key, value));
}

function tagMatches(version: Version, context: SentContext, key: string, value: string): boolean {
  if (!hasNewStore(version))
    return oldStoreTags(context).some(([k, v]) => k === key && v === value);
  const special = newStoreSpecial(version, context, key, value);
  if (special !== undefined) return special;
  const { span, resource, scope } = context;
  const attributes = [
    ...(span.attributes ?? []),
    ...resource,
    ...scope.attributes,
    ...(span.events ?? []).flatMap((event) => event.attributes ?? []),
    ...(isCamel(version) ? (span.links ?? []).flatMap((link) => link.attributes ?? []) : []),
  ];
  return attributes.some((a) => a.key === key && valueText(a.value) === value);
}

function oldStoreTags({ span, resource }: SentContext): (readonly [string, string])[] {
  const tags: (readonly [string, string])[] = [];
  const add = (attributes: readonly SentAttribute[] | undefined): void => {
    for (const a of attributes ?? []) tags.push([a.key, valueText(a.value)]);
  };
  add(span.attributes);
  add(resource.filter(({ key }) => key !== 'service.name'));
  for (const event of span.events ?? []) {
    add(event.attributes);
    if (event.name) tags.push(['event', event.name]);
  }
  const code = span.status?.code;
  if (code === 2) tags.push(['error', 'true'], ['otel.status_code', 'ERROR']);
  if (code === 1) tags.push(['otel.status_code', 'OK']);
  tags.push(['span.kind', KINDS[span.kind ?? 0] ?? '']);
  return tags;
}

function newStoreSpecial(
  version: Version,
  { span, resource, scope }: SentContext,
  key: string,
  value: string,
): boolean | undefined {
  const code = span.status?.code ?? 0;
  if (key === 'error') {
    if (!isCamel(version)) return code === 1;
    if (value === 'true') return code === 2;
    return version === 'head' ? code !== 2 : code === 1;
  }
  if (!isCamel(version)) return undefined;
  if (key === 'span.status') return value === ['UNSET', 'OK', 'ERROR'][code];
  if (key === 'span.kind') return value === KINDS[span.kind ?? 0];
  if (key === 'scope.name') return value === scope.name;
  if (key === 'scope.version') return value === scope.version;
  if (key.startsWith('resource.')) {
    return resource.some((a) => `resource.${a.key}` === key && valueText(a.value) === value);
  }
  return undefined;
}

export const KINDS = ['', 'internal', 'server', 'client', 'producer', 'consumer'] as const;

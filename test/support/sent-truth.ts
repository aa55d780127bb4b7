// What is true of the sent traces, computed from sent.json alone: what every filter must find,
// whichever server was asked.

import { contexts, KINDS, valueText } from './recorded-search.ts';
import {
  type SentAttribute,
  type SentSpan,
  type SentTrace,
  sent,
  type Version,
} from './recordings.ts';

export const SENT_WINDOW = {
  startUs: Date.parse(sent().window.start) * 1000,
  endUs: Date.parse(sent().window.end) * 1000,
};

export interface Wanted {
  readonly service?: string;
  readonly operation?: string;
  readonly tag?: readonly [key: string, value: string];
  readonly error?: boolean;
}

/** Names of the traces that match, sorted. */
export function matchingNames(
  version: Version,
  traces: readonly SentTrace[],
  wanted: Wanted,
): string[] {
  return traces
    .filter((trace) => !wanted.error || spansOf(trace).some(isFailed))
    .filter((trace) =>
      contexts(version, trace).some(
        ({ span, service, resource }) =>
          inWindow(span) &&
          (wanted.service === undefined || service === wanted.service) &&
          (wanted.operation === undefined || span.name === wanted.operation) &&
          (wanted.tag === undefined || hasTag(span, service, resource, wanted.tag)),
      ),
    )
    .map(({ name }) => name)
    .sort();
}

export function sentName(traceId: string): string {
  const found = sent().traces.find((trace) => trace.traceId === traceId.padStart(32, '0'));
  return found?.name ?? `unknown trace ${traceId}`;
}

function spansOf(trace: SentTrace): SentSpan[] {
  return trace.body.resourceSpans.flatMap((entry) => entry.scopeSpans.flatMap((s) => s.spans));
}

function inWindow(span: SentSpan): boolean {
  const us = Number(BigInt(span.startTimeUnixNano ?? 0) / 1000n);
  return us >= SENT_WINDOW.startUs && us <= SENT_WINDOW.endUs;
}

function isFailed(span: SentSpan): boolean {
  if (span.status?.code === 2) return true;
  const error = span.attributes?.find(({ key }) => key === 'error');
  return error !== undefined && ['true'].includes(valueText(error.value));
}

function hasTag(
  span: SentSpan,
  service: string,
  resource: readonly SentAttribute[],
  [key, value]: readonly [string, string],
): boolean {
  const status = ['unset', 'ok', 'error'][span.status?.code ?? 0] ?? '';
  if (key === 'otel.status_code') return status === value.toLowerCase();
  if (key === 'span.kind') return (KINDS[span.kind ?? 0] || 'unspecified') === value;
  if (key === 'service.name') return service === value;
  const events = span.events ?? [];
  if (key === 'event' && events.some(({ name }) => name === value)) return true;
  const attributes = [
    ...(span.attributes ?? []),
    ...resource,
    ...events.flatMap((event) => event.attributes ?? []),
  ];
  return attributes.some((a) => a.key === key && valueText(a.value) === value);
}

// What Jaeger changes in a trace before it answers, unless raw is asked for.

import { KIND_CLIENT, KIND_SERVER } from '../../model/span-kind.ts';
import type { DemoAttributes, DemoEvent, DemoResource, DemoValue } from '../demo-trace.ts';
import type { WarnedSpan } from '../encode-jaeger-v1.ts';
import { encodeResourceSpans } from '../encode-otlp.ts';
import { writeJson } from '../write-json.ts';
import type { Behaviour } from './behaviour.ts';
import { correctClockSkew, type SkewOptions } from './clock-skew.ts';

export interface AdjustOptions {
  readonly behaviour: Behaviour;
  /** Which dialect asks: they adjust by different code. */
  readonly dialect: 'v1' | 'v3';
  readonly maxSkewNs: bigint;
}

/** The trace as this release shows it; the given spans stay as they are. */
export function adjustTrace(spans: readonly WarnedSpan[], options: AdjustOptions): WarnedSpan[] {
  const { adjusters } = options.behaviour;
  const modern = options.dialect === 'v3' || adjusters.v1AsV3;
  let adjusted = adjusters.dedupes ? withoutDuplicates(spans) : [...spans];
  adjusted = splitSharedIds(adjusted);
  adjusted = correctClockSkew(adjusted, skewOptions(options, modern));
  adjusted = adjusted.map((span) => ({ ...span, attributes: dottedAddresses(span.attributes) }));
  if (modern) adjusted = adjusted.map(withoutEmptyLinks);
  return adjusters.dedupes ? sorted(adjusted, modern) : adjusted;
}

function skewOptions(options: AdjustOptions, modern: boolean): SkewOptions {
  const { behaviour, maxSkewNs } = options;
  if (modern) {
    return {
      hostKeys: ['host.id', 'host.ip', 'host.name'],
      parentOf: (span) => span.parentSpanId,
      orphanWarning: (id) =>
        `parent span ID=${id} is not in the trace; skipping clock skew adjustment`,
      maxDeltaNs: maxSkewNs,
      onlyStart: behaviour.adjusters.v3SkewMovesOnlyStart,
    };
  }
  return {
    hostKeys: ['ip'],
    parentOf: referencedParent,
    orphanWarning: (id) => `invalid parent span IDs=${id}; skipping clock skew adjustment`,
    maxDeltaNs: maxSkewNs,
    onlyStart: false,
  };
}

/** The parent in Jaeger's own model: without one, the first link into the same trace counts. */
export function referencedParent(span: WarnedSpan): string {
  if (span.parentSpanId) return span.parentSpanId;
  return span.links.find((link) => link.traceId === span.traceId)?.spanId ?? '';
}

// Only spans of one ID can be equal, and few share one.
function withoutDuplicates(spans: readonly WarnedSpan[]): WarnedSpan[] {
  const byId = new Map<string, WarnedSpan[]>();
  return spans.filter((span) => {
    const known = byId.get(span.spanId);
    if (!known) {
      byId.set(span.spanId, [span]);
      return true;
    }
    if (known.some((other) => contentOf(other) === contentOf(span))) return false;
    known.push(span);
    return true;
  });
}

const contentOf = (span: WarnedSpan): string => writeJson(encodeResourceSpans([span]));

/** A server span that shares its ID with a client span gets one of its own, counted from 1. */
export function splitSharedIds(spans: readonly WarnedSpan[]): WarnedSpan[] {
  const clients = new Set<string>();
  const taken = new Set<string>();
  for (const span of spans) {
    taken.add(span.spanId);
    if (span.kind === KIND_CLIENT) clients.add(span.spanId);
  }
  const renamed = new Map<string, string>();
  let last = 0;
  const split = spans.map((span) => {
    if (span.kind !== KIND_SERVER || !clients.has(span.spanId)) return span;
    let id = '';
    do id = (++last).toString(16).padStart(16, '0');
    while (taken.has(id));
    renamed.set(span.spanId, id);
    return { ...span, spanId: id, parentSpanId: span.spanId };
  });
  if (renamed.size === 0) return split;
  return split.map((span) => {
    const id = renamed.get(span.parentSpanId);
    return id === undefined || id === span.spanId ? span : { ...span, parentSpanId: id };
  });
}

const ADDRESS_KEYS = new Set(['ip', 'peer.ipv4']);

function dottedAddresses(attributes: DemoAttributes): DemoAttributes {
  if (!attributes.some(([key]) => ADDRESS_KEYS.has(key))) return attributes;
  return attributes.map(([key, value]) => [
    key,
    ADDRESS_KEYS.has(key) ? dottedAddress(value) : value,
  ]);
}

function dottedAddress(value: DemoValue): DemoValue {
  if (typeof value !== 'bigint') return value;
  const number = Number(BigInt.asUintN(32, value));
  return [number >>> 24, (number >>> 16) & 255, (number >>> 8) & 255, number & 255].join('.');
}

function withoutEmptyLinks(span: WarnedSpan): WarnedSpan {
  const links = span.links.filter((link) => !/^0*$/.test(link.traceId));
  if (links.length === span.links.length) return span;
  return { ...span, links, warnings: [...(span.warnings ?? []), 'Invalid span link removed'] };
}

// Attributes by key; events by name, not by time, where the newer code does it.
function sorted(spans: readonly WarnedSpan[], events: boolean): WarnedSpan[] {
  const resources = new Map<DemoResource, DemoResource>();
  return spans.map((span) => {
    let resource = resources.get(span.resource);
    if (!resource) {
      resource = { attributes: byKey(span.resource.attributes) };
      resources.set(span.resource, resource);
    }
    return {
      ...span,
      resource,
      attributes: byKey(span.attributes),
      events: events ? byName(span.events) : span.events,
    };
  });
}

const byKey = (attributes: DemoAttributes): DemoAttributes =>
  [...attributes].sort(([a], [b]) => compare(a, b));

const byName = (events: readonly DemoEvent[]): DemoEvent[] =>
  [...events].sort((a, b) => compare(a.name, b.name));

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

// A stored trace as one dialect shows it: converted, adjusted, cut short; and what such a read
// does to the store on releases where reading writes.

import { KIND_SERVER, STATUS_ERROR, STATUS_UNSET } from '../../model/span-kind.ts';
import { type DemoValue, findAttribute } from '../demo-trace.ts';
import { encodeJaegerTrace, type WarnedSpan } from '../encode-jaeger-v1.ts';
import { encodeResourceSpans, type JsonObject } from '../encode-otlp.ts';
import { writeJson } from '../write-json.ts';
import { adjustTrace, referencedParent } from './adjust-trace.ts';
import type { JaegerServer } from './api-answer.ts';
import type { StoredTrace } from './trace-store.ts';

/** Spans of `trace` for an answer. */
export function readTrace(
  server: JaegerServer,
  trace: StoredTrace,
  dialect: 'v1' | 'v3',
  raw: boolean,
): WarnedSpan[] {
  const { behaviour, maxTraceSize, maxSkewNs } = server;
  const { adjusters, storage } = behaviour;
  const converts = dialect === 'v3' && storage.model === 'jaeger';
  const spans = converts ? trace.spans.map(fromJaegerModel) : trace.spans;
  if (raw || (dialect === 'v3' && !adjusters.v3)) return spans;
  const adjusted = adjustTrace(spans, { behaviour, dialect, maxSkewNs });
  if (adjusters.readsChangeStore === 'all' || adjusters.readsChangeStore === dialect) {
    trace.spans = adjusted;
  }
  return maxTraceSize > 0 ? firstSpans(adjusted, maxTraceSize) : adjusted;
}

// Jaeger's own model has no status: an `error` tag becomes one, or an HTTP status does. A link can
// be the parent.
function fromJaegerModel(span: WarnedSpan): WarnedSpan {
  const parentSpanId = referencedParent(span);
  if (span.status !== STATUS_UNSET) return { ...span, parentSpanId };
  const isError = ([key, value]: readonly [string, DemoValue]) => key === 'error' && value === true;
  if (span.attributes.some(isError)) {
    const attributes = span.attributes.filter((attribute) => !isError(attribute));
    return { ...span, parentSpanId, status: STATUS_ERROR, attributes };
  }
  const http = findAttribute(span.attributes, 'http.status_code');
  const failed = typeof http === 'bigint' && isHttpFailure(Number(http), span.kind);
  return { ...span, parentSpanId, status: failed ? STATUS_ERROR : STATUS_UNSET };
}

// What is the client's fault is no failure of the server.
function isHttpFailure(code: number, kind: number): boolean {
  if (code < 100 || code >= 500) return true;
  return code >= 400 && kind !== KIND_SERVER;
}

function firstSpans(spans: WarnedSpan[], limit: number): WarnedSpan[] {
  const [first, ...others] = spans.slice(0, limit);
  if (!first || spans.length <= limit) return spans;
  const text = `trace has more than ${limit} spans, showing first ${limit} spans only`;
  return [{ ...first, warnings: [...(first.warnings ?? []), text] }, ...others];
}

/** The trace object of v1. */
export function v1Trace(server: JaegerServer, trace: StoredTrace, raw: boolean): JsonObject {
  const { libraryTags, libraryMovesToProcess } = server.behaviour.adjusters;
  return encodeJaegerTrace(trace.traceId, readTrace(server, trace, 'v1', raw), {
    libraryTags,
    libraryOfProcess: libraryMovesToProcess && !raw,
  });
}

/** The `resourceSpans` of api_v3 for all of `traces`. */
export function v3ResourceSpans(
  server: JaegerServer,
  traces: readonly StoredTrace[],
  raw: boolean,
): JsonObject[] {
  const { storage, adjusters } = server.behaviour;
  const old = !adjusters.v3;
  const style = { emptyParent: old, emptyEventAttributes: old };
  const keyOf =
    storage.model === 'jaeger'
      ? (span: WarnedSpan) =>
          writeJson(span.resource.attributes.map(([key, value]) => [key, String(value)]))
      : undefined;
  const read = traces.map((trace) => {
    const spans = readTrace(server, trace, 'v3', raw);
    return old ? spans : spans.map(warningsAsAttribute);
  });
  // The oldest gateway puts spans of several traces under one resource.
  if (old) return encodeResourceSpans(read.flat(), style, keyOf);
  return read.flatMap((spans) => encodeResourceSpans(spans, style, keyOf));
}

function warningsAsAttribute(span: WarnedSpan): WarnedSpan {
  const { warnings } = span;
  if (!warnings || warnings.length === 0) return span;
  return { ...span, attributes: [...span.attributes, ['@jaeger@warnings', { array: warnings }]] };
}

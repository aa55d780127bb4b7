// How people name a trace: an ID, a link copied from the Jaeger UI, a traceparent header.

import { UsageError } from '../errors.ts';
import { looksLikeUrl, parseBaseUrl } from '../sources/base-url.ts';

export interface TraceRef {
  /** As typed; sources compare it without leading zeros and case. */
  readonly traceId: string;
  /** The server, when a link named it. */
  readonly url?: string;
}

/** W3C Trace Context: version, trace ID, parent ID, flags. */
const TRACEPARENT = /^(?:traceparent:\s*)?[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/i;
/** Logs of several frameworks write trace IDs so. */
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * The trace that `text` names. In files any ID is allowed and prefixes will do; a server wants the
 * whole hexadecimal ID. Errors: UsageError.
 */
export function parseTraceRef(text: string, inFiles: boolean): TraceRef {
  const input = text.trim();
  const parent = TRACEPARENT.exec(input);
  if (parent?.[1] !== undefined) return { traceId: parent[1].toLowerCase() };
  if (looksLikeUrl(input)) {
    const { baseUrl, traceId } = parseBaseUrl(input);
    if (traceId !== undefined) return { traceId, url: baseUrl };
    throw new UsageError(
      'this link names no trace',
      'A link to a trace ends in /trace/<traceId>; copy it from the trace page of the Jaeger UI.',
    );
  }
  if (inFiles) return { traceId: input };
  if (/^[0-9a-f]{1,32}$/i.test(input) || UUID.test(input)) return { traceId: input };
  throw new UsageError(
    `"${input.slice(0, 80)}" is not a trace ID`,
    'A trace ID has up to 32 hexadecimal digits; a Jaeger UI link or a traceparent header will do too.',
  );
}

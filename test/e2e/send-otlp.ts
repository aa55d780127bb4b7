// Traces of the tests' own making, sent as OTLP/HTTP JSON: for servers that the order system does not
// feed (base path, TLS, tenants, hostile attributes).

import { randomBytes } from 'node:crypto';

export interface MadeSpan {
  readonly service: string;
  readonly name: string;
  /** From the trace's start. */
  readonly startMs: number;
  readonly durationMs: number;
  /** Position of the parent in the list; the first span is the root. */
  readonly parent?: number;
  /** Numbers are sent as doubles. */
  readonly attributes?: Readonly<Record<string, string | number>>;
}

/** A root of 100 ms with one child of 80 ms. */
export const SMALL: readonly MadeSpan[] = [
  { service: 'order-service', name: 'POST /orders', startMs: 0, durationMs: 100 },
  { service: 'inventory-service', name: 'check-inventory', startMs: 10, durationMs: 80, parent: 0 },
];

const value = (v: string | number) =>
  typeof v === 'string' ? { stringValue: v } : { doubleValue: Number.isFinite(v) ? v : String(v) };

function resourceSpans(spans: readonly MadeSpan[], traceId: string, beginMs: number) {
  const ids = spans.map(() => randomBytes(8).toString('hex'));
  const nanoseconds = (ms: number) => String(BigInt(Math.round((beginMs + ms) * 1000)) * 1000n);
  return spans.map((span, i) => ({
    resource: { attributes: [{ key: 'service.name', value: { stringValue: span.service } }] },
    scopeSpans: [
      {
        spans: [
          {
            traceId,
            spanId: ids[i],
            parentSpanId: span.parent === undefined ? '' : ids[span.parent],
            name: span.name,
            kind: 2,
            startTimeUnixNano: nanoseconds(span.startMs),
            endTimeUnixNano: nanoseconds(span.startMs + span.durationMs),
            attributes: Object.entries(span.attributes ?? {}).map(([key, v]) => ({
              key,
              value: value(v),
            })),
          },
        ],
      },
    ],
  }));
}

/** Sends one trace that ended a second ago; resolves with its ID. `url` is that of OTLP/HTTP. */
export async function sendTrace(url: string, spans: readonly MadeSpan[] = SMALL): Promise<string> {
  const traceId = randomBytes(16).toString('hex');
  const last = spans.reduce((end, span) => Math.max(end, span.startMs + span.durationMs), 0);
  const response = await fetch(`${url}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      resourceSpans: resourceSpans(spans, traceId, Date.now() - 1000 - last),
    }),
  });
  if (!response.ok) throw new Error(`OTLP: ${response.status} ${await response.text()}`);
  return traceId;
}

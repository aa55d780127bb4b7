// Seeded synthetic traces of about 100 spans and 1.2 KB a span, as Jaeger and the collector's file
// exporter write them: the same 12 attributes a span and events on 30 % of the spans in both.

import { closeSync, openSync, writeSync } from 'node:fs';

/** Small, fast, good enough for benchmark data. */
export function randomFrom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const hex = (random, digits) => {
  let text = '';
  while (text.length < digits)
    text += Math.floor(random() * 2 ** 32)
      .toString(16)
      .padStart(8, '0');
  return text.slice(0, digits);
};

const STATEMENTS = [
  'SELECT * FROM orders WHERE id = $1',
  'SELECT sku, quantity FROM stock WHERE sku = $1',
  'UPDATE carts SET updated_at = now() WHERE user_id = $1',
  'INSERT INTO audit (order_id, what, at) VALUES ($1, $2, $3)',
];

/**
 * Spans of one trace, format-free. Times in microseconds. A request through eight services: calls
 * run inside their caller one after another, a call to another service is a client span with a
 * server span below it, and two of five steps are queries.
 */
export function makeTrace(random, startUs, size = 100) {
  const traceId = hex(random, 32);
  const root = newSpan(random, { traceId, kind: 'server', service: 0, startUs });
  root.durationUs = 100_000 + Math.floor(random() * 50_000);
  const spans = [root];
  /** Spans that may call others: index, and up to where they are filled with calls. */
  const callers = [{ index: 0, cursorUs: startUs }];
  while (spans.length < size) {
    const caller = callers[Math.floor(random() * callers.length)];
    const step = random();
    if (step < 0.4) addCall(random, spans, caller, 'client', true);
    else if (step < 0.7) callers.push(addCall(random, spans, caller, 'internal', false));
    else callers.push(addRemoteCall(random, spans, caller));
    if (callers.length > 12) callers.splice(1, 1);
  }
  return { traceId, spans: spans.slice(0, size) };
}

function addRemoteCall(random, spans, caller) {
  const client = addCall(random, spans, caller, 'client', false);
  const service = Math.floor(random() * 8);
  return addCall(random, spans, client, 'server', false, service);
}

/** Adds a span that takes a part of what is left of its caller's time. */
function addCall(random, spans, caller, kind, isQuery, service = spans[caller.index].service) {
  const { traceId, startUs, durationUs } = spans[caller.index];
  const left = startUs + durationUs - caller.cursorUs;
  const start = caller.cursorUs + Math.floor(left * 0.02 * random());
  const span = newSpan(random, { traceId, kind, service, startUs: start, isQuery });
  span.parent = caller.index;
  const share = kind === 'server' ? 0.9 : isQuery ? 0.02 + 0.05 * random() : 0.1 + 0.3 * random();
  span.durationUs = Math.floor((startUs + durationUs - start) * share);
  caller.cursorUs = start + span.durationUs;
  spans.push(span);
  return { index: spans.length - 1, cursorUs: start };
}

function newSpan(random, { traceId, kind, service, startUs, isQuery = false }) {
  const number = Math.floor(random() * 1000);
  return {
    traceId,
    spanId: hex(random, 16),
    parent: -1,
    service,
    name: isQuery ? 'SELECT shop' : `GET /api/v1/resource-${service}`,
    startUs,
    durationUs: 0,
    kind,
    attributes: isQuery
      ? { 'db.system': 'postgresql', 'db.statement': STATEMENTS[number % 4], 'db.name': 'shop' }
      : {
          'http.method': 'GET',
          'http.route': `/api/v1/resource-${service}`,
          'http.status_code': 200,
        },
    extra: {
      'thread.name': `worker-${number % 16}`,
      'code.function': 'handle',
      note: number % 50 === 0 ? 'größer' : 'plain',
      'server.address': `svc-${service}.shop.svc.cluster.local`,
      'server.port': 8080,
      'network.protocol.version': '1.1',
      'user_agent.original': 'Go-http-client/1.1',
    },
    hasEvent: random() < 0.3,
  };
}

const tag = ([key, value]) => ({
  key,
  type: typeof value === 'number' ? 'int64' : 'string',
  value,
});

export function jaegerTrace({ traceId, spans }) {
  const processes = {};
  for (const span of spans) {
    processes[`p${span.service}`] ??= {
      serviceName: `svc-${span.service}`,
      tags: [tag(['host.name', `node-${span.service}`]), tag(['telemetry.sdk.language', 'go'])],
    };
  }
  return {
    traceID: traceId,
    spans: spans.map((span) => ({
      traceID: traceId,
      spanID: span.spanId,
      operationName: span.name,
      references:
        span.parent < 0
          ? []
          : [{ refType: 'CHILD_OF', traceID: traceId, spanID: spans[span.parent].spanId }],
      startTime: span.startUs,
      duration: span.durationUs,
      tags: [
        tag(['span.kind', span.kind]),
        ...Object.entries({ ...span.attributes, ...span.extra }).map(tag),
        tag(['otel.scope.name', 'github.com/example/instrumentation']),
      ],
      logs: span.hasEvent
        ? [
            {
              timestamp: span.startUs + 10,
              fields: [tag(['event', 'cache miss']), tag(['key', 'stock:1'])],
            },
          ]
        : [],
      processID: `p${span.service}`,
      warnings: null,
    })),
    processes,
    warnings: null,
  };
}

export function otlpRequest({ spans }) {
  const byService = new Map();
  for (const span of spans)
    byService.set(span.service, [...(byService.get(span.service) ?? []), span]);
  const value = (v) => (typeof v === 'number' ? { intValue: String(v) } : { stringValue: v });
  const attributes = (object) =>
    Object.entries(object).map(([key, v]) => ({ key, value: value(v) }));
  const kinds = { internal: 1, server: 2, client: 3 };
  return {
    resourceSpans: [...byService].map(([service, list]) => ({
      resource: {
        attributes: attributes({
          'service.name': `svc-${service}`,
          'host.name': `node-${service}`,
        }),
      },
      scopeSpans: [
        {
          scope: { name: 'github.com/example/instrumentation' },
          spans: list.map((span) => ({
            traceId: span.traceId,
            spanId: span.spanId,
            ...(span.parent < 0 ? {} : { parentSpanId: spans[span.parent].spanId }),
            name: span.name,
            kind: kinds[span.kind],
            startTimeUnixNano: `${span.startUs}000`,
            endTimeUnixNano: `${span.startUs + span.durationUs}000`,
            attributes: attributes({ ...span.attributes, ...span.extra }),
            events: span.hasEvent
              ? [
                  {
                    timeUnixNano: `${span.startUs + 10}000`,
                    name: 'cache miss',
                    attributes: attributes({ key: 'stock:1' }),
                  },
                ]
              : [],
            status: {},
          })),
        },
      ],
    })),
  };
}

/** Writes about `megabytes` of traces; one write a trace. */
export function writeCorpus(file, { format, megabytes, seed }) {
  const random = randomFrom(seed);
  const descriptor = openSync(file, 'w');
  let written = 0;
  const put = (text) => {
    written += writeSync(descriptor, text);
  };
  if (format === 'jaeger') put('{"data":[');
  for (let i = 0; written < megabytes * 1e6; i++) {
    const trace = makeTrace(random, 1_760_000_000_000_000 + i * 150_000);
    if (format === 'jaeger') put((i > 0 ? ',' : '') + JSON.stringify(jaegerTrace(trace)));
    else put(`${JSON.stringify(otlpRequest(trace))}\n`);
  }
  if (format === 'jaeger') put('],"total":0,"limit":0,"offset":0,"errors":null}\n');
  closeSync(descriptor);
}

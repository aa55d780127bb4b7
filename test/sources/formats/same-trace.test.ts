// One trace, written in every format, is read as one and the same. Times are whole microseconds,
// as the coarser formats have nothing finer; what a format cannot express is named.

import { expect, test } from 'vitest';
import { factsIn } from '../../support/read-text.ts';
import type { TraceFacts } from '../../support/trace-facts.ts';

const T = '000000000000000053ce929d0e0e4736';
const IDS = ['00f067aa0ba902b7', 'b7ad6b7169203331', 'c8ad6b7169203331'] as const;
const START = 1_717_000_000_000_000;
const nanos = (us: number) => String(BigInt(START + us) * 1000n);

interface Call {
  readonly id: string;
  readonly parent?: string;
  readonly service: string;
  readonly name: string;
  readonly kind: 'server' | 'client';
  readonly from: number;
  readonly to: number;
  readonly failed?: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly event?: readonly [us: number, name: string];
}

const CALLS: readonly Call[] = [
  {
    id: IDS[0],
    service: 'web',
    name: 'GET /é',
    kind: 'server',
    from: 0,
    to: 9000,
    tags: { 'http.route': '/é' },
  },
  {
    id: IDS[1],
    parent: IDS[0],
    service: 'web',
    name: 'POST 😀',
    kind: 'client',
    from: 1000,
    to: 8000,
    failed: 'timed out',
    tags: { 'peer.service': 'cart' },
    event: [7000, 'retry'],
  },
  {
    id: IDS[2],
    parent: IDS[1],
    service: 'cart',
    name: 'POST',
    kind: 'server',
    from: 2000,
    to: 3000,
    tags: {},
  },
];

const KINDS = { server: 2, client: 3 };
const text = (key: string, value: string) => ({ key, value: { stringValue: value } });

const resourceSpans = CALLS.map((call) => ({
  resource: { attributes: [text('service.name', call.service), text('ip', '10.0.0.1')] },
  scopeSpans: [
    {
      spans: [
        {
          traceId: T,
          spanId: call.id,
          parentSpanId: call.parent ?? '',
          name: call.name,
          kind: KINDS[call.kind],
          startTimeUnixNano: nanos(call.from),
          endTimeUnixNano: nanos(call.to),
          attributes: Object.entries(call.tags).map(([key, value]) => text(key, value)),
          events: call.event
            ? [{ timeUnixNano: nanos(call.event[0]), name: call.event[1], attributes: [] }]
            : [],
          status: call.failed === undefined ? {} : { code: 2, message: call.failed },
        },
      ],
    },
  ],
}));

const base64 = (hex: string) => Buffer.from(hex, 'hex').toString('base64');

const batches = resourceSpans.map(({ resource, scopeSpans }) => ({
  resource,
  scopeSpans: scopeSpans.map(({ spans }) => ({
    scope: {},
    spans: spans.map(({ parentSpanId, ...span }) => ({
      ...span,
      traceId: base64(span.traceId),
      spanId: base64(span.spanId),
      ...(parentSpanId === '' ? {} : { parentSpanId: base64(parentSpanId) }),
      kind: span.kind === 2 ? 'SPAN_KIND_SERVER' : 'SPAN_KIND_CLIENT',
      status: 'code' in span.status ? { ...span.status, code: 'STATUS_CODE_ERROR' } : {},
    })),
  })),
}));

const tag = (key: string, value: unknown, type = 'string') => ({ key, type, value });
const jaegerTrace = {
  traceID: T.slice(16),
  spans: CALLS.map((call) => ({
    traceID: T.slice(16),
    spanID: call.id,
    operationName: call.name,
    references: call.parent
      ? [{ refType: 'CHILD_OF', traceID: T.slice(16), spanID: call.parent }]
      : [],
    startTime: START + call.from,
    duration: call.to - call.from,
    tags: [
      tag('span.kind', call.kind),
      ...Object.entries(call.tags).map(([key, value]) => tag(key, value)),
      ...(call.failed === undefined
        ? []
        : [
            tag('otel.status_code', 'ERROR'),
            tag('error', true, 'bool'),
            tag('otel.status_description', call.failed),
          ]),
    ],
    logs: call.event
      ? [{ timestamp: START + call.event[0], fields: [tag('event', call.event[1])] }]
      : null,
    processID: call.service,
    warnings: null,
  })),
  processes: {
    web: { serviceName: 'web', tags: [tag('ip', '10.0.0.1')] },
    cart: { serviceName: 'cart', tags: [tag('ip', '10.0.0.1')] },
  },
};

const zipkin = CALLS.map((call) => ({
  traceId: T.slice(16),
  id: call.id,
  ...(call.parent ? { parentId: call.parent } : {}),
  name: call.name,
  kind: call.kind.toUpperCase(),
  timestamp: START + call.from,
  duration: call.to - call.from,
  localEndpoint: { serviceName: call.service, ipv4: '10.0.0.1' },
  tags: { ...call.tags, ...(call.failed === undefined ? {} : { error: call.failed }) },
  annotations: call.event ? [{ timestamp: START + call.event[0], value: call.event[1] }] : [],
}));

const json = JSON.stringify;
const WRITTEN: Readonly<Record<string, string>> = {
  'jaeger-v1': json({ data: [jaegerTrace] }),
  'api-v3': json({ result: { resourceSpans } }),
  'otlp-json': json({ resourceSpans }),
  'otlp-lines': resourceSpans.map((entry) => json({ resourceSpans: [entry] })).join('\n'),
  tempo: json({ batches }),
  'zipkin-v2': json(zipkin),
};

// Zipkin has one tag for a failure and its message; it stays readable as an attribute.
const withoutErrorTag = (traces: readonly TraceFacts[]) =>
  traces.map((trace) => ({
    ...trace,
    spans: trace.spans.map((span) => ({
      ...span,
      attributes: span.attributes.filter((a) => a !== 'error=string:timed out'),
    })),
  }));

test.each(Object.keys(WRITTEN))('%s', async (format) => {
  const expected = await factsIn(WRITTEN['otlp-json'] as string);
  expect(expected[0]?.spans.map(({ spanId, parentSpanId }) => [spanId, parentSpanId])).toEqual([
    [IDS[0], undefined],
    [IDS[1], IDS[0]],
    [IDS[2], IDS[1]],
  ]);
  const written = WRITTEN[format] as string;
  for (const forced of [undefined, format]) {
    const facts = await factsIn(written, forced);
    expect(format === 'zipkin-v2' ? withoutErrorTag(facts) : facts).toEqual(expected);
  }
});

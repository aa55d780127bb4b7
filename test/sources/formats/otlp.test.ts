import { describe, expect, test } from 'vitest';
import { factsIn, readText } from '../../support/read-text.ts';
import type { SpanFacts } from '../../support/trace-facts.ts';

const T = '4bf92f3577b34da6a3ce929d0e0e4736';
const A = '00f067aa0ba902b7';
const B = 'b7ad6b7169203331';
const START = '1717000000123456789';

const span = (spanId: string, overrides: object = {}) => ({
  traceId: T,
  spanId,
  name: `op ${spanId}`,
  kind: 2,
  startTimeUnixNano: START,
  endTimeUnixNano: '1717000000125956790',
  ...overrides,
});
const attribute = (key: string, value: unknown) => ({ key, value });
const text = (key: string, value: string) => attribute(key, { stringValue: value });
const entry = (spans: unknown, overrides: object = {}) => ({
  resource: { attributes: [text('service.name', 'cart'), text('host.name', 'h1')] },
  scopeSpans: [{ scope: { name: 'lib', version: '1' }, spans }],
  ...overrides,
});
const request = (...resourceSpans: unknown[]) => ({ resourceSpans });
const json = JSON.stringify;

async function onlySpan(overrides: object): Promise<SpanFacts> {
  const [facts] = await factsIn(json(request(entry([span(A, overrides)]))));
  return facts?.spans[0] as SpanFacts;
}

describe('the shells it comes in', () => {
  const one = request(entry([span(A)]), entry([span(B, { parentSpanId: A })]));
  const shells: Record<string, unknown> = {
    'an api_v3 answer': { result: one },
    'an export request': one,
    'with other keys around': { x: [1], ...one, y: {} },
    'a list of requests': [one],
    'Tempo v1': { batches: one.resourceSpans },
    'Tempo v2': { trace: one, metrics: {} },
  };

  test.each(Object.keys(shells))('%s', async (name) => {
    const expected = await factsIn(json(one));
    expect(expected[0]?.spans).toHaveLength(2);
    expect(await factsIn(json(shells[name]))).toEqual(expected);
    expect(await factsIn(json(shells[name], null, 1))).toEqual(expected);
    expect(await factsIn(`\ufeff${json(shells[name])}`)).toEqual(expected);
  });

  test.each([
    ['lines', '\n', 'otlp-lines'],
    ['lines with CRLF', '\r\n', 'otlp-lines'],
    ['documents after each other', '', 'otlp-json'],
  ])('%s', async (_, separator, format) => {
    const parts = one.resourceSpans.map((part) => json(request(part))).join(separator);
    const expected = await factsIn(json(one));
    expect(await factsIn(parts)).toEqual(expected);
    expect(await factsIn(parts, format)).toEqual(expected);
  });

  test('several api_v3 results after each other, or in a list', async () => {
    const results = one.resourceSpans.map((part) => ({ result: request(part) }));
    const expected = await factsIn(json(one));
    expect(await factsIn(results.map((result) => json(result)).join(''))).toEqual(expected);
    expect(await factsIn(json(results), 'api-v3')).toEqual(expected);
    expect(await factsIn(json({ result: [one] }))).toEqual(expected);
  });

  test('the names OTLP had before 2022', async () => {
    const { scopeSpans, ...rest } = entry([span(A)]);
    const old = scopeSpans.map(({ scope, spans }) => ({ instrumentationLibrary: scope, spans }));
    const body = json(request({ ...rest, instrumentationLibrarySpans: old }));
    expect(await factsIn(body)).toEqual(await factsIn(json(request(entry([span(A)])))));
  });

  test.each([
    '{"result":{"resourceSpans":[]}}',
    '{"result":{}}',
    '{"result":null}',
    '{"resourceSpans":[]}',
    '{"resourceSpans":null}',
    '{"resourceSpans":[{}]}',
    '{"resourceSpans":[{"scopeSpans":[{"spans":[]}]}]}',
    '{"batches":[]}',
    '{"trace":{"resourceSpans":[]}}',
    '{"resourceSpans":[]}\n{"resourceSpans":[]}\n',
  ])('%s holds no trace, which is no error', async (body) => {
    expect(await readText(body)).toMatchObject({ traces: [], notes: [], error: undefined });
  });

  test('the error body of api_v3', async () => {
    const { error } = await readText('{"error":{"httpCode":404,"message":"No traces found"}}');
    expect(error?.message).toContain("a server's error instead of traces: No traces found (404)");
  });
});

describe('other signals', () => {
  const logs = '{"resourceLogs":[{"scopeLogs":[]}]}';
  const metrics = '{"resourceMetrics":[{}]}';

  test('on lines of their own, also on the first', async () => {
    const body = [logs, metrics, json(request(entry([span(A)]))), logs].join('\n');
    const { traces, notes, error } = await readText(body);
    expect(error).toBeUndefined();
    expect(traces).toHaveLength(1);
    expect(notes).toEqual(['logs-skipped 2', 'metrics-skipped 1']);
  });

  test('alone', async () => {
    expect(await readText(logs)).toMatchObject({ traces: [], error: undefined });
    expect((await readText(`${logs}\n${metrics}`)).notes).toEqual([
      'logs-skipped 1',
      'metrics-skipped 1',
    ]);
  });

  test('in the same document as spans', async () => {
    const body = json({ resourceLogs: [{}], ...request(entry([span(A)])), resourceMetrics: [] });
    const { traces, notes } = await readText(body);
    expect(traces).toHaveLength(1);
    expect(notes).toEqual(['logs-skipped 1', 'metrics-skipped 1']);
  });
});

describe('IDs', () => {
  test.each([
    ['lower-case hex', T, A, B],
    ['upper-case hex', T.toUpperCase(), A.toUpperCase(), B.toUpperCase()],
    ['base64', base64(T), base64(A), base64(B)],
    ['base64 for URLs', forUrls(base64(T)), forUrls(base64(A)), forUrls(base64(B))],
  ])('%s', async (_, traceId, a, b) => {
    const spans = [span(a, { traceId }), span(b, { traceId, parentSpanId: a })];
    const [facts] = await factsIn(json(request(entry(spans))));
    expect(facts?.id).toBe(T);
    expect(facts?.spans.map(({ spanId, parentSpanId }) => [spanId, parentSpanId])).toEqual([
      [A, undefined],
      [B, A],
    ]);
  });

  test.each(['', '0000000000000000', base64('0000000000000000'), null])(
    '%j is no parent',
    async (parentSpanId) => {
      expect((await onlySpan({ parentSpanId })).parentSpanId).toBeUndefined();
    },
  );
});

function base64(hex: string): string {
  return Buffer.from(hex, 'hex').toString('base64');
}

function forUrls(text: string): string {
  return text.replaceAll('+', '-').replaceAll('/', '_');
}

test.each([
  [{ stringValue: 'x' }, 'string:x'],
  [{ stringValue: '' }, 'string:'],
  [{ boolValue: false }, 'bool:false'],
  [{ boolValue: 'true' }, 'bool:true'],
  [{ intValue: '7' }, 'int:7'],
  [{ intValue: 7 }, 'int:7'],
  [{ intValue: '9007199254740993' }, 'int:9007199254740993'],
  [{ intValue: '-9223372036854775808' }, 'int:-9223372036854775808'],
  [{ intValue: 'x' }, 'string:x'],
  [{ doubleValue: 1.5 }, 'double:1.5'],
  [{ doubleValue: 3 }, 'double:3'],
  [{ doubleValue: 'NaN' }, 'double:NaN'],
  [{ doubleValue: '-Infinity' }, 'double:-Infinity'],
  [{ doubleValue: '+Inf' }, 'double:Infinity'],
  [{ bytesValue: 'AAE=' }, 'bytes:AAE='],
  [{ arrayValue: { values: [{ stringValue: 'x' }, {}, { intValue: '1' }] } }, 'json:["x",null,1]'],
  [{ arrayValue: { values: [{ intValue: '9007199254740993' }] } }, 'json:[9007199254740993]'],
  [{ arrayValue: {} }, 'json:[]'],
  [{ kvlistValue: {} }, 'json:{}'],
  [
    {
      kvlistValue: {
        values: [
          attribute('b', { doubleValue: 1.5 }),
          attribute('a', { arrayValue: { values: [] } }),
        ],
      },
    },
    'json:{"a":[],"b":1.5}',
  ],
  [{}, 'string:'],
  [null, 'string:'],
  ['bare', 'string:bare'],
  [5, 'int:5'],
  [{ stringValue: 5 }, 'string:5'],
  [{ stringValue: { a: 1 } }, 'string:'],
  [{ unknownValue: 1 }, 'string:'],
])('the value %j is %s', async (value, wanted) => {
  const { attributes } = await onlySpan({ attributes: [attribute('k', value)] });
  expect(attributes).toContain(`k=${wanted}`);
});

test('lists a thousand levels deep are cut', async () => {
  let value: unknown = { stringValue: 'deep' };
  for (let i = 0; i < 1000; i++) value = { arrayValue: { values: [value] } };
  const { attributes } = await onlySpan({ attributes: [attribute('k', value)] });
  expect(attributes[0]).toBe(`k=json:${'['.repeat(32)}"…"${']'.repeat(32)}`);
});

describe('times are exact to the nanosecond', () => {
  const timesOf = async (start: unknown, end: unknown) => {
    const spans = [span(A, { startTimeUnixNano: start, endTimeUnixNano: end })];
    const { traces, error } = await readText(json(request(entry(spans))));
    if (error) throw error;
    const [trace] = traces;
    return [trace?.startUs, trace?.startRestNs, trace?.durationNs[0], trace?.warnings[0]?.code];
  };

  test.each([
    [START, '1717000000125956790', [1717000000123456, 789, 2_500_001, undefined]],
    [1717000000123456800, 1717000000123457000, [1717000000123456, 768, 256, undefined]],
    ['999', '1000', [0, 999, 1, undefined]],
    [START, START, [1717000000123456, 789, 0, undefined]],
    [START, '1717000000123456788', [1717000000123456, 789, 0, 'negative-duration']],
    [START, undefined, [1717000000123456, 789, 0, 'bad-duration']],
    [START, '0', [1717000000123456, 789, 0, 'bad-duration']],
    [START, 'later', [1717000000123456, 789, 0, 'bad-duration']],
    [undefined, undefined, [0, 0, 0, undefined]],
    [{}, START, [0, 0, 0, 'bad-start']],
    ['99999999999999999999', '99999999999999999999', [0, 0, 0, 'bad-start']],
  ])('%j to %j', async (start, end, expected) => {
    const [us, rest, durationNs, warning] = await timesOf(start, end);
    expect([us, rest, durationNs]).toEqual(expected.slice(0, 3));
    if (expected[3] !== undefined) expect(String(warning)).toMatch(/^(bad|negative)-/);
  });
});

describe('fields', () => {
  test.each([
    [2, 'server'],
    ['SPAN_KIND_CLIENT', 'client'],
    [undefined, 'unspecified'],
    [99, 'unspecified'],
    [{}, 'unspecified'],
  ])('kind %j', async (kind, name) => {
    expect((await onlySpan({ kind })).kind).toBe(name);
  });

  test.each([
    [{ code: 2, message: 'm' }, 2, 'm'],
    [{ code: 'STATUS_CODE_ERROR' }, 2, undefined],
    [{ code: 1 }, 1, undefined],
    [{}, 0, undefined],
    [null, 0, undefined],
    ['ERROR', 0, undefined],
  ])('status %j', async (status, code, message) => {
    expect(await onlySpan({ status })).toMatchObject({ status: code, statusMessage: message });
  });

  test('library and trace state become attributes, the service name is none', async () => {
    const facts = await onlySpan({ traceState: 'ot=th:c' });
    expect(facts).toMatchObject({
      service: 'cart',
      resource: ['host.name=string:h1'],
      attributes: [
        'otel.scope.name=string:lib',
        'otel.scope.version=string:1',
        'w3c.tracestate=string:ot=th:c',
      ],
    });
  });

  test('events', async () => {
    const events = [
      { timeUnixNano: '1717000000123456790', name: 'e', attributes: [text('k', 'v')] },
      { name: 'no time' },
      { timeUnixNano: START, attributes: [text('event', 'inner')] },
      { timeUnixNano: START, name: 'log', attributes: [text('event', 'inner')] },
    ];
    expect((await onlySpan({ events })).events).toEqual([
      '0 no time ',
      '0 inner ',
      '0 log event=string:inner',
      '1 e k=string:v',
    ]);
  });

  test('links make no parent, and a linked parent is followed', async () => {
    const links = [
      { traceId: T, spanId: A },
      { traceId: 'f'.repeat(32), spanId: A },
      { traceId: T, spanId: '0000000000000000' },
      {},
    ];
    const other = 'eeeeeeeeeeeeeeee';
    const body = request(
      entry([span(A), span(B, { parentSpanId: A, links }), span(other, { links })]),
    );
    const [facts] = await factsIn(json(body));
    const byId = new Map(facts?.spans.map((s) => [s.spanId, s]));
    expect(byId.get(B)).toMatchObject({ parentSpanId: A, follows: true });
    expect(byId.get(B)?.links).toEqual([`${'f'.repeat(32)}/${A}`]);
    expect(byId.get(other)).toMatchObject({ parentSpanId: undefined, follows: false });
    expect(byId.get(other)?.links).toEqual([`${T}/${A}`, `${'f'.repeat(32)}/${A}`]);
  });

  test('warnings of the server', async () => {
    const list = { arrayValue: { values: [{ stringValue: 'w1' }, { stringValue: 'w2' }] } };
    const spans = [
      span(A, { attributes: [attribute('@jaeger@warnings', list)] }),
      span(B, { attributes: [text('@jaeger@warnings', 'w1')] }),
    ];
    const { traces } = await readText(json(request(entry(spans))));
    expect(traces[0]?.serverNotes.map(({ text: t, count }) => `${t} ${count}`)).toEqual([
      'w1 2',
      'w2 1',
    ]);
  });

  test.each([
    [{ attributes: [] }, 'unknown-service'],
    [{}, 'unknown-service'],
    [null, 'unknown-service'],
    [{ attributes: [attribute('service.name', { intValue: '5' })] }, '5'],
    [{ attributes: [text('service.name', '')] }, 'unknown-service'],
  ])('the resource %j', async (resource, service) => {
    const [facts] = await factsIn(json(request(entry([span(A)], { resource }))));
    expect(facts?.spans[0]?.service).toBe(service);
  });
});

describe('shapes that are wrong are skipped one by one, and named', () => {
  test.each([
    [
      'an entry',
      request(7, entry([span(A)])),
      'element-unreadable 1',
      '$.resourceSpans[0] is a number',
    ],
    [
      'scopes',
      request(entry([span(A)]), { scopeSpans: {} }),
      'scope-spans-unreadable 1',
      'resourceSpans[1].scopeSpans is',
    ],
    [
      'a scope',
      request({ scopeSpans: [null, { spans: [span(A)] }] }),
      'scope-spans-unreadable 1',
      'scopeSpans[0] is null',
    ],
    ['spans', request(entry(5)), 'spans-unreadable 1', 'scopeSpans[0].spans is a number'],
    [
      'a span',
      request(entry([span(A), 5])),
      'span-unreadable 1',
      'scopeSpans[0].spans[1] is a number',
    ],
    [
      'its trace ID',
      request(entry([span(A), span(B, { traceId: '' })])),
      'span-unreadable 1',
      'has no traceId',
    ],
    ['its ID', request(entry([span(A), span('')])), 'span-unreadable 1', 'spans[1] has no spanId'],
    [
      'attributes',
      request(entry([span(A, { attributes: { k: 1 } })])),
      'attributes-unreadable 1',
      'attributes is an object',
    ],
    [
      'an attribute',
      request(entry([span(A, { attributes: [{ value: {} }] })])),
      'attribute-unreadable 1',
      'attributes[0] has no key',
    ],
    [
      'events',
      request(entry([span(A, { events: 1 })])),
      'events-unreadable 1',
      'events is a number',
    ],
    [
      'an event',
      request(entry([span(A, { events: [null] })])),
      'event-unreadable 1',
      'events[0] is null',
    ],
    ['links', request(entry([span(A, { links: {} })])), 'links-unreadable 1', 'links is an object'],
    [
      'a link',
      request(entry([span(A, { links: ['x'] })])),
      'link-unreadable 1',
      'links[0] is no object',
    ],
    [
      'another object',
      [{ x: 1 }, request(entry([span(A)]))],
      'element-unreadable 1',
      '$[0] has no resourceSpans',
    ],
  ])('%s', async (_, body, note, where) => {
    const { error, notes, coverage } = await readText(json(body), { format: 'otlp-json' });
    expect(notes).toEqual([note]);
    expect(coverage.notes.list()[0]?.text).toContain(where);
    const isAllLost = coverage.traces === 0;
    expect(error?.message).toEqual(isAllLost ? expect.stringContaining(where) : undefined);
  });
});

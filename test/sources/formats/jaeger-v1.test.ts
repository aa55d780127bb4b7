import { describe, expect, test } from 'vitest';
import { factsIn, readText } from '../../support/read-text.ts';
import type { SpanFacts } from '../../support/trace-facts.ts';

const T = '4bf92f3577b34da6a3ce929d0e0e4736';
const START = 1_717_000_000_000_000;

/** A span object; overrides may be of any shape. */
const span = (spanID: string, overrides: object = {}) => ({
  traceID: T,
  spanID,
  operationName: `op ${spanID}`,
  references: [],
  startTime: START,
  duration: 1000,
  tags: [],
  logs: [],
  processID: 'p1',
  warnings: null,
  ...overrides,
});
const PROCESSES = { p1: { serviceName: 'cart', tags: [] } };
const trace = (spans: unknown, overrides: object = {}) => ({
  traceID: T,
  spans,
  processes: PROCESSES,
  warnings: null,
  ...overrides,
});
const answer = (...data: unknown[]) =>
  JSON.stringify({ data, total: 0, limit: 0, offset: 0, errors: null });
const tag = (key: string, value: unknown, type?: string) => ({ key, type, value });
const childOf = (spanID: string, overrides: object = {}) => ({
  refType: 'CHILD_OF',
  traceID: T,
  spanID,
  ...overrides,
});

async function onlySpan(overrides: object, traceOverrides: object = {}): Promise<SpanFacts> {
  const [facts] = await factsIn(answer(trace([span('a', overrides)], traceOverrides)));
  return facts?.spans[0] as SpanFacts;
}

describe('the shapes a trace comes in', () => {
  const one = trace([span('a'), span('b', { references: [childOf('a')] })]);
  const { processes, spans, ...rest } = one;
  const shapes: Record<string, unknown> = {
    'an API answer': { data: [one], total: 0, errors: null },
    'only its data': { data: [one] },
    'one trace as data': { data: one },
    'a bare trace': one,
    'a list of traces': [one],
    'processes first': { data: [{ processes, ...rest, spans }] },
    'processes first in a bare trace': { processes, spans },
    'data behind the errors': { errors: null, total: 0, data: [one] },
  };

  test.each(Object.keys(shapes))('%s', async (shape) => {
    const expected = await factsIn(answer(one));
    const text = JSON.stringify(shapes[shape]);
    expect(await factsIn(text)).toEqual(expected);
    expect(await factsIn(JSON.stringify(shapes[shape], null, 2))).toEqual(expected);
    expect(await factsIn(text, 'jaeger-v1')).toEqual(expected);
    expect(await factsIn(`\ufeff${text}\n`)).toEqual(expected);
  });

  test('traces one a line, or after each other', async () => {
    const other = trace([span('c', { traceID: 'f'.repeat(32) })]);
    const text = `${JSON.stringify(one)}\n${JSON.stringify(other)}${answer(one)}`;
    expect((await factsIn(text)).map(({ id, spans: s }) => [id, s.length])).toEqual([
      [T, 2],
      ['f'.repeat(32), 1],
    ]);
  });

  test('parts of a trace in several elements are one trace', async () => {
    const parts = answer(trace([span('b', { references: [childOf('a')] })]), trace([span('a')]));
    expect(await factsIn(parts)).toEqual(await factsIn(answer(one)));
  });

  test('no trace at all is no error', async () => {
    for (const text of ['{"data":[]}', '[]', '{"data":[],"total":0,"errors":null}']) {
      expect(await readText(text)).toMatchObject({ traces: [], notes: [], error: undefined });
    }
    expect(await readText(answer(trace([])))).toMatchObject({ traces: [], error: undefined });
    expect(await readText(answer(trace(null)))).toMatchObject({ traces: [], error: undefined });
  });
});

describe('errors of the server', () => {
  test('instead of traces', async () => {
    const body = '{"data":null,"total":0,"errors":[{"code":404,"msg":"trace not found"}]}\n';
    const { error } = await readText(body);
    expect(error?.message).toBe(
      "input: $ holds a server's error instead of traces: trace not found (404)",
    );
  });

  test('beside traces are noted', async () => {
    const errors = [{ msg: 'trace not found', traceID: 'ab' }, { msg: 'second' }];
    const { traces, coverage } = await readText(
      JSON.stringify({ data: [trace([span('a')])], errors }),
    );
    expect(traces).toHaveLength(1);
    expect(coverage.notes.list()).toEqual([
      {
        code: 'server-error',
        count: 1,
        text: 'input: $: the server reported: trace not found; second',
      },
    ]);
  });

  test('with control characters reach no terminal', async () => {
    const { error } = await readText('{"data":null,"errors":[{"msg":"a\\u001b[31m\\nb"}]}');
    expect(error?.message).toContain('a [31m b');
  });
});

describe('what OpenTelemetry has fields for', () => {
  test('kind, status, message, library and trace state leave the tags', async () => {
    const facts = await onlySpan({
      tags: [
        tag('otel.scope.name', 'lib'),
        tag('otel.scope.version', '1'),
        tag('a', 1, 'int64'),
        tag('span.kind', 'CLIENT'),
        tag('otel.status_code', 'ERROR'),
        tag('error', true, 'bool'),
        tag('otel.status_description', 'broken'),
        tag('w3c.tracestate', 'ot=th:c'),
        tag('internal.span.format', 'otlp'),
      ],
    });
    expect(facts).toMatchObject({
      kind: 'client',
      status: 2,
      statusMessage: 'broken',
      failed: true,
    });
    expect(facts.attributes).toEqual([
      'a=int:1',
      'otel.scope.name=string:lib',
      'otel.scope.version=string:1',
      'w3c.tracestate=string:ot=th:c',
    ]);
  });

  test('the library under its old name, on the span or on the process', async () => {
    const wanted = ['otel.scope.name=string:lib', 'otel.scope.version=string:2'];
    const old = [tag('otel.library.name', 'lib'), tag('otel.library.version', '2')];
    expect((await onlySpan({ tags: old })).attributes).toEqual(wanted);
    const processes = { p1: { serviceName: 'cart', tags: [...old, tag('host', 'h')] } };
    expect(await onlySpan({}, { processes })).toMatchObject({
      attributes: wanted,
      resource: ['host=string:h'],
    });
  });

  test('what contradicts the fields stays visible', async () => {
    const facts = await onlySpan({
      tags: [
        tag('span.kind', 'server'),
        tag('span.kind', 'client'),
        tag('span.kind', 'odd'),
        tag('error', 'false'),
        tag('otel.status_code', 'ERROR'),
        tag('otel.status_code', 'OK'),
        tag('otel.scope.name', 'x'),
        tag('otel.library.name', 'y'),
      ],
    });
    expect(facts).toMatchObject({ kind: 'server', status: 2 });
    expect(facts.attributes).toEqual([
      'error=string:false',
      'otel.library.name=string:y',
      'otel.scope.name=string:x',
      'otel.status_code=string:OK',
      'span.kind=string:client',
      'span.kind=string:odd',
    ]);
  });

  test('an error tag without status is kept, and an unset one fails nothing', async () => {
    expect(await onlySpan({ tags: [tag('error', true, 'bool')] })).toMatchObject({
      status: 0,
      failed: true,
      attributes: ['error=bool:true'],
    });
    expect(await onlySpan({ tags: [tag('error', 'unset')] })).toMatchObject({ failed: false });
    expect(await onlySpan({ tags: [tag('otel.status_code', 'Unset')] })).toMatchObject({
      attributes: [],
    });
  });

  test('warnings of the server, in any of their places', async () => {
    const { traces } = await readText(
      answer(
        trace(
          [
            span('a', { warnings: ['w1', 'w1'] }),
            span('b', { tags: [tag('@jaeger@warnings', '["w2","w3"]')] }),
            span('c', { tags: [tag('@jaeger@warnings', '[not json')] }),
          ],
          { warnings: ['w4'] },
        ),
      ),
    );
    expect(traces[0]?.serverNotes.map(({ text, count }) => `${text} ${count}`)).toEqual([
      'w1 2',
      '[not json 1',
      'w2 1',
      'w3 1',
      'w4 1',
    ]);
    expect(traces[0]?.attributes(1)).toEqual([]);
  });
});

test.each([
  ['string', 'x', 'string:x'],
  ['string', '5', 'string:5'],
  ['string', 5, 'int:5'],
  ['int64', 7, 'int:7'],
  ['int64', '7', 'int:7'],
  ['int64', '9007199254740993', 'int:9007199254740993'],
  ['int64', '-9223372036854775808', 'int:-9223372036854775808'],
  ['int64', 'seven', 'string:seven'],
  ['float64', 3, 'double:3'],
  ['float64', 1.5, 'double:1.5'],
  ['float64', '1e-9', 'double:1e-9'],
  ['float64', 'NaN', 'double:NaN'],
  ['float64', '+Inf', 'double:Infinity'],
  ['bool', false, 'bool:false'],
  ['bool', 'True', 'bool:true'],
  ['binary', 'AAE=', 'bytes:AAE='],
  [undefined, 'x', 'string:x'],
  [undefined, 1.5, 'double:1.5'],
  [7, 'x', 'string:x'],
  ['string', null, 'string:'],
  ['string', undefined, 'string:'],
  ['string', { a: [1] }, 'json:{"a":[1]}'],
])('a tag of type %s with %j is %s', async (type, value, wanted) => {
  expect((await onlySpan({ tags: [{ key: 'k', type, value }] })).attributes).toEqual([
    `k=${wanted}`,
  ]);
});

describe('times', () => {
  test.each([
    ['a number', START, 2500, 0, 2_500_000],
    ['texts', String(START), '2500', 0, 2_500_000],
    ['fractions of a microsecond', START + 0.5, 0.25, 500, 250],
  ])('%s', async (_, startTime, duration, restNs, durationNs) => {
    const [facts] = await factsIn(answer(trace([span('a', { startTime, duration })])));
    expect(facts).toMatchObject({ startUs: START, startRestNs: restNs });
    expect(facts?.spans[0]?.durationNs).toBe(durationNs);
  });

  test.each([
    [{ duration: null }, 'bad-duration'],
    [{ duration: 'long' }, 'bad-duration'],
    [{ duration: 1e300 }, 'bad-duration'],
    [{ duration: '' }, 'bad-duration'],
    [{ duration: -5 }, 'negative-duration'],
    [{ startTime: {} }, 'bad-start'],
    [{ startTime: -1 }, 'bad-start'],
    [{ startTime: '0x10' }, 'bad-start'],
    [{ startTime: 1e300 }, 'bad-start'],
  ])('%j is repaired and said', async (overrides, code) => {
    const spans = [span('root'), span('a', { references: [childOf('root')], ...overrides })];
    const { traces, error } = await readText(answer(trace(spans)));
    expect(error).toBeUndefined();
    expect(traces[0]?.warnings.map((warning) => warning.code)).toContain(code);
    expect(traces[0]?.size).toBe(2);
  });

  test('a negative duration that wrapped around', async () => {
    const text = answer(trace([span('a')])).replace(
      '"duration":1000',
      '"duration":18446744073709541616',
    );
    const { traces } = await readText(text);
    expect(traces[0]?.warnings.map(({ code }) => code)).toEqual(['negative-duration']);
  });
});

describe('references', () => {
  const parentOf = async (overrides: object) => {
    const [facts] = await factsIn(answer(trace([span('a'), span('b', overrides)])));
    const b = facts?.spans.find(({ spanId }) => spanId === 'b');
    return [b?.parentSpanId, b?.follows, facts?.warnings];
  };

  test.each([
    ['CHILD_OF', { references: [childOf('a')] }, ['a', false, []]],
    ['in any case', { references: [childOf('a', { refType: 'child_of' })] }, ['a', false, []]],
    ['without type', { references: [{ traceID: T, spanID: 'a' }] }, ['a', false, []]],
    ['without trace', { references: [{ refType: 'CHILD_OF', spanID: 'a' }] }, ['a', false, []]],
    ['FOLLOWS_FROM', { references: [childOf('a', { refType: 'FOLLOWS_FROM' })] }, ['a', true, []]],
    ['the old field', { parentSpanID: 'a', references: null }, ['a', false, []]],
    [
      'the trace ID in capitals',
      { references: [childOf('a', { traceID: T.toUpperCase() })] },
      ['a', false, []],
    ],
  ])('%s', async (_, overrides, expected) => {
    expect(await parentOf(overrides)).toEqual(expected);
  });

  test.each([
    [{ references: [childOf('0000000000000000')] }],
    [{ references: [childOf('a', { traceID: '00000000000000000000000000000000' })] }],
    [{ parentSpanID: '0000000000000000' }],
    [{ references: [], parentSpanID: '' }],
    [{ references: [childOf('')] }],
  ])('%j is none', async (overrides) => {
    const [parent, , warnings] = await parentOf(overrides);
    expect([parent, warnings]).toEqual([undefined, ['multiple-roots ×1 ']]);
  });

  test('whole spans embedded in references are ignored', async () => {
    const embedded = childOf('a', { span: span('z', { references: [childOf('y')] }) });
    expect(await parentOf({ references: [embedded] })).toEqual(['a', false, []]);
  });
});

describe('processes', () => {
  test.each([
    [
      'embedded',
      { process: { serviceName: 'own', tags: [tag('h', 'x')] }, processID: undefined },
      'own',
    ],
    [
      'embedded, with an ID that leads nowhere',
      { process: { serviceName: 'own' }, processID: 'p9' },
      'own',
    ],
    ['none', { processID: undefined }, 'unknown-service'],
    ['an ID that leads nowhere', { processID: 'p9' }, 'unknown-service'],
    ['the name of an inherited property', { processID: 'constructor' }, 'unknown-service'],
    ['__proto__', { processID: '__proto__' }, 'unknown-service'],
    ['a number as ID', { processID: 5 }, 'unknown-service'],
  ])('%s', async (_, overrides, service) => {
    expect((await onlySpan(overrides)).service).toBe(service);
  });

  test('a process called __proto__ is one like any other', async () => {
    const text = answer(trace([span('a', { processID: '__proto__' })])).replace(
      '"p1":{',
      '"__proto__":{',
    );
    expect((await factsIn(text))[0]?.spans[0]?.service).toBe('cart');
  });

  test('processes of no use', async () => {
    for (const processes of [null, [], 'x', { p1: null }, { p1: { serviceName: 7 } }]) {
      const { traces, error } = await readText(answer(trace([span('a')], { processes })));
      expect(error).toBeUndefined();
      expect(traces[0]?.service(0)).toMatch(/^(unknown-service|7)$/);
    }
  });
});

test('logs are events, named by their field event, else by their message', async () => {
  const log = (timestamp: unknown, ...fields: object[]) => ({ timestamp, fields });
  const facts = await onlySpan({
    logs: [
      log(START + 2, tag('event', 'retry'), tag('n', 1)),
      log(String(START + 1), tag('message', 'slow')),
      log(START + 3),
      log(null, tag('event', 'no time')),
    ],
  });
  expect(facts.events).toEqual([
    '0 no time ',
    '1000 slow message=string:slow',
    '2000 retry n=int:1',
    '3000  ',
  ]);
});

describe('shapes that are wrong are skipped one by one, and named', () => {
  test.each([
    ['spans', [trace({})], 'spans-unreadable 1', '$.data[0].spans is an object'],
    ['a span', [trace([span('a'), null])], 'span-unreadable 1', '$.data[0].spans[1] is null'],
    ['its ID', [trace([span('a'), span('')])], 'span-unreadable 1', 'spans[1] has no spanID'],
    [
      'its trace',
      [trace([span('a', { traceID: null })], { traceID: {} }), trace([span('b')])],
      'span-unreadable 1',
      '$.data[0].spans[0] has no traceID',
    ],
    [
      'tags',
      [trace([span('a', { tags: { k: 'v' } })])],
      'attributes-unreadable 1',
      'spans[0].tags is',
    ],
    [
      'a tag',
      [trace([span('a', { tags: [7] })])],
      'attribute-unreadable 1',
      'spans[0].tags[0] has',
    ],
    ['logs', [trace([span('a', { logs: 'x' })])], 'events-unreadable 1', 'spans[0].logs is a text'],
    ['a log', [trace([span('a', { logs: [1] })])], 'event-unreadable 1', 'spans[0].logs[0] is'],
    [
      'a reference',
      [trace([span('a', { references: [childOf('b', { refType: 'SEES' }), 'x'] })])],
      'reference-unreadable 2',
      'spans[0].references[0] has no known type',
    ],
    [
      'references',
      [trace([span('a', { references: 1 })])],
      'references-unreadable 1',
      'references is',
    ],
    ['warnings', [trace([span('a', { warnings: {} })])], 'warnings-unreadable 1', 'warnings is'],
    [
      'processes',
      [trace([span('a')], { processes: [] })],
      'processes-unreadable 1',
      'processes is',
    ],
    ['a trace', ['x', trace([span('a')])], 'element-unreadable 1', '$.data[0] is a text'],
    ['its spans', [{}, trace([span('a')])], 'element-unreadable 1', '$.data[0] has no spans'],
  ])('%s', async (_, data, note, text) => {
    const { error, notes, coverage } = await readText(answer(...data));
    expect(notes).toEqual([note]);
    expect(coverage.notes.list()[0]?.text).toContain(text);
    const isAllLost = coverage.traces === 0;
    expect(error?.message).toEqual(isAllLost ? expect.stringContaining(text) : undefined);
  });

  test('other answers of the API hold no traces', async () => {
    const { error } = await readText('{"data":["cart","web"],"total":2,"errors":null}');
    expect(error?.message).toBe('input: $.data[0] is a text, not a trace: skipped');
  });
});

test('IDs are opaque: numbers, short ones and any text', async () => {
  const odd = trace([span('a', { traceID: 12, spanID: 34 }), span('x', { traceID: 'Ünïque' })]);
  const facts = await factsIn(answer(odd));
  expect(facts.map(({ id, spans }) => [id, spans[0]?.spanId])).toEqual([
    ['00000000000000000000000000000012', '34'],
    ['Ünïque', 'x'],
  ]);
});

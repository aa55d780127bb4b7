import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TracescopeError } from '../../src/errors.ts';
import { emptyCoverage } from '../../src/sources/coverage.ts';
import { readTraces } from '../../src/sources/trace-reader.ts';
import { factsById, factsIn, readText } from '../support/read-text.ts';

const T = '4bf92f3577b34da6a3ce929d0e0e4736';
const json = JSON.stringify;

const jaegerTrace = (traceID: string, spanCount = 2) => ({
  traceID,
  spans: Array.from({ length: spanCount }, (_, i) => ({
    traceID,
    spanID: `s${i}`,
    operationName: `größe 😀 ${i}`,
    references: i === 0 ? [] : [{ refType: 'CHILD_OF', traceID, spanID: `s${(i - 1) >> 1}` }],
    startTime: 1_717_000_000_000_000 + i,
    duration: 1000,
    tags: [{ key: 'clé', type: 'string', value: '€ "\\ \n' }],
    processID: 'p1',
  })),
  processes: { p1: { serviceName: 'café', tags: [] } },
});
const otlpRequest = (traceId: string, spanId: string) => ({
  resourceSpans: [
    {
      resource: { attributes: [{ key: 'service.name', value: { stringValue: 'café' } }] },
      scopeSpans: [
        {
          spans: [
            {
              traceId,
              spanId,
              name: '€😀',
              startTimeUnixNano: '1717000000000000000',
              endTimeUnixNano: '1717000000000001000',
            },
          ],
        },
      ],
    },
  ],
});

const DOCUMENTS: Readonly<Record<string, string>> = {
  'jaeger-v1': json({ data: [jaegerTrace(T, 4), jaegerTrace('a1', 1)], errors: null }, null, 1),
  'a bare trace': json(jaegerTrace(T)),
  'api-v3': json({ result: otlpRequest(T, '00f067aa0ba902b7') }),
  'otlp-lines': `${json(otlpRequest(T, '00f067aa0ba902b7'))}\n${json(otlpRequest(T, 'b7ad6b7169203331'))}\n`,
  'otlp-json': json(otlpRequest(T, '00f067aa0ba902b7')) + json(otlpRequest('ab', 'cd')),
};

test.each(Object.keys(DOCUMENTS))('%s in chunks of 1 to 40 bytes', async (name) => {
  const text = DOCUMENTS[name] as string;
  const expected = await factsIn(text);
  const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(sizes, async (chunkSizes) => {
      const { traces, error } = await readText(text, { sizes: chunkSizes });
      expect(error).toBeUndefined();
      expect(factsById(traces)).toEqual(expected);
    }),
    { seed: 40, numRuns: 40 },
  );
});

test.each(Object.keys(DOCUMENTS))('%s cut at every byte gives its whole traces', async (name) => {
  const bytes = Buffer.from(DOCUMENTS[name] as string);
  const whole = await factsIn(bytes);
  for (let cut = 0; cut < bytes.length; cut++) {
    const { traces, error, coverage } = await readText(bytes.subarray(0, cut));
    const facts = factsById(traces);
    for (const trace of facts) {
      const full = whole.find(({ id }) => id === trace.id);
      if (name === 'jaeger-v1') expect(trace).toEqual(full);
      else expect(full?.spans).toEqual(expect.arrayContaining([...trace.spans]));
    }
    // Cut between two documents, nothing tells; everywhere else the byte is named.
    if (error === undefined) expect(facts.length).toBeGreaterThan(0);
    else expect(error).toBeInstanceOf(TracescopeError);
    if (error && facts.length > 0) {
      expect(error.message).toBe(`input ends too early: at byte ${cut}, in the middle of a value`);
      expect(coverage.complete).toBe(false);
    }
  }
});

describe('what is no trace file is called by its name', () => {
  test.each([
    ['', 'it is empty'],
    [' \n\t', 'it is empty'],
    ['\ufeff', 'it is empty'],
    ['<!DOCTYPE html><title>Sign in</title>', 'a web page (HTML)'],
    ['\n<html><head>', 'a web page (HTML)'],
    ['<?xml version="1.0"?>', 'XML'],
    ['# HELP up Is it up\n# TYPE up gauge\nup 1\n', 'Prometheus metrics'],
    ['404 page not found\n', 'it begins with "404 page not found", not with JSON'],
    ['trace_id,span_id\n', 'it begins with "trace_id,span_id", not with JSON'],
    ['"a text"', 'it begins with'],
    ['null', 'it begins with "null", not with JSON'],
    ['{"name":"x","version":"1"}', 'a JSON object with the keys name, version (tried jaeger-v1, '],
    ['{}', 'a JSON object with no keys'],
    ['[{"a":1}]', 'a JSON list of objects with the keys a'],
    ['{"summaries":[{"traceId":"a"}]}', 'trace summaries of Jaeger, which have no spans'],
    ['{"a\\u001b[31m":1}', 'with the keys a\\u001b[31m'],
    ['{"a\u001b[31m":1}', 'with the keys a [31m'],
    [Buffer.from('﻿{"data":[]}', 'utf16le'), 'text in UTF-16'],
    [Buffer.from([0x0a, 0x80, 0x02, 0x0a, 0x10, 0x00, 0x01]), 'probably OTLP protobuf'],
    [Buffer.from([0x00, 0x01, 0x02]), 'binary data'],
    [Buffer.from('PK\x03\x04abc', 'latin1'), 'a ZIP archive'],
    [Buffer.from('PAR1abc', 'latin1'), 'Parquet'],
  ])('%j', async (text, what) => {
    const { error, traces } = await readText(text);
    expect(traces).toEqual([]);
    expect(error).toMatchObject({ exitCode: 4 });
    expect(error?.message).toContain(`input is no trace file: `);
    expect(error?.message).toContain(what);
  });

  test('also when a format was forced', async () => {
    const { error } = await readText('<html>', { format: 'api-v3' });
    expect(error?.message).toBe('input is no trace file: a web page (HTML)');
  });
});

describe('damage', () => {
  const one = json(jaegerTrace('a1'));
  const two = json(jaegerTrace('b2'));

  test.each([
    [
      'text behind the document',
      `{"data":[${one}]} tail`,
      ['a1'],
      /not JSON at byte \d+: unexpected "t"/,
    ],
    ['a missing comma', `{"data":[${one} ${two}]}`, ['a1'], /not JSON at byte \d+: unexpected "{"/],
    [
      'a broken element',
      `{"data":[${one},{"spans":[,]},${two}]}`,
      ['a1', 'b2'],
      /input: \$\.data\[1\] is not JSON at byte \d+: unexpected ","/,
    ],
    ['the key twice', `{"data":[${one}],"data":[${two}]}`, ['a1'], /not JSON at byte/],
    [
      'a raw control character',
      `{"data":[${one},{"spans":["\u0001"]}]}`,
      ['a1'],
      /unexpected byte 0x01/,
    ],
    [
      'a broken line',
      `${json(otlpRequest('a1', 'a'))}\n{"resourceSpans":[\n${json(otlpRequest('b2', 'b'))}\n`,
      ['a1', 'b2'],
      /document 2: \$ is not JSON at byte \d+: unexpected end/,
    ],
  ])('%s', async (_, text, ids, message) => {
    const { traces, error } = await readText(text);
    expect(traces.map(({ id }) => id.replace(/^0+/, ''))).toEqual(ids);
    expect(error?.message).toMatch(message);
  });

  test('the byte named is the byte meant', async () => {
    const text = `{"é":1,"data":[${one},{"x":}]}`;
    const { error } = await readText(text);
    const at = Buffer.from(text).indexOf(':}') + 1;
    expect(error?.message).toContain(`at byte ${at}: unexpected "}"`);
  });
});

test('names with every hostile character survive as they are', async () => {
  const names = ['__proto__', 'constructor', '\u0000\u001b[31m', '\u202e', 'a'.repeat(1_000_000)];
  const trace = jaegerTrace('a1', names.length);
  for (const [i, name] of names.entries()) {
    const span = trace.spans[i];
    if (!span) continue;
    span.operationName = name;
    span.tags = [{ key: name, type: 'string', value: name }];
  }
  const [facts] = await factsIn(json(trace));
  const byId = new Map(facts?.spans.map((span) => [span.spanId, span]));
  for (const [i, name] of names.entries()) {
    expect(byId.get(`s${i}`)).toMatchObject({ name, attributes: [`${name}=string:${name}`] });
  }
});

test('keys called __proto__ change no object', async () => {
  const text = `{"data":[{"__proto__":{"spans":[{"spanID":"x"}]},"traceID":"a1"}]}`;
  const { error } = await readText(text);
  expect(error?.message).toContain('has no spans');
  expect(({} as Record<string, unknown>).spans).toBeUndefined();
});

test('half characters read as U+FFFD, escaped ones as themselves', async () => {
  const text = json(jaegerTrace('a1', 1)).replace('größe', '\\ud83d|\\ud83d\\ude00|\\u00e9');
  expect((await factsIn(text))[0]?.spans[0]?.name).toMatch(/^\ufffd\|😀\|é/);
});

test('a trace of 100,000 spans, and values 50,000 levels deep', async () => {
  const { traces, error } = await readText(json({ data: [jaegerTrace('a1', 100_000)] }));
  expect(error).toBeUndefined();
  expect(traces[0]?.size).toBe(100_000);
  const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
  const spans = json(jaegerTrace('a1', 1)).replace('"€', `${deep},"x":"€`);
  expect((await readText(spans)).traces[0]?.size).toBe(1);
  const nested = `${'{"arrayValue":{"values":['.repeat(20_000)}{}${']}}'.repeat(20_000)}`;
  const request = json(otlpRequest('a1', 'b2')).replace('{"stringValue":"café"}', nested);
  expect((await readText(request)).traces).toHaveLength(1);
});

test('no shape of any field crashes a reader', async () => {
  const documents: readonly unknown[] = [
    { data: [jaegerTrace(T, 1)], errors: null },
    jaegerTrace(T, 1),
    { result: otlpRequest(T, 'a') },
    otlpRequest(T, 'a'),
    { batches: otlpRequest(T, 'a').resourceSpans },
    { trace: otlpRequest(T, 'a') },
    [
      {
        traceId: T,
        id: 'a',
        kind: 'CLIENT',
        timestamp: 1,
        duration: 1,
        localEndpoint: { serviceName: 's', ipv4: '::1' },
        tags: { error: 'x' },
        annotations: [{ timestamp: 1, value: 'v' }],
      },
    ],
  ];
  const odd = fc.oneof(
    fc.constantFrom<unknown>(null, true, 0, -1, 1e300, '', '0', [], {}, [[]], [null], { key: 1 }),
    fc.jsonValue({ maxDepth: 2 }),
  );
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...documents), fc.nat(), odd, async (value, at, other) => {
      const { error } = await readText(json(withOneReplaced(value, at, other)) ?? 'null');
      if (error) expect(error).toBeInstanceOf(TracescopeError);
    }),
    { seed: 7, numRuns: 1500 },
  );
});

/** A copy of `value` in which the `at`th value inside it, counted around, is `other`. */
function withOneReplaced(value: unknown, at: number, other: unknown): unknown {
  let size = 0;
  JSON.stringify(value, (_, inner: unknown) => {
    size++;
    return inner;
  });
  let index = 0;
  return JSON.parse(json(value), (_, inner: unknown) => (index++ === at % size ? other : inner));
}

// Twelve megabytes: beyond what is held together.
test.each(['jaeger-v1', 'api-v3'])(
  'traces leave a large %s answer before its end',
  async (format) => {
    const note = 'x'.repeat(50_000);
    const id = (n: number) => (n + 1).toString(16).padStart(32, '0');
    const element = (n: number) => {
      if (format === 'jaeger-v1') {
        const trace = jaegerTrace(id(n));
        return json({ ...trace, spans: trace.spans.map((span) => ({ ...span, note })) });
      }
      const [entry] = otlpRequest(id(n), '00f067aa0ba902b7').resourceSpans;
      return json({ ...entry, note });
    };
    const [opening, closing] =
      format === 'jaeger-v1' ? ['{"data":[', ']}'] : ['{"result":{"resourceSpans":[', ']}}'];
    let written = 0;
    async function* bytes() {
      yield Buffer.from(opening);
      for (; written < 4000; written++) {
        const text = (written > 0 ? ',' : '') + element(written);
        yield Buffer.from(text);
      }
      yield Buffer.from(closing);
    }
    const coverage = emptyCoverage();
    let writtenAtFirst = 0;
    let traces = 0;
    for await (const _ of readTraces(bytes(), { name: 'x', format, coverage })) {
      if (traces++ === 0) writtenAtFirst = written;
    }
    expect(traces).toBe(4000);
    expect(writtenAtFirst).toBeLessThan(3000);
  },
);

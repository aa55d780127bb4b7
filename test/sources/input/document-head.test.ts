import { describe, expect, test } from 'vitest';
import { detectFormat, FORMATS, formatById } from '../../../src/sources/formats/index.ts';
import { sniffHead } from '../../../src/sources/input/document-head.ts';

const sniff = (text: string) => sniffHead(Buffer.from(text));

test('reads keys of two levels, through lists, and nothing deeper', () => {
  expect(sniff(' {"data":[{"traceID":"a","spans":[{"deep":1}]}],"total" : 0}')).toEqual({
    first: '{',
    keys: ['data', 'total'],
    innerKeys: ['traceID', 'spans'],
    lines: false,
  });
  expect(sniff('[[{"traceId":"a","tags":{"x":"y"}}]]')).toMatchObject({
    first: '[',
    keys: ['traceId', 'tags'],
    innerKeys: ['x'],
  });
});

test('texts are no keys, and escaped quotes end none', () => {
  expect(sniff('{"a":"b\\":1","c":["d","e"]}').keys).toEqual(['a', 'c']);
});

test('stops where the bytes stop', () => {
  const text = '{"data":[{"traceID":"a","spans":[]}]}';
  for (let cut = 0; cut <= text.length; cut++) {
    const { keys } = sniff(text.slice(0, cut));
    expect(keys).toEqual(cut < '{"data":'.length ? [] : ['data']);
  }
  expect(sniff('{"a\\').keys).toEqual([]);
});

test.each([
  ['{"a":1}\n{"a":2}', true],
  ['{"a":1}\r\n\n {"a":2}', true],
  ['{"a":1}{"a":2}', false],
  ['{"a":1} {"a":2}', false],
  ['{\n"a":1}\n{"a":2}', false],
  ['{"a":1}\n', false],
  ['{"a":1}\n[1]', false],
  ['[1]\n[2]', false],
])('%j is one object a line: %s', (text, lines) => {
  expect(sniff(text).lines).toBe(lines);
});

describe('detects', () => {
  test.each([
    ['{"data":[{"traceID":"a"}]}', 'jaeger-v1'],
    ['{"data":[]}', 'jaeger-v1'],
    ['{"data":null,"errors":[{"code":404,"msg":"trace not found"}]}', 'jaeger-v1'],
    ['{"errors":[{"msg":"x"}],"data":null}', 'jaeger-v1'],
    ['{"data":{"traceID":"a","spans":[]}}', 'jaeger-v1'],
    ['{"processes":{"p1":{"serviceName":"a"}},"spans":[', 'jaeger-v1'],
    ['{"traceID":"a","spans":[]}', 'jaeger-v1'],
    ['[{"traceID":"a","spans":[]}]', 'jaeger-v1'],
    ['[]', 'jaeger-v1'],
    ['\ufeff{"data":[{"spans":[]}]}', 'jaeger-v1'],
    ['{"result":{"resourceSpans":[]}}', 'api-v3'],
    ['{"result":{}}', 'api-v3'],
    ['{"error":{"httpCode":404,"message":"No traces found"}}', 'api-v3'],
    ['{"resourceSpans":[]}', 'otlp-json'],
    ['{\n"resourceSpans":[]}\n{\n"resourceSpans":[]}', 'otlp-json'],
    ['{"resourceLogs":[]}', 'otlp-json'],
    ['{"resourceSpans":[]}\n{"resourceSpans":[]}\n', 'otlp-lines'],
    ['{"resourceLogs":[]}\n{"resourceMetrics":[]}\n', 'otlp-lines'],
    ['{"batches":[]}', 'tempo'],
    ['{"metrics":{"x":1},"trace":{"resourceSpans":[]}}', 'tempo'],
    ['[{"traceId":"a","id":"b"}]', 'zipkin-v2'],
    ['[[{"traceId":"a","id":"b"}]]', 'zipkin-v2'],
    ['{"data":{"viewer":{"name":"x"}}}', undefined],
    ['{"name":"tracescope","version":"1"}', undefined],
    ['<html>', undefined],
    ['', undefined],
  ])('%s', (text, id) => {
    expect(detectFormat(sniff(text))?.id).toBe(id);
  });
});

test('formats are told apart by unique kebab-case IDs', () => {
  const ids = FORMATS.map((format) => format.id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) expect(id).toMatch(/^[a-z0-9]+(?:-[a-z0-9]+)*$/);
});

test('a mistyped format gets the nearest, and the list', () => {
  expect(formatById('OTLP-json').id).toBe('otlp-json');
  expect(() => formatById('jaeger-1')).toThrow('there is no format "jaeger-1"');
  expect(() => formatById('otlp-jsn')).toThrow(
    expect.objectContaining({
      hint: expect.stringMatching(/^Did you mean otlp-json\?.*zipkin-v2/),
    }),
  );
});

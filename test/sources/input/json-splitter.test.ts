import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { JsonBreak } from '../../../src/sources/input/json-pieces.ts';
import { JsonSplitter } from '../../../src/sources/input/json-splitter.ts';
import { type CollectedPieces, chunksOf, collectPieces } from '../../support/json-pieces.ts';

const PATHS = ['data', 'result.resourceSpans', ''];

function split(
  text: string | Uint8Array,
  { paths = PATHS, sizes = [1 << 20] }: { paths?: string[]; sizes?: number[] } = {},
): CollectedPieces & { broken: JsonBreak | undefined } {
  const pieces = collectPieces();
  const splitter = new JsonSplitter(paths, pieces);
  for (const chunk of chunksOf(Buffer.from(text), sizes)) splitter.push(chunk);
  splitter.end();
  return { ...pieces, broken: splitter.broken };
}

describe('finds the array', () => {
  test.each([
    ['{"data":[{"a":1},2,"x",null,[3]]}', [{ a: 1 }, 2, 'x', null, [3]]],
    ['{"total":0,"errors":null,"data":[{}],"limit":0}', [{}]],
    ['{"x":{"data":[9]},"data":[1]}', [1]],
    ['{"x":"\\"data\\":[9]","data":[1]}', [1]],
    ['{"x":[{"data":[9]}], "data" : [ 1 , 2 ] }', [1, 2]],
    ['{"data":[]}', []],
    ['{"result":{"resourceSpans":[{"r":1},{"r":2}]}}', [{ r: 1 }, { r: 2 }]],
    ['{"result":{"other":[0],"resourceSpans":[{"r":1}],"z":{}},"y":1}', [{ r: 1 }]],
    ['[{"traceID":"a"}, {"traceID":"b"}]', [{ traceID: 'a' }, { traceID: 'b' }]],
    ['[]', []],
    ['{"data":[1]}\n{"data":[2]}{"data":[3]}', [1, 2, 3]],
    ['\ufeff{"data":[1]}', [1]],
    ['{"data":["]","}","\\\\","\\"]"]}', [']', '}', '\\', '"]']],
  ])('%s', (text, elements) => {
    const found = split(text);
    expect(found.elements).toEqual(elements);
    expect(found.documents).toEqual([]);
    expect(found.broken).toBeUndefined();
  });

  test('the fields around it are handed out too', () => {
    const found = split('{"errors":null,"data":[1],"total":3}');
    expect(found.fieldKeys).toEqual(expect.arrayContaining(['errors', 'data', 'total']));
  });
});

describe('hands out whole documents where there is no array', () => {
  test.each([
    ['{"data":{"traceID":"a"}}', { data: { traceID: 'a' } }],
    ['{"data":null,"errors":[{"msg":"x"}]}', { data: null, errors: [{ msg: 'x' }] }],
    ['{"result":{}}', { result: {} }],
    ['{"resourceSpans":[1]}', { resourceSpans: [1] }],
    ['{"data":{"data":[1]}}', { data: { data: [1] } }],
    ['{"other":{"resourceSpans":[1]}}', { other: { resourceSpans: [1] } }],
    ['{"result":[{"resourceSpans":[1]}]}', { result: [{ resourceSpans: [1] }] }],
    ['{"\\u0064ata":[1]}', { data: [1] }],
    ['{}', {}],
  ])('%s', (text, document) => {
    const found = split(text);
    expect(found.documents).toEqual([document]);
    expect(found.elements).toEqual([]);
    expect(found.broken).toBeUndefined();
  });

  test('a bare array, unless its elements were asked for', () => {
    expect(split('[[1],2] {}', { paths: ['data'] }).documents).toEqual([[[1], 2], {}]);
  });
});

describe('names the byte where a document stops being one', () => {
  test.each([
    ['{"data":[{"a":1},{"b"', 21, 'cut-off', [{ a: 1 }]],
    ['{"data":[1,2', 12, 'cut-off', [1]],
    ['{"data":[1]', 11, 'cut-off', [1]],
    ['{"da', 4, 'cut-off', []],
    ['{"data":[{"a":1}]}  x', 20, 'syntax', [{ a: 1 }]],
    ['{"data":[1,]}', 11, 'syntax', [1]],
    ['{"data":[1 2]}', 11, 'syntax', [1]],
    ['{"data":[,1]}', 9, 'syntax', []],
    ['{"data":[1}', 11, 'cut-off', []],
    ['{"data":[1],}', 12, 'syntax', [1]],
    ['{"data":[1] "x":2}', 12, 'syntax', [1]],
    ['{"x":tru,"data":[1]}', 5, 'syntax', []],
    ['{"data":[1],"data":[2]}', 11, 'syntax', [1]],
    ['{"result":{"resourceSpans":[1],"resourceSpans":[2]}}', 30, 'syntax', [1]],
    ['{"data":1]', 9, 'syntax', []],
    ['<html>', 0, 'syntax', []],
    ['"text"', 0, 'syntax', []],
  ])('%s: byte %i', (text, offset, kind, elements) => {
    const found = split(text);
    expect(found.broken).toMatchObject({ offset, kind });
    expect(found.elements).toEqual(elements);
  });

  test('inside an element or document the rest goes on', () => {
    const found = split('{"data":[{"a":},{"b":2}]} {"c":} {"data":[3]}');
    expect(found.elements).toEqual([{ b: 2 }, 3]);
    expect(found.errors).toEqual([14, 31]);
  });

  test('an empty input is no document at all', () => {
    expect(split('')).toMatchObject({ broken: undefined, elements: [], documents: [] });
    expect(split(' \n ').broken).toBeUndefined();
  });
});

const chunkSizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 });
const anyText = fc.string({ unit: 'grapheme', maxLength: 12 });
const anyJson = fc.jsonValue({ maxDepth: 3, stringUnit: 'grapheme' });
const envelope = fc.oneof(
  fc.array(anyJson),
  fc.array(anyJson).map((data) => ({ data })),
  fc.tuple(anyJson, anyJson, fc.array(anyJson)).map(([a, b, data]) => ({ a, data, b })),
  fc.tuple(anyJson, fc.array(anyJson)).map(([a, resourceSpans]) => ({
    result: { a, resourceSpans },
    b: a,
  })),
  fc.dictionary(anyText, anyJson),
);

/** What JSON.parse of the whole document finds at the paths. */
function expected(document: unknown): { elements: unknown[]; documents: unknown[] } {
  if (Array.isArray(document)) return { elements: document, documents: [] };
  const fields = document as { data?: unknown; result?: { resourceSpans?: unknown } | null };
  if (Array.isArray(fields.data)) return { elements: fields.data, documents: [] };
  const nested = fields.result?.resourceSpans;
  if (Array.isArray(nested)) return { elements: nested, documents: [] };
  return { elements: [], documents: [document] };
}

test('finds what JSON.parse finds, in chunks of 1 to 40 bytes', () => {
  fc.assert(
    fc.property(envelope, fc.constantFrom(0, 1, 2), chunkSizes, (value, indent, sizes) => {
      const text = JSON.stringify(value, null, indent);
      const found = split(text, { sizes });
      expect(found.broken).toBeUndefined();
      const { elements, documents } = expected(JSON.parse(text));
      expect(found.elements).toEqual(elements);
      expect(found.documents).toEqual(documents);
    }),
    { seed: 300, numRuns: 300 },
  );
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

test('takes nothing that JSON.parse refuses', () => {
  const damage = fc.tuple(fc.nat(), fc.constantFrom('', ',', '"', '}', ']', '{', ':', '\\', 'x'));
  fc.assert(
    fc.property(envelope, damage, chunkSizes, (value, [at, insert], sizes) => {
      const whole = JSON.stringify(value);
      const position = at % (whole.length + 1);
      const text = whole.slice(0, position) + insert + whole.slice(position + (at % 2));
      const found = split(text, { sizes });
      const isRefused = found.broken !== undefined || found.errors.length > 0;
      // Several documents after each other, or none, are no error here.
      const isOneDocument = found.documents.length <= 1 && text.trim() !== '';
      if (!isRefused && isOneDocument) expect(isJson(text)).toBe(true);
    }),
    { seed: 1000, numRuns: 1000 },
  );
});

test('a cut at any byte hands out the elements before it', () => {
  const text = '{"a":"é","data":[{"t":"ü€😀"},{"t":2}, "x"],"errors":[]}\n';
  const bytes = Buffer.from(text);
  const whole = JSON.parse(text).data as unknown[];
  for (let cut = 0; cut < bytes.length - 1; cut++) {
    const found = split(bytes.subarray(0, cut), { sizes: [7] });
    expect(whole.slice(0, found.elements.length)).toEqual(found.elements);
    expect(found.broken).toEqual(
      cut === 0 ? undefined : { kind: 'cut-off', offset: cut, found: 'end' },
    );
  }
});

test('an element larger than the buffer, and many small ones', () => {
  const big = 'x'.repeat(300_000);
  const text = JSON.stringify({
    data: [big, 1, big, ...Array.from({ length: 5000 }, (_, i) => i)],
  });
  const found = split(text, { sizes: [1000, 65_536] });
  expect(found.elements).toEqual(JSON.parse(text).data);
  expect(found.offsets[1]).toBe(text.indexOf(',1,') + 1);
});

test('a hundred thousand levels do not overflow the stack', () => {
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  expect(split(`{"data":[${deep}, 1]}`).elements).toHaveLength(2);
});

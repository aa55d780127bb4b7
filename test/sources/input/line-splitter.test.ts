import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LineSplitter } from '../../../src/sources/input/line-splitter.ts';
import { type CollectedPieces, chunksOf, collectPieces } from '../../support/json-pieces.ts';

function split(text: string, sizes = [1 << 20]): CollectedPieces {
  const pieces = collectPieces();
  const splitter = new LineSplitter(pieces);
  for (const chunk of chunksOf(Buffer.from(text), sizes)) splitter.push(chunk);
  splitter.end();
  return pieces;
}

test.each([
  ['{"a":1}\n{"a":2}\n', [{ a: 1 }, { a: 2 }]],
  ['{"a":1}\r\n\r\n  \n{"a":2}', [{ a: 1 }, { a: 2 }]],
  ['\ufeff[1]\n', [[1]]],
  ['', []],
  ['\n', []],
])('%j', (text, documents) => {
  expect(split(text).documents).toEqual(documents);
});

test('a damaged line is lost alone, and its byte is named', () => {
  const found = split('{"a":1}\n{"a":[{"b":\n{"a":3}\n{"a"');
  expect(found.documents).toEqual([{ a: 1 }, { a: 3 }]);
  expect(found.errors).toEqual([19, 32]);
});

test('the size of chunks changes nothing', () => {
  const lines = fc.array(fc.jsonValue({ maxDepth: 2, stringUnit: 'grapheme' }), { maxLength: 6 });
  const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(lines, sizes, (values, chunkSizes) => {
      const text = values.map((value) => JSON.stringify(value)).join('\n');
      const found = split(text, chunkSizes);
      expect(found.documents).toEqual(JSON.parse(`[${text.split('\n').join(',')}]`));
      expect(found.errors).toEqual([]);
    }),
    { seed: 1 },
  );
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findJsonError } from '../../src/lib/json-syntax.ts';

function errorIn(text: string): number {
  const bytes = Buffer.from(text);
  return findJsonError(bytes, 0, bytes.length);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

test.each([
  ['', 0],
  ['  ', 2],
  ['{"a":1}', -1],
  [' [ ] ', -1],
  ['{"a":}', 5],
  ['{"a":1,}', 7],
  ['[1,]', 3],
  ['[1 2]', 3],
  ['{"a" 1}', 5],
  ['{a:1}', 1],
  ['{"a":1]', 6],
  ['[1', 2],
  ['"abc', 4],
  ['"a\nb"', 2],
  ['"a\\x"', 3],
  ['"\\u12g4"', 5],
  ['tru', 3],
  ['trux', 0],
  ['01', 0],
  ['1.', 0],
  ['-', 0],
  ['{} {}', 3],
  ['NaN', 0],
  ['\u0000', 0],
])('%j is wrong at byte %i', (text, offset) => {
  expect(errorIn(text)).toBe(offset);
  expect(isJson(text)).toBe(offset === -1);
});

test('agrees with JSON.parse on damaged documents', () => {
  const damaged = fc
    .tuple(
      fc.json({ maxDepth: 4 }),
      fc.nat(),
      fc.constantFrom('', ',', '"', '}', ']', '{', '\\', '1'),
    )
    .map(([text, at, insert]) => {
      const position = at % (text.length + 1);
      return text.slice(0, position) + insert + text.slice(position + (at % 2));
    });
  fc.assert(
    fc.property(damaged, (text) => (errorIn(text) === -1) === isJson(text)),
    { seed: 1, numRuns: 500 },
  );
});

test('a hundred thousand levels do not overflow the stack', () => {
  const deep = '['.repeat(100_000);
  expect(errorIn(deep)).toBe(100_000);
  expect(errorIn(deep + ']'.repeat(100_000))).toBe(-1);
});

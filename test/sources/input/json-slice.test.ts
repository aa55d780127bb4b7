import fc from 'fast-check';
import { expect, test } from 'vitest';
import { JsonSliceError, parseJsonSlice } from '../../../src/sources/input/json-slice.ts';

function parse(text: string | Uint8Array): unknown {
  const bytes = Buffer.from(text);
  return parseJsonSlice(bytes, 0, bytes.length);
}

test.each([
  ['"plain"', 'plain'],
  ['"é€😀"', 'é€😀'],
  ['"\\ud83d\\ude00"', '😀'],
  ['"\\ud83d"', '\ufffd'],
  ['"\\ude00x\\uD83D"', '\ufffdx\ufffd'],
  ['"\\ude00\\ud83d\\ude00"', '\ufffd😀'],
  ['"\\\\ud83d"', '\\ud83d'],
  ['"\\\\\\ud83d"', '\\\ufffd'],
])('%s', (text, value) => {
  expect(parse(text)).toBe(value);
});

test('bytes that are no UTF-8 read as U+FFFD', () => {
  expect(parse(Uint8Array.of(0x22, 0xff, 0x61, 0xc3, 0x22))).toBe('\ufffda\ufffd');
});

test('an error says what stands where', () => {
  try {
    parse('{"ä":}');
    expect.unreachable();
  } catch (error) {
    expect(error).toBeInstanceOf(JsonSliceError);
    expect(error).toMatchObject({ at: 6, found: '"}"' });
  }
  expect(() => parse('{"a":"\u0001"}')).toThrow('byte 0x01');
  expect(() => parse('{"a"')).toThrow('end');
});

test('texts longer than a block of decoding are whole, wherever other than ASCII stands', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('ascii'.repeat(900), 'ö', '日本', '🙂', 'é'.repeat(5000), 'x'), {
        maxLength: 12,
      }),
      (parts) => {
        const text = parts.join('');
        const bytes = Buffer.from(JSON.stringify([text, text.length]));
        expect(parseJsonSlice(bytes, 0, bytes.length)).toEqual([text, text.length]);
      },
    ),
  );
});

test('a character that breaks off at the end of a block reads as U+FFFD there as anywhere', () => {
  for (let before = 8185; before <= 8195; before++) {
    const bytes = Buffer.concat([
      Buffer.from(`"${'a'.repeat(before)}`),
      Buffer.from([0xe6, 0x97]),
      Buffer.from('b"'),
    ]);
    expect(parseJsonSlice(bytes, 0, bytes.length)).toBe(`${'a'.repeat(before)}\ufffdb`);
  }
});

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

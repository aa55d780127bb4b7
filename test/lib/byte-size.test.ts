import { describe, expect, it } from 'vitest';
import { byteSizeText, parseByteSize } from '../../src/lib/byte-size.ts';

describe('parseByteSize', () => {
  it.each([
    ['1B', 1],
    ['500MB', 500_000_000],
    ['500mb', 500_000_000],
    ['4GiB', 4 * 1024 ** 3],
    ['4g', 4 * 1024 ** 3],
    ['64 KiB', 65_536],
    ['1.5 kB', 1500],
    ['2TB', 2e12],
  ])('reads %s', (text, bytes) => {
    expect(parseByteSize(text)).toBe(bytes);
  });

  it.each(['', 'MB', '-5MB', '5 apples', '0B', '0', '0.1B', '1e3MB', '99999999TB', '5MB!'])(
    'refuses "%s"',
    (text) => {
      expect(() => parseByteSize(text)).toThrow(/is not a size: write for example/);
    },
  );

  it('asks for a unit', () => {
    expect(() => parseByteSize('500')).toThrow('"500" has no unit: write 500MB or 500B');
  });
});

describe('byteSizeText', () => {
  it.each([
    [0, '0 bytes'],
    [1023, '1023 bytes'],
    [1024, '1 KiB'],
    [1536, '1.5 KiB'],
    [500_000_000, '500 MB'],
    [500_000_001, '477 MiB'],
    [4 * 1024 ** 3, '4 GiB'],
    [5e15, '5000 TB'],
  ])('%d is %s', (bytes, text) => {
    expect(byteSizeText(bytes)).toBe(text);
  });
});

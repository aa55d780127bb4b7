import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quotedText } from '../../src/lib/quoted-text.ts';

describe('quotedText', () => {
  it.each([
    ['plain', 'plain'],
    ['  two\r\n\tlines \u0000 ', 'two lines'],
    ['\u001b[31mred\u001b[0m', '[31mred [0m'],
    ['a\u202eb\u2066c\u200bd\ufeff', 'a b c d'],
    ['half \ud800 pair', 'half \ufffd pair'],
    ['grüße 東京 🚀', 'grüße 東京 🚀'],
    ['', ''],
  ])('%j', (text, expected) => {
    expect(quotedText(text)).toBe(expected);
  });

  it('cuts at whole characters and says so', () => {
    expect(quotedText('🚀🚀🚀🚀', 3)).toBe('🚀🚀…');
    expect(quotedText('abc', 3)).toBe('abc');
    expect(quotedText('x'.repeat(1_000_000), 10)).toBe('xxxxxxxxx…');
  });

  it('is one line of bounded length without anything active, whatever comes in', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 50 }), (text, max) => {
        const quoted = quotedText(text, max);
        expect(quoted).not.toMatch(
          /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u200b-\u200f\u202a-\u202e\u2066-\u2069]/u,
        );
        expect(Array.from(quoted).length).toBeLessThanOrEqual(max);
      }),
    );
  });
});

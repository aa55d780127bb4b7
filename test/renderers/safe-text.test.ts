import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { displayWidth, pad, safeText, truncate, wrap } from '../../src/renderers/text/safe-text.ts';

const hostile = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '\x1b[31mred\x1b[0m',
    '\x1b]0;title\x07',
    '\x9b2J',
    'a\u202eb',
    'zero\u200bwidth',
    '名前 サービス',
    '👩‍👩‍👧‍👦 family',
    'é́́',
    '\ud800 lone',
    '\u0000nul',
    'tab\tnewline\nreturn\r',
    '::error::workflow',
  ),
);

describe('safeText', () => {
  it('shows what a terminal would act on as escapes', () => {
    expect(safeText('\x1b[2J')).toBe('\\x1b[2J');
    expect(safeText('a\nb\tc\r')).toBe('a\\nb\\tc\\r');
    expect(safeText('x\u202ey')).toBe('x\\u202ey');
    expect(safeText('\u{e0041}')).toBe('\\u{e0041}');
    expect(safeText('\u009b1m')).toBe('\\x9b1m');
  });

  it('leaves ordinary text of any script alone', () => {
    for (const text of ['GET /orders/{id}', 'Zürich', '注文サービス', 'заказ', 'naïve café']) {
      expect(safeText(text)).toBe(text);
    }
  });

  it('lets no control or format character through', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(safeText(text)).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
      }),
    );
  });

  it('cuts megabytes before it looks at them', () => {
    expect(safeText('\x1b'.repeat(5_000_000)).length).toBeLessThan(20_000);
  });
});

describe('fitting text into columns', () => {
  it('never exceeds the width', () => {
    fc.assert(
      fc.property(
        hostile,
        fc.integer({ min: 1, max: 40 }),
        fc.boolean(),
        (text, width, unicode) => {
          const safe = safeText(text);
          expect(displayWidth(truncate(safe, width, unicode))).toBeLessThanOrEqual(width);
          if (width > 1) {
            for (const line of wrap(safe, width))
              expect(displayWidth(line)).toBeLessThanOrEqual(width);
          }
        },
      ),
    );
  });

  it('counts wide characters as two columns', () => {
    expect(displayWidth('注文')).toBe(4);
    expect(truncate('注文サービス', 5, true)).toBe('注文…');
    expect(pad('注文', 6, 'left')).toBe('注文  ');
    expect(pad('ab', 4, 'right')).toBe('  ab');
  });

  it('wraps at spaces, and words that are too long anywhere', () => {
    expect(wrap('one two three', 7)).toEqual(['one two', 'three']);
    expect(wrap('abcdefghij', 4)).toEqual(['abcd', 'efgh', 'ij']);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SharedTexts } from '../../src/lib/shared-texts.ts';

describe('SharedTexts', () => {
  it('never changes a text', () => {
    const shared = new SharedTexts();
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        expect(shared.share(text)).toBe(text);
        expect(shared.share(text)).toBe(text);
      }),
    );
  });

  it('tells texts of one slot apart', () => {
    const shared = new SharedTexts();
    // Same length, same middle, same end.
    expect(shared.share('xa.b.c')).toBe('xa.b.c');
    expect(shared.share('ya.b.c')).toBe('ya.b.c');
    expect(shared.share('xa.b.c')).toBe('xa.b.c');
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WireNanos } from '../../../src/sources/formats/wire-time.ts';

describe('WireNanos', () => {
  it('splits any number of nanoseconds of up to 20 digits exactly', () => {
    const time = new WireNanos();
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 20n - 1n }), (nanos) => {
        time.read(String(nanos));
        expect(time.us).toBe(Number(nanos / 1000n));
        expect(time.restNs).toBe(Number(nanos % 1000n));
      }),
    );
  });

  it('takes numbers, and nothing for zero', () => {
    const time = new WireNanos();
    expect(time.read(1_500)).toMatchObject({ us: 1, restNs: 500 });
    for (const absent of [undefined, null, '', 0, '0', '000']) {
      expect(time.read(absent)).toMatchObject({ us: 0, restNs: 0 });
    }
  });

  it('says of anything else that it is unreadable, however its ends look', () => {
    const time = new WireNanos();
    for (const text of ['x123', '123x', '-123456', '1e9999', '12 34567', '123456789012345678901']) {
      expect(time.read(text), text).toMatchObject({ us: Number.NaN, restNs: 0 });
    }
  });
});

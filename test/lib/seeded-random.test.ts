import { describe, expect, it } from 'vitest';
import { SeededRandom } from '../../src/lib/seeded-random.ts';

describe('SeededRandom', () => {
  it('gives the same sequence for the same seed, everywhere', () => {
    const random = new SeededRandom(1);
    const first = Array.from({ length: 4 }, () => random.bits());
    const again = new SeededRandom(1);
    expect(Array.from({ length: 4 }, () => again.bits())).toEqual(first);
    expect(first).toMatchInlineSnapshot(`
      [
        393288148,
        2174103013,
        3814759091,
        2092745082,
      ]
    `);
    expect(new SeededRandom(2).bits()).not.toBe(first[0]);
  });

  it('stays within bounds and reaches both ends', () => {
    const random = new SeededRandom(5);
    const seen = new Set(Array.from({ length: 300 }, () => random.integer(3, 6)));
    expect([...seen].sort()).toEqual([3, 4, 5, 6]);
    for (let i = 0; i < 1000; i++) {
      const fraction = random.fraction();
      expect(fraction).toBeGreaterThanOrEqual(0);
      expect(fraction).toBeLessThan(1);
    }
  });

  it('draws log-normal values around the median', () => {
    const random = new SeededRandom(9);
    const values = Array.from({ length: 4001 }, () => random.logNormal(100, 0.3));
    const median = values.sort((a, b) => a - b)[2000] ?? 0;
    expect(median).toBeGreaterThan(96);
    expect(median).toBeLessThan(104);
  });

  it('writes as many hexadecimal digits as asked for', () => {
    const random = new SeededRandom(3);
    for (const digits of [0, 1, 7, 8, 9, 32]) {
      expect(random.hex(digits)).toMatch(new RegExp(`^[0-9a-f]{${digits}}$`));
    }
  });

  it('cannot pick from nothing', () => {
    expect(() => new SeededRandom(1).pick([])).toThrow(RangeError);
  });
});

import { describe, expect, it } from 'vitest';
import { IntMap } from '../../src/lib/int-map.ts';

describe('IntMap', () => {
  it('behaves as a Map of as many integers as it was made for', () => {
    const n = 5000;
    const map = new IntMap(n);
    const expected = new Map<number, number>();
    for (let i = 0; i < n; i++) {
      const key = i % 2 === 0 ? i : (Math.imul(i, 2654435761) >>> 1) % 2147483647;
      map.set(key, i);
      expected.set(key, i);
    }
    for (const [key, value] of expected) expect(map.get(key)).toBe(value);
    expect(map.get(2147483647)).toBe(-1);
  });

  it('replaces values and works when made for none', () => {
    const map = new IntMap(0);
    expect(map.get(0)).toBe(-1);
    map.set(0, 1);
    map.set(0, 2);
    expect(map.get(0)).toBe(2);
  });
});

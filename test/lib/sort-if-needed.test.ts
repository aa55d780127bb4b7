import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sortIfNeeded } from '../../src/lib/sort-if-needed.ts';

type Row = readonly [key: number, place: number];
const byKey = (a: Row, b: Row) => a[0] - b[0];

describe('sortIfNeeded', () => {
  it('orders as sort does, equal ones in their old order, in place', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 4 })), (keys) => {
        const rows = keys.map((key, place): Row => [key, place]);
        const expected = [...rows].sort(byKey);
        expect(sortIfNeeded(rows, byKey)).toBe(rows);
        expect(rows).toEqual(expected);
      }),
    );
  });

  it('compares neighbours only where all is in order', () => {
    let compared = 0;
    sortIfNeeded([1, 2, 2, 3], (a, b) => {
      compared++;
      return a - b;
    });
    expect(compared).toBe(3);
  });
});

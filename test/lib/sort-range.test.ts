import fc from 'fast-check';
import { expect, it } from 'vitest';
import { sortRange } from '../../src/lib/sort-range.ts';

it('sorts the range like the built-in sort and leaves the rest', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(50), { maxLength: 60 }), fc.nat(), fc.nat(), (values, a, b) => {
      const from = Math.min(a, b) % (values.length + 1);
      const to = Math.max(from, Math.max(a, b) % (values.length + 1));
      // Equal keys keep their order: compares tens only.
      const compare = (x: number, y: number) => Math.floor(x / 10) - Math.floor(y / 10);
      const array = Int32Array.from(values);
      sortRange(array, from, to, compare);
      expect([...array]).toEqual([
        ...values.slice(0, from),
        ...values.slice(from, to).sort(compare),
        ...values.slice(to),
      ]);
    }),
    { seed: 1, numRuns: 300 },
  );
});

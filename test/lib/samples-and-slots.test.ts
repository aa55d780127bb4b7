import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FreeSlots } from '../../src/lib/free-slots.ts';
import { HashSample } from '../../src/lib/hash-sample.ts';
import { robustSlope } from '../../src/lib/robust-slope.ts';
import { TextHash, textHash } from '../../src/lib/text-hash.ts';

test('FreeSlots finds the first open slot at or after a position', () => {
  const operation = fc.tuple(fc.constantFrom('toggle', 'ask'), fc.nat(40));
  fc.assert(
    fc.property(
      fc.array(operation, { maxLength: 80 }),
      fc.integer({ min: 1, max: 41 }),
      (steps, size) => {
        const slots = new FreeSlots(size);
        const open = new Set<number>();
        for (const [what, number] of steps) {
          const slot = number % size;
          if (what === 'toggle') {
            if (open.delete(slot)) slots.take(slot);
            else {
              open.add(slot);
              slots.open(slot);
            }
          }
          const expected = [...open].filter((one) => one >= slot).sort((a, b) => a - b)[0] ?? -1;
          expect(slots.firstFrom(slot)).toBe(expected);
        }
      },
    ),
  );
});

test('HashSample does not depend on the order of its input', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.string(), { maxLength: 60 }),
      fc.integer({ min: 1, max: 20 }),
      (keys, size) => {
        const forwards = new HashSample<string>(size);
        const backwards = new HashSample<string>(size);
        for (const key of keys) forwards.add(key, key);
        for (const key of [...keys].reverse()) backwards.add(key, key);
        expect(backwards.values).toEqual(forwards.values);
        expect(forwards.values).toHaveLength(Math.min(size, keys.length));
      },
    ),
  );
});

test('robustSlope is not bent by an odd point', () => {
  const points = Array.from({ length: 20 }, (_, x) => ({ x, y: 3 + 4 * x }));
  points[7] = { x: 7, y: 5000 };
  expect(robustSlope(points)).toEqual({ slope: 4, intercept: 3 });
  expect(
    robustSlope([
      { x: 1, y: 1 },
      { x: 1, y: 2 },
    ]),
  ).toBeUndefined();
});

test('textHash tells texts apart, pieces and borders included', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (a, b) => {
      expect(textHash(a) === textHash(b)).toBe(a === b);
      expect(textHash(a)).toBeLessThan(2 ** 53);
    }),
  );
  expect(new TextHash().add('ab').add('c').value()).not.toBe(
    new TextHash().add('a').add('bc').value(),
  );
  const many = new Set(Array.from({ length: 200_000 }, (_, i) => textHash(String(i))));
  expect(many.size).toBe(200_000);
});

import { expect, it } from 'vitest';
import { bootstrapDifferences } from '../../src/lib/bootstrap.ts';
import { SeededRandom } from '../../src/lib/seeded-random.ts';

it('brackets the differences of means, column by column, the same on every run', () => {
  const random = new SeededRandom(1);
  const rows = 200;
  const a = new Float64Array(rows * 2);
  const b = new Float64Array(rows * 2);
  for (let i = 0; i < rows; i++) {
    a[i * 2] = random.fraction();
    b[i * 2] = random.fraction();
    a[i * 2 + 1] = random.fraction();
    b[i * 2 + 1] = random.fraction() + 5;
  }
  const run = () => bootstrapDifferences(a, b, 2, new SeededRandom(2));
  const [same, moved] = run() as [{ low: number; high: number }, { low: number; high: number }];
  expect(same.low).toBeLessThan(0);
  expect(same.high).toBeGreaterThan(0);
  expect(moved.low).toBeGreaterThan(4.8);
  expect(moved.high).toBeLessThan(5.2);
  expect(moved.low).toBeLessThan(moved.high);
  expect(run()).toEqual([same, moved]);
});

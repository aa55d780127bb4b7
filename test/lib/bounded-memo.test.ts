import { describe, expect, test } from 'vitest';
import { BoundedMemo } from '../../src/lib/bounded-memo.ts';

function counting() {
  let computed = 0;
  return { compute: (key: string) => ++computed && key.length, count: () => computed };
}

describe('BoundedMemo', () => {
  test('computes once while it is remembered', () => {
    const memo = new BoundedMemo<number>(100, 10_000);
    const { compute, count } = counting();
    for (let i = 0; i < 5; i++) expect(memo.get('abc', compute)).toBe(3);
    expect(count()).toBe(1);
  });

  test('forgets what was not used for long, and no more', () => {
    const memo = new BoundedMemo<number>(20, 10_000);
    const { compute, count } = counting();
    memo.get('kept', compute);
    for (let i = 0; i < 100; i++) {
      memo.get(`other ${i}`, compute);
      memo.get('kept', compute);
    }
    expect(count()).toBe(101);
    memo.get('other 0', compute);
    expect(count()).toBe(102);
  });

  test('does not keep keys that are too long', () => {
    const memo = new BoundedMemo<number>(100, 80);
    const { compute, count } = counting();
    memo.get('x'.repeat(50), compute);
    memo.get('x'.repeat(50), compute);
    expect(count()).toBe(2);
  });

  test('steps aside while it does not pay, and comes back', () => {
    const memo = new BoundedMemo<number>(1000, 1_000_000);
    const { compute } = counting();
    for (let i = 0; i < 8192; i++) memo.get(`literal ${i}`, compute);
    expect(memo.active).toBe(false);
    for (let i = 0; i < 8 * 8192; i++) memo.get(`literal ${i}`, compute);
    expect(memo.active).toBe(true);
    for (let i = 0; i < 3 * 8192; i++) memo.get(`query ${i % 10}`, compute);
    expect(memo.active).toBe(true);
  });
});

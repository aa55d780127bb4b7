import { expect, it } from 'vitest';
import { foldName } from '../../src/lib/name-folding.ts';

it.each([
  ['GET /orders/4711/items/3', 'GET /orders/{…}/items/{…}'],
  ['GET /u/123e4567-e89b-12d3-a456-426614174000', 'GET /u/{…}'],
  ['key deadbeef01', 'key {…}'],
  ['defaced', 'defaced'],
  ['effaceable', 'effaceable'],
  ['decade feedback', 'decade feedback'],
  ['shard7', 'shard{…}'],
  ['GET /', 'GET /'],
])('%s is folded to %s', (name, folded) => {
  expect(foldName(name)).toBe(folded);
});

it('folds a megabyte in passing', () => {
  expect(foldName('a'.repeat(1_000_000)).length).toBe(1_000_000);
  expect(foldName(`${'a1-'.repeat(400_000)}x`).length).toBe(1_600_000 + 400_001);
});

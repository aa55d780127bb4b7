import { expect, test } from 'vitest';
import { normalisedName, wordsOfName } from '../../src/lib/words-of-name.ts';

test.each([
  ['check-inventory', ['check', 'inventory']],
  ['getHTTPUser_2', ['get', 'http', 'user']],
  ['InventoryService.checkStock', ['inventory', 'service', 'check', 'stock']],
  ['authorList', ['author', 'list']],
  ['GET /v1/x', ['get', 'v', 'x']],
  ['', []],
  ['42', []],
])('words of %j', (name, words) => expect(wordsOfName(name)).toEqual(words));

test.each([
  ['fetch-item-17', 'fetch-item-#'],
  ['items.3.price', 'items.#.price'],
  ['load 550e8400-e29b-41d4-a716-446655440000', 'load #'],
  ['job a1b2c3d4e5f6', 'job #'],
  ['deadbeef cafe', 'deadbeef cafe'],
  ['SELECT orders', 'SELECT orders'],
])('%j without ids', (name, normalised) => {
  expect(normalisedName(name)).toBe(normalised);
  expect(normalisedName(normalised)).toBe(normalised);
});

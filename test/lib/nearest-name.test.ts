import { expect, test } from 'vitest';
import { editDistance, nearestNames } from '../../src/lib/nearest-name.ts';

test.each([
  ['', '', 0],
  ['find', 'find', 0],
  ['fidn', 'find', 1],
  ['fnd', 'find', 1],
  ['finds', 'find', 1],
  ['bind', 'find', 1],
  ['', 'find', 4],
  ['kitten', 'sitting', 3],
])('editDistance(%j, %j) is %i', (a, b, distance) => {
  expect(editDistance(a, b)).toBe(distance);
  expect(editDistance(b, a)).toBe(distance);
});

const COMMANDS = ['find', 'explain', 'nplus1', 'check', 'services', 'operations', 'demo'];

test.each([
  ['fidn', ['find']],
  ['EXPLAIN', ['explain']],
  ['explian', ['explain']],
  ['oper', ['operations']],
  ['chekc', ['check']],
  ['frobnicate', []],
  ['x', []],
  ['', []],
])('%j is near %j', (word, names) => {
  expect(nearestNames(word, COMMANDS)).toEqual(names);
});

test('nearest first, then in the order given, no more than asked, no name twice', () => {
  expect(nearestNames('cart', ['carts', 'card', 'cart', 'card'], 2)).toEqual(['cart', 'carts']);
  expect(nearestNames('cart', ['carts', 'card'], 5)).toEqual(['carts', 'card']);
  expect(nearestNames('cart', ['carts'], 0)).toEqual([]);
});

test('texts of a megabyte are no names', () => {
  const huge = 'a'.repeat(1_000_000);
  expect(nearestNames('aaaa', [huge, 'aaab'])).toEqual(['aaab']);
  expect(nearestNames(huge, [huge])).toEqual([]);
});

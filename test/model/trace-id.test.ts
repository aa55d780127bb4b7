import { describe, expect, it } from 'vitest';
import { canonicalTraceId, isBlankId } from '../../src/model/trace-id.ts';

describe('canonicalTraceId', () => {
  it.each([
    ['ABC', `${'0'.repeat(29)}abc`],
    ['0AF7651916CD43DD8448EB211C80319C', '0af7651916cd43dd8448eb211c80319c'],
    ['1af7651916cd43dd', `${'0'.repeat(16)}1af7651916cd43dd`],
    ['tr-Single', 'tr-Single'],
    ['', ''],
    [`F${'0'.repeat(32)}`, `F${'0'.repeat(32)}`],
    ['abc\n', 'abc\n'],
  ])('spells %j as %j', (id, canonical) => {
    expect(canonicalTraceId(id)).toBe(canonical);
  });
});

describe('isBlankId', () => {
  it.each([
    ['', true],
    ['0', true],
    ['0000000000000000', true],
    ['00a0', false],
    ['zero', false],
  ])('%j: %j', (id, blank) => {
    expect(isBlankId(id)).toBe(blank);
  });
});

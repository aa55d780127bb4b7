import { describe, expect, it } from 'vitest';
import { Float64Column, Int32Column, Uint8Column } from '../../src/lib/column.ts';

describe.each([
  ['Int32Column', () => new Int32Column(2)],
  ['Float64Column', () => new Float64Column(2)],
  ['Uint8Column', () => new Uint8Column(2)],
])('%s', (_, create) => {
  it('keeps what was pushed while it grows', () => {
    const column = create();
    for (let i = 0; i < 200; i++) column.push(i);
    expect(column.length).toBe(200);
    for (let i = 0; i < 200; i++) expect(column.at(i)).toBe(i);
    expect(() => column.at(200)).toThrow(RangeError);
    expect(() => column.at(-1)).toThrow(RangeError);
  });

  it('makes room at once for many, and only if needed', () => {
    const column = create();
    column.push(7);
    column.reserve(100);
    expect(column.data.length).toBeGreaterThanOrEqual(101);
    expect(column.at(0)).toBe(7);
    const { data } = column;
    column.reserve(100);
    expect(column.data).toBe(data);
    expect(column.length).toBe(1);
  });
});

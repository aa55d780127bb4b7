import { describe, expect, it } from 'vitest';
import { PartsMap } from '../../src/lib/parts-map.ts';

describe('PartsMap', () => {
  it('keeps rows apart that read alike when joined', () => {
    const map = new PartsMap<number>();
    map.set(['a', 'b\nc'], 1);
    map.set(['a\nb', 'c'], 2);
    expect(map.get(['a', 'b\nc'])).toBe(1);
    expect(map.get(['a\nb', 'c'])).toBe(2);
    expect(map.get(['a', 'c'])).toBeUndefined();
  });

  it('keeps a row apart from a longer one that begins with it', () => {
    const map = new PartsMap<number>();
    map.set(['a', 'b'], 2);
    expect(map.get(['a'])).toBeUndefined();
    map.set(['a'], 1);
    expect(map.get(['a'])).toBe(1);
    expect(map.get(['a', 'b'])).toBe(2);
    expect(map.get(['a', 'b', 'c'])).toBeUndefined();
  });

  it('counts a row once, and its texts, until it is cleared', () => {
    const map = new PartsMap<number>();
    map.set(['ab', 'x'], 1);
    map.set(['ab', 'x'], 2);
    map.set(['ab', '__proto__'], 3);
    expect(map.size).toBe(2);
    expect(map.characters).toBe(12);
    expect(map.get(['ab', 'x'])).toBe(2);
    map.clear();
    expect(map.size).toBe(0);
    expect(map.characters).toBe(0);
    expect(map.get(['ab', 'x'])).toBeUndefined();
  });
});

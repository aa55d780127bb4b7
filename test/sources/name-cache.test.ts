import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { cacheFolder, NameCache } from '../../src/sources/name-cache.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'name-cache-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('cacheFolder', () => {
  it.each<[Record<string, string>, string | undefined]>([
    [{ XDG_CACHE_HOME: '/c', HOME: '/h' }, '/c/tracescope'],
    [{ HOME: '/h' }, '/h/.cache/tracescope'],
    [{ XDG_CACHE_HOME: 'relative', HOME: '/h' }, '/h/.cache/tracescope'],
    [{ XDG_CACHE_HOME: '' }, undefined],
  ])('of %o is %s', (env, place) => {
    expect(cacheFolder(env)).toBe(place);
  });
});

describe('NameCache', () => {
  const env = { XDG_CACHE_HOME: folder };
  let nowMs = 1_000_000;
  const cache = new NameCache(env, () => nowMs);

  it('keeps names for a minute, each key apart', async () => {
    expect(await cache.read(['url', 'a'])).toBeUndefined();
    await cache.write(['url', 'a'], ['x', 'ü']);
    await cache.write(['url', 'b'], []);
    expect(await cache.read(['url', 'a'])).toEqual(['x', 'ü']);
    expect(await cache.read(['url', 'b'])).toEqual([]);
    expect(await cache.read(['urla'])).toBeUndefined();
    nowMs += 59_999;
    expect(await cache.read(['url', 'a'])).toEqual(['x', 'ü']);
    nowMs += 1;
    expect(await cache.read(['url', 'a'])).toBeUndefined();
  });

  it('does not believe a file from the future', async () => {
    await cache.write(['f'], ['x']);
    nowMs -= 1;
    expect(await cache.read(['f'])).toBeUndefined();
    nowMs += 1;
  });

  it('leaves nothing behind that others can read', async () => {
    await cache.write(['url', 'a'], ['x']);
    const files = readdirSync(path.join(folder, 'tracescope'));
    expect(files.every((file) => /^names-[0-9a-f]{32}\.json$/.test(file))).toBe(true);
    for (const file of files) {
      expect(statSync(path.join(folder, 'tracescope', file)).mode & 0o077).toBe(0);
    }
    expect(statSync(path.join(folder, 'tracescope')).mode & 0o077).toBe(0);
  });

  it.each(['', '[]', 'null', '{"writtenMs":1}', '{"writtenMs":"x","names":[]}', '{"names":[1]}'])(
    'reads damage as nothing: %s',
    async (text) => {
      await cache.write(['d'], ['x']);
      for (const file of readdirSync(path.join(folder, 'tracescope'))) {
        writeFileSync(path.join(folder, 'tracescope', file), text);
      }
      expect(await cache.read(['d'])).toBeUndefined();
    },
  );

  it('goes without a folder, and without one it may write to', async () => {
    for (const place of [{}, { XDG_CACHE_HOME: '/dev/null/x' }]) {
      const none = new NameCache(place, () => nowMs);
      await none.write(['k'], ['x']);
      expect(await none.read(['k'])).toBeUndefined();
    }
  });
});

// Names of services and operations, kept on disk for a minute so that completing a command line need
// not ask a server at each key. Nothing of it matters: whatever goes wrong means "not there".

import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';

type Env = Readonly<Record<string, string | undefined>>;

export const NAMES_LIVE_MS = 60_000;

/** Where caches are kept: `tracescope` in the user's cache folder, or undefined without one. */
export function cacheFolder(env: Env): string | undefined {
  const base = env.XDG_CACHE_HOME;
  // The specification of that variable wants relative paths ignored.
  if (base !== undefined && path.isAbsolute(base)) return path.join(base, 'tracescope');
  const home = env.HOME ?? env.USERPROFILE ?? '';
  return home === '' ? undefined : path.join(home, '.cache', 'tracescope');
}

export class NameCache {
  readonly #folder: string | undefined;
  readonly #now: () => number;

  constructor(env: Env, now: () => number) {
    this.#folder = cacheFolder(env);
    this.#now = now;
  }

  /** The names kept under these words, when they are no older than a minute. */
  async read(key: readonly string[]): Promise<readonly string[] | undefined> {
    if (this.#folder === undefined) return undefined;
    try {
      const kept = JSON.parse(await readFile(this.#fileOf(this.#folder, key), 'utf8')) as unknown;
      return this.#isFresh(kept) ? kept.names : undefined;
    } catch {
      return undefined;
    }
  }

  async write(key: readonly string[], names: readonly string[]): Promise<void> {
    if (this.#folder === undefined) return;
    try {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
      const file = this.#fileOf(this.#folder, key);
      const fresh = `${file}.${randomBytes(6).toString('hex')}`;
      await writeFile(fresh, JSON.stringify({ writtenMs: this.#now(), names }), { mode: 0o600 });
      await rename(fresh, file);
    } catch {
      // A full or read-only disk: the next key asks the server again.
    }
  }

  #isFresh(kept: unknown): kept is { names: readonly string[] } {
    const { writtenMs, names } = (kept ?? {}) as { writtenMs?: unknown; names?: unknown };
    const ageMs = typeof writtenMs === 'number' ? this.#now() - writtenMs : Number.NaN;
    const areNames = Array.isArray(names) && names.every((name) => typeof name === 'string');
    return areNames && ageMs >= 0 && ageMs < NAMES_LIVE_MS;
  }

  #fileOf(folder: string, key: readonly string[]): string {
    const hash = createHash('sha256').update(JSON.stringify(key)).digest('hex').slice(0, 32);
    return path.join(folder, `names-${hash}.json`);
  }
}

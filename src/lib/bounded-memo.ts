// A memo with a bound on entries and on the characters of its keys, which steps aside while it
// does not pay: texts with inlined literals are all different and would only fill it.

const WINDOW = 8192;
const PAUSE = 8 * WINDOW;

/** Remembers `compute(key)`; the least recently used half is forgotten when full. */
export class BoundedMemo<T> {
  #recent = new Map<string, T>();
  #older = new Map<string, T>();
  #recentCharacters = 0;
  #lookups = 0;
  #hits = 0;
  #paused = 0;

  constructor(
    private readonly maxEntries: number,
    private readonly maxCharacters: number,
  ) {}

  get(key: string, compute: (key: string) => T): T {
    if (this.#paused > 0) {
      this.#paused--;
      return compute(key);
    }
    if (++this.#lookups === WINDOW) this.#judge();
    const known = this.#recent.get(key);
    if (known !== undefined) {
      this.#hits++;
      return known;
    }
    const old = this.#older.get(key);
    if (old !== undefined) this.#hits++;
    const value = old ?? compute(key);
    this.#remember(key, value);
    return value;
  }

  /** False while the hit rate was too low to go on. */
  get active(): boolean {
    return this.#paused === 0;
  }

  #remember(key: string, value: T): void {
    if (key.length * 8 > this.maxCharacters) return;
    this.#recent.set(key, value);
    this.#recentCharacters += key.length;
    if (
      this.#recent.size * 2 <= this.maxEntries &&
      this.#recentCharacters * 2 <= this.maxCharacters
    ) {
      return;
    }
    this.#older = this.#recent;
    this.#recent = new Map();
    this.#recentCharacters = 0;
  }

  #judge(): void {
    if (this.#hits * 8 < this.#lookups) {
      this.#paused = PAUSE;
      this.#recent = new Map();
      this.#older = new Map();
      this.#recentCharacters = 0;
    }
    this.#lookups = 0;
    this.#hits = 0;
  }
}

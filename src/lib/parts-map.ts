// Values by several texts in a row. One level of maps a text, so that a look-up joins nothing: the
// texts are old ones, whose hashes are known, while a joined key would be new each time.

interface Level<T> {
  below: Map<string, Level<T>> | undefined;
  value: T | undefined;
}

export class PartsMap<T> {
  #top: Level<T> = { below: undefined, value: undefined };
  #size = 0;
  #characters = 0;

  /** How many rows of texts have a value. */
  get size(): number {
    return this.#size;
  }

  /** Length of all texts that are held. */
  get characters(): number {
    return this.#characters;
  }

  get(parts: readonly string[]): T | undefined {
    let level: Level<T> | undefined = this.#top;
    for (let p = 0; p < parts.length; p++) {
      level = level.below?.get(parts[p] as string);
      if (level === undefined) return undefined;
    }
    return level.value;
  }

  set(parts: readonly string[], value: T & {}): void {
    let level = this.#top;
    for (const part of parts) {
      level.below ??= new Map();
      let next = level.below.get(part);
      if (!next) {
        next = { below: undefined, value: undefined };
        level.below.set(part, next);
        this.#characters += part.length;
      }
      level = next;
    }
    if (level.value === undefined) this.#size++;
    level.value = value;
  }

  clear(): void {
    this.#top = { below: undefined, value: undefined };
    this.#size = 0;
    this.#characters = 0;
  }
}

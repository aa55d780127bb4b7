// A sample of bounded size that does not depend on the order in which values come: those whose
// keys hash lowest are kept. Equal input gives the same sample, whoever read it in whatever order.

import { textHash } from './text-hash.ts';

export class HashSample<T> {
  readonly #hashes: number[] = [];
  readonly #values: T[] = [];

  constructor(private readonly size: number) {}

  add(key: string, value: T): void {
    const hash = textHash(key);
    const last = this.#hashes.length - 1;
    if (this.#hashes.length >= this.size && hash >= (this.#hashes[last] as number)) return;
    let low = 0;
    let high = this.#hashes.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#hashes[middle] as number) < hash) low = middle + 1;
      else high = middle;
    }
    this.#hashes.splice(low, 0, hash);
    this.#values.splice(low, 0, value);
    if (this.#hashes.length <= this.size) return;
    this.#hashes.pop();
    this.#values.pop();
  }

  /** In order of their hashes. */
  get values(): readonly T[] {
    return this.#values;
  }
}

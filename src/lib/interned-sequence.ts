// Interning for texts that come in the same order again and again, as the attribute keys of one
// program's spans do: the text that followed last time is tried first, and comparing two texts is
// cheaper than hashing one.

import type { StringTable } from './string-table.ts';

/** Interns into `strings`; call `restart` before each sequence. */
export class InternedSequence {
  /** Number of a text plus one, 0 for the start, to the number that followed it; -1 for none yet. */
  #next = new Int32Array(64).fill(-1);
  #at = 0;

  constructor(readonly strings: StringTable) {}

  restart(): void {
    this.#at = 0;
  }

  /** The number of `text`, the next of the sequence. */
  intern(text: string): number {
    const guess = this.#next[this.#at] as number;
    if (guess >= 0 && this.strings.texts[guess] === text) {
      this.#at = guess + 1;
      return guess;
    }
    return this.#learn(text);
  }

  #learn(text: string): number {
    const number = this.strings.intern(text);
    this.#next[this.#at] = number;
    this.#at = number + 1;
    if (this.#at >= this.#next.length) this.#grow();
    return number;
  }

  #grow(): void {
    const grown = new Int32Array(this.#at * 2).fill(-1);
    grown.set(this.#next);
    this.#next = grown;
  }
}

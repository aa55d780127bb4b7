// Interned strings: equal text, equal number. Columns hold the numbers.

/** Maps strings to dense integers in order of first appearance. */
export class StringTable {
  readonly texts: string[] = [];
  readonly #numbers = new Map<string, number>();
  #last = 0;

  /** The number of `text`, given on first sight. */
  intern(text: string): number {
    // The same text comes many times in a row where rows belong together (IDs of one trace), and
    // comparing is cheaper than hashing.
    if (this.texts[this.#last] === text) return this.#last;
    let number = this.#numbers.get(text);
    if (number === undefined) {
      number = this.texts.length;
      this.#numbers.set(text, number);
      this.texts.push(text);
    }
    this.#last = number;
    return number;
  }

  /** The number of `text`, or -1 if it was never interned. */
  find(text: string): number {
    return this.#numbers.get(text) ?? -1;
  }

  text(number: number): string {
    const text = this.texts[number];
    if (text === undefined) throw new RangeError(`string number ${number}`);
    return text;
  }

  get size(): number {
    return this.texts.length;
  }
}

// Interned strings: equal text, equal number. Columns hold the numbers.

/** Maps strings to dense integers in order of first appearance. */
export class StringTable {
  readonly texts: string[] = [];
  readonly #numbers = new Map<string, number>();

  /** The number of `text`, given on first sight. */
  intern(text: string): number {
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    const number = this.texts.length;
    this.#numbers.set(text, number);
    this.texts.push(text);
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

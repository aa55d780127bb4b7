// A quick non-cryptographic hash of text, for telling values apart without keeping them: literal
// values of statements are compared by this number and never stored. Fingerprints use SHA-256.

/** Two independent 32-bit lanes that can be fed piece by piece. */
export class TextHash {
  #a = 0x2f1d5c3b;
  #b = 0x6b43a9b5;

  /** Mixes in `text[from, to)`, with its length, so that ("ab", "c") differs from ("a", "bc"). */
  add(text: string, from = 0, to = text.length): this {
    let a = this.#a;
    let b = this.#b;
    for (let i = from; i < to; i++) {
      const code = text.charCodeAt(i);
      a = Math.imul(a ^ code, 0x9e3779b1);
      a ^= a >>> 15;
      b = Math.imul(b ^ code, 0x5f356495);
      b ^= b >>> 13;
    }
    this.#a = Math.imul(a ^ (to - from), 0x85ebca77) | 0;
    this.#b = Math.imul(b ^ (to - from), 0xc2b2ae3d) | 0;
    return this;
  }

  /** An integer of 53 bits. */
  value(): number {
    let a = this.#a ^ (this.#b >>> 16);
    let b = this.#b ^ (this.#a >>> 13);
    a = Math.imul(a ^ (a >>> 16), 0x21f0aaad);
    b = Math.imul(b ^ (b >>> 15), 0x735a2d97);
    return ((b >>> 0) & 0x1fffff) * 0x100000000 + (a >>> 0);
  }
}

/** The hash of one text. */
export function textHash(text: string): number {
  return new TextHash().add(text).value();
}

// A map from non-negative integers to integers in two typed arrays: one per trace is built by the
// thousand, so it has to be cheaper than a Map.

/** Open addressing with linear probing; holds at most the number of keys it was made for. */
export class IntMap {
  readonly #keys: Int32Array;
  readonly #values: Int32Array;
  readonly #mask: number;
  readonly #shift: number;

  constructor(keys: number) {
    let bits = 3;
    while (2 ** bits < keys * 2) bits++;
    this.#keys = new Int32Array(2 ** bits).fill(-1);
    this.#values = new Int32Array(2 ** bits);
    this.#mask = 2 ** bits - 1;
    this.#shift = 32 - bits;
  }

  /** The value of `key`, or -1. */
  get(key: number): number {
    const slot = this.#slot(key);
    return this.#keys[slot] === key ? (this.#values[slot] as number) : -1;
  }

  set(key: number, value: number): void {
    const slot = this.#slot(key);
    this.#keys[slot] = key;
    this.#values[slot] = value;
  }

  // Fibonacci hashing: neighbouring numbers, as interning gives them, spread over the table.
  #slot(key: number): number {
    let slot = Math.imul(key, 0x9e3779b1) >>> this.#shift;
    while (this.#keys[slot] !== -1 && this.#keys[slot] !== key) slot = (slot + 1) & this.#mask;
    return slot;
  }
}

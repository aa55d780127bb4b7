// Growable typed arrays: the columns that readers append to. Doubling keeps appends linear;
// `values()` hands out a view of what was filled, never a copy.

/** A growable column of 32-bit signed integers. */
export class Int32Column {
  data: Int32Array;
  length = 0;

  constructor(capacity = 64) {
    this.data = new Int32Array(capacity);
  }

  push(value: number): void {
    if (this.length === this.data.length) this.reserve(1);
    this.data[this.length++] = value;
  }

  /** Makes room for `more` values beyond `length`. */
  reserve(more: number): void {
    const needed = this.length + more;
    if (needed <= this.data.length) return;
    const grown = new Int32Array(Math.max(needed, this.data.length * 2));
    grown.set(this.data);
    this.data = grown;
  }

  /** The value at `index`; reading outside the filled part is a bug and throws. */
  at(index: number): number {
    if (index < 0 || index >= this.length) throw new RangeError(`column index ${index}`);
    return this.data[index] as number;
  }
}

/** A growable column of doubles (integers up to 2^53 are exact). */
export class Float64Column {
  data: Float64Array;
  length = 0;

  constructor(capacity = 64) {
    this.data = new Float64Array(capacity);
  }

  push(value: number): void {
    if (this.length === this.data.length) this.reserve(1);
    this.data[this.length++] = value;
  }

  /** Makes room for `more` values beyond `length`. */
  reserve(more: number): void {
    const needed = this.length + more;
    if (needed <= this.data.length) return;
    const grown = new Float64Array(Math.max(needed, this.data.length * 2));
    grown.set(this.data);
    this.data = grown;
  }

  /** The value at `index`; reading outside the filled part is a bug and throws. */
  at(index: number): number {
    if (index < 0 || index >= this.length) throw new RangeError(`column index ${index}`);
    return this.data[index] as number;
  }
}

/** A growable column of numbers from 0 to 255. */
export class Uint8Column {
  data: Uint8Array;
  length = 0;

  constructor(capacity = 64) {
    this.data = new Uint8Array(capacity);
  }

  push(value: number): void {
    if (this.length === this.data.length) this.reserve(1);
    this.data[this.length++] = value;
  }

  /** Makes room for `more` values beyond `length`. */
  reserve(more: number): void {
    const needed = this.length + more;
    if (needed <= this.data.length) return;
    const grown = new Uint8Array(Math.max(needed, this.data.length * 2));
    grown.set(this.data);
    this.data = grown;
  }

  /** The value at `index`; reading outside the filled part is a bug and throws. */
  at(index: number): number {
    if (index < 0 || index >= this.length) throw new RangeError(`column index ${index}`);
    return this.data[index] as number;
  }
}

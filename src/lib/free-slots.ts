// "The first free place at or after this one", for places that are opened and taken in any order.

/** A row of places, all closed at first. Each operation takes logarithmic time. */
export class FreeSlots {
  readonly #open: Int32Array;
  readonly #leaves: number;

  constructor(size: number) {
    let leaves = 1;
    while (leaves < size) leaves *= 2;
    this.#leaves = leaves;
    this.#open = new Int32Array(leaves * 2);
  }

  open(slot: number): void {
    this.#change(slot, 1);
  }

  take(slot: number): void {
    this.#change(slot, -1);
  }

  /** The first open place at or after `from`, or -1. */
  firstFrom(from: number): number {
    let node = this.#leaves + from;
    if (from >= this.#leaves) return -1;
    // Up and to the right until a subtree holds an open place, then down its left side.
    while (this.#open[node] === 0) {
      while ((node & 1) === 1) {
        node >>= 1;
        if (node <= 1) return -1;
      }
      if (node <= 1) return -1;
      node++;
    }
    while (node < this.#leaves) {
      node *= 2;
      if (this.#open[node] === 0) node++;
    }
    return node - this.#leaves;
  }

  #change(slot: number, by: number): void {
    for (let node = this.#leaves + slot; node >= 1; node >>= 1) {
      this.#open[node] = (this.#open[node] as number) + by;
    }
  }
}

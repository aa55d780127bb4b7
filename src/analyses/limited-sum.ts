// Adds up what several spans can save. Spans under one limit share it: together they save no more
// than it allows.

export class LimitedSum {
  #freeNs = 0;
  /** By what sets the limit; most sums never meet one. */
  #limited: Map<number, { ns: number; readonly limitNs: number }> | undefined;

  /** Adds `ns` under the limit that `limiter` sets; -1 means no limit. */
  add(ns: number, limiter: number, limitNs: number): void {
    if (limiter < 0) {
      this.#freeNs += ns;
      return;
    }
    this.#limited ??= new Map();
    const known = this.#limited.get(limiter);
    if (known) known.ns += ns;
    else this.#limited.set(limiter, { ns, limitNs });
  }

  total(): number {
    let total = this.#freeNs;
    for (const { ns, limitNs } of this.#limited?.values() ?? []) total += Math.min(ns, limitNs);
    return total;
  }
}

// What an empty statement costs: BEGIN and `SELECT 1` do nothing, so any statement costs as much.

import type { SkippedCall } from './call.ts';

/** The shortest empty round trip seen, by unit and product. */
export class RoundTrips {
  readonly #shortest = new Map<string, number>();

  constructor(skipped: readonly SkippedCall[]) {
    for (const { unit, reason, product, startNs, endNs } of skipped) {
      if (reason !== 'begin' && reason !== 'ping') continue;
      const durationNs = endNs - startNs;
      if (durationNs <= 0) continue;
      const known = this.shortestNs(unit, product) ?? Number.POSITIVE_INFINITY;
      if (durationNs < known) this.#shortest.set(`${unit} ${product}`, durationNs);
    }
  }

  shortestNs(unit: number, product: string): number | undefined {
    return this.#shortest.get(`${unit} ${product}`);
  }
}

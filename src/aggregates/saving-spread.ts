// What fixing one finding would save, over the traces that have it: the typical trace beside the
// worst one.

import { QuantileSketch } from './quantile-sketch.ts';

/** A saving, from what is sure to what is possible, nanoseconds. */
export interface Saving {
  readonly low: number;
  readonly high: number;
}

/** Percentiles over traces, of the lower and of the upper end each by itself. */
export interface SavingSpread {
  readonly p50: Saving;
  readonly p95: Saving;
}

export const NO_SAVING_SPREAD: SavingSpread = {
  p50: { low: 0, high: 0 },
  p95: { low: 0, high: 0 },
};

export class SavingSpreads {
  readonly #low = new QuantileSketch();
  readonly #high = new QuantileSketch();

  add({ low, high }: Saving): void {
    this.#low.add(Math.round(low));
    this.#high.add(Math.round(high));
  }

  /** `unweighed` traces more have the finding but nothing to save. */
  result(unweighed: number): SavingSpread {
    const [lowP50 = 0, lowP95 = 0] = this.#low.percentiles([0.5, 0.95], unweighed);
    const [highP50 = 0, highP95 = 0] = this.#high.percentiles([0.5, 0.95], unweighed);
    return { p50: { low: lowP50, high: highP50 }, p95: { low: lowP95, high: highP95 } };
  }
}

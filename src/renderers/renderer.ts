// What a renderer is: a pure function from a report to text, handed out in pieces so that a long
// one never has to exist as one string.

import type { Report } from '../reports/report.ts';

export interface RenderOptions {
  /** Width to fill, in columns. */
  readonly columns: number;
  /** False for terminals and pipes that cannot show more than ASCII. */
  readonly unicode: boolean;
  /** chalk's levels: 0 none, 1 sixteen colours, 2 256, 3 true colour. */
  readonly colorLevel: 0 | 1 | 2 | 3;
}

/** Yields pieces that end in a newline. */
export type Renderer = (report: Report, options: RenderOptions) => Iterable<string>;

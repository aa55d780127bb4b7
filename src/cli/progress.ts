// A line on stderr while something takes longer than a second, and only for people: a timer covers
// the waiting, and `update` the stretches in which no timer can fire.

import type { Io } from '../io.ts';

const SILENT_MS = 1000;
const EVERY_MS = 250;

/** `text` is asked for whenever a line is drawn. Call `update` as often as you like, `done` once. */
export class Progress {
  readonly #startMs: number;
  readonly #timer: NodeJS.Timeout | undefined;
  #shownMs = 0;
  #width = 0;

  constructor(
    readonly io: Io,
    readonly text: () => string,
    enabled: boolean,
  ) {
    this.#startMs = io.now();
    if (!enabled || !io.stderrIsTTY) return;
    this.#timer = setInterval(() => this.update(), EVERY_MS);
    this.#timer.unref();
  }

  update(): void {
    if (this.#timer === undefined) return;
    const nowMs = this.io.now();
    if (nowMs - this.#startMs < SILENT_MS || nowMs - this.#shownMs < EVERY_MS) return;
    this.#shownMs = nowMs;
    const line = this.text();
    this.io.err(`\r${line}${' '.repeat(Math.max(0, this.#width - line.length))}`);
    this.#width = line.length;
  }

  /** Clears the line. */
  done(): void {
    clearInterval(this.#timer);
    if (this.#width > 0) this.io.err(`\r${' '.repeat(this.#width)}\r`);
    this.#width = 0;
  }
}

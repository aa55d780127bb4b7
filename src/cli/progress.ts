// A line on stderr while something takes longer than a second, and only for people.

import type { Io } from '../io.ts';

const SILENT_MS = 1000;
const EVERY_MS = 200;

/** Call `update` as often as you like and `done` once. */
export class Progress {
  readonly #startMs: number;
  #shownMs = 0;
  #width = 0;

  constructor(
    readonly io: Io,
    readonly enabled: boolean,
  ) {
    this.#startMs = io.now();
  }

  update(text: () => string): void {
    if (!this.enabled || !this.io.stderrIsTTY) return;
    const nowMs = this.io.now();
    if (nowMs - this.#startMs < SILENT_MS || nowMs - this.#shownMs < EVERY_MS) return;
    this.#shownMs = nowMs;
    const line = text();
    this.io.err(`\r${line}${' '.repeat(Math.max(0, this.#width - line.length))}`);
    this.#width = line.length;
  }

  done(): void {
    if (this.#width > 0) this.io.err(`\r${' '.repeat(this.#width)}\r`);
    this.#width = 0;
  }
}

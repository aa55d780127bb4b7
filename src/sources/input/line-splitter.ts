// Cuts JSON lines at their line ends. Unlike brackets, a line end is found again behind a damaged
// line (a collector that was killed while writing), so only that line is lost.

import { ByteWindow } from './byte-window.ts';
import { isSpace } from './json-brackets.ts';
import type { JsonPieces } from './json-pieces.ts';

const LINE_FEED = 0x0a;

/** Feed with `push`, finish with `end`; blank lines are stepped over. */
export class LineSplitter {
  /** Lines end, so nothing that they hold breaks the input as a whole. */
  readonly broken = undefined;
  readonly #pieces: JsonPieces;
  readonly #window = new ByteWindow();

  constructor(pieces: JsonPieces) {
    this.#pieces = pieces;
  }

  push(chunk: Uint8Array): void {
    const window = this.#window;
    window.append(chunk);
    if (!window.skipByteOrderMark()) return;
    while (true) {
      const lineEnd = window.bytes.subarray(0, window.length).indexOf(LINE_FEED, window.at);
      // What was searched is not searched again when the line goes on.
      window.at = lineEnd < 0 ? window.length : lineEnd;
      if (lineEnd < 0) return;
      this.#line();
      window.at = lineEnd + 1;
      window.keep = window.at;
    }
  }

  /** The last line, which may lack its line end. */
  end(): void {
    this.#window.at = this.#window.length;
    this.#line();
    this.#window.keep = this.#window.length;
  }

  #line(): void {
    const { bytes, keep, at, base } = this.#window;
    let start = keep;
    let end = at;
    while (start < end && isSpace(bytes[start] as number)) start++;
    while (end > start && isSpace(bytes[end - 1] as number)) end--;
    if (start < end) this.#pieces.document({ bytes, start, end, offset: base + start });
  }
}

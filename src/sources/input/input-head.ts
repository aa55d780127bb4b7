// Collects the beginning of an input until its format can be told: some kilobytes, or the whole
// first line where everything hangs on what follows it.

import type { DocumentHead } from '../formats/format.ts';
import { detectFormat } from '../formats/index.ts';
import { documentStart, HEAD_BYTES, sniffHead } from './document-head.ts';
import { isSpace } from './json-brackets.ts';

/** A longer first line is taken for a document: export requests are smaller. */
const LONGEST_LINE = 8 * 1024 * 1024;
const LINE_FEED = 0x0a;

export class InputHead {
  readonly #chunks: Uint8Array[] = [];
  #length = 0;
  #hasFirstLine = false;
  #sniffed: DocumentHead | undefined;

  /** A format that is known need not be told from what stands on further lines. */
  constructor(readonly isFormatKnown: boolean) {}

  /** Takes in a chunk, which is copied; true when that is enough. */
  add(chunk: Uint8Array): boolean {
    const before = this.#length;
    this.#chunks.push(chunk.slice());
    this.#length += chunk.length;
    this.#sniffed = undefined;
    if (this.#length < HEAD_BYTES) return false;
    if (before >= HEAD_BYTES) return this.#goesOn(chunk) || this.#length >= LONGEST_LINE;
    const bytes = this.bytes();
    return this.#goesOn(bytes.subarray(documentStart(bytes))) || !this.#dependsOnLines(bytes);
  }

  /** Everything taken in so far. */
  bytes(): Buffer {
    return Buffer.concat(this.#chunks);
  }

  /** What `bytes()` tell; looked at once. */
  sniff(bytes: Buffer): DocumentHead {
    this.#sniffed ??= sniffHead(bytes);
    return this.#sniffed;
  }

  #dependsOnLines(bytes: Buffer): boolean {
    if (this.isFormatKnown) return false;
    const head = this.sniff(bytes);
    return detectFormat(head) !== detectFormat({ ...head, lines: true });
  }

  // True once something stands behind the first line.
  #goesOn(bytes: Uint8Array): boolean {
    let rest = bytes;
    if (!this.#hasFirstLine) {
      const lineEnd = bytes.indexOf(LINE_FEED);
      if (lineEnd < 0) return false;
      this.#hasFirstLine = true;
      rest = bytes.subarray(lineEnd + 1);
    }
    return rest.some((byte) => !isSpace(byte));
  }
}

// The start of a body, kept while it is read, for the diagnosis of what turns out to be no traces.
// Servers and proxies send it in pieces of any size, single bytes included.

import { DIAGNOSIS_BYTES } from './http/answer-facts.ts';

export class AnswerStart {
  readonly #bytes = new Uint8Array(DIAGNOSIS_BYTES);
  #length = 0;

  get isFull(): boolean {
    return this.#length === this.#bytes.length;
  }

  /** Keeps of `piece` what there is room for. */
  add(piece: Uint8Array): void {
    if (this.isFull) return;
    const kept = piece.subarray(0, this.#bytes.length - this.#length);
    this.#bytes.set(kept, this.#length);
    this.#length += kept.length;
  }

  text(): string {
    return new TextDecoder().decode(this.#bytes.subarray(0, this.#length));
  }
}

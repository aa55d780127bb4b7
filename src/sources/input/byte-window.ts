// The part of an input that is still needed, in one growable buffer: bytes arrive at the end, are
// looked at once, and are dropped from the front in one move when room is needed.

/** `bytes[keep, length)` is held; `at` is the next byte to look at. */
export class ByteWindow {
  bytes = Buffer.alloc(64 * 1024);
  length = 0;
  keep = 0;
  at = 0;
  /** Offset in the input of `bytes[0]`. */
  base = 0;

  /** Adds a chunk; indices into `bytes` other than `keep` and `at` are void afterwards. */
  append(chunk: Uint8Array): void {
    if (this.length + chunk.length > this.bytes.length) this.#makeRoom(chunk.length);
    this.bytes.set(chunk, this.length);
    this.length += chunk.length;
  }

  #makeRoom(extra: number): void {
    const needed = this.length - this.keep + extra;
    const size = this.bytes.length;
    // A buffer that stays more than half full would be moved again and again: double it.
    const isTight = needed * 2 > size;
    const target = isTight ? Buffer.alloc(Math.max(needed, size) * 2) : this.bytes;
    this.bytes.copy(target, 0, this.keep, this.length);
    this.bytes = target;
    this.base += this.keep;
    this.at -= this.keep;
    this.length -= this.keep;
    this.keep = 0;
  }

  /** Steps over a UTF-8 byte order mark; false while the first bytes could still become one. */
  skipByteOrderMark(): boolean {
    if (this.base + this.at > 0) return true;
    for (const [index, byte] of [0xef, 0xbb, 0xbf].entries()) {
      if (index === this.length) return false;
      if (this.bytes[index] !== byte) return true;
    }
    this.at = 3;
    this.keep = 3;
    return true;
  }
}

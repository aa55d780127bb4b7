// What the first kilobytes of a document tell about its format: how it begins, which keys it has
// and whether it is one object a line. Reads as far as the bytes go; they may stop anywhere.

import type { DocumentHead } from '../formats/format.ts';
import {
  CLOSE_OBJECT,
  COLON,
  isOpening,
  isSpace,
  JsonBrackets,
  OPEN_OBJECT,
  QUOTE,
} from './json-brackets.ts';

/** Enough to get past a long list of processes or resource attributes. */
export const HEAD_BYTES = 64 * 1024;

const BACKSLASH = 0x5c;
const LINE_FEED = 0x0a;
const BRACKET_BIT = 0x20;
const MOST_KEYS = 100;
/** Keys are looked at down to here. */
const DEEPEST_LEVEL = 2;

/** Reads the head of a document from the first bytes of an input. */
export function sniffHead(bytes: Buffer): DocumentHead {
  const start = documentStart(bytes);
  const c = bytes[start];
  const first = c === undefined ? '' : String.fromCharCode(c);
  if (c === undefined || !isOpening(c)) return { first, keys: [], innerKeys: [], lines: false };
  const walk = new KeyWalk(bytes, start);
  walk.run();
  const lines = walk.end > 0 && isLineOfLines(bytes, start, walk.end);
  return { first, keys: walk.keys(1), innerKeys: walk.keys(2), lines };
}

/** The index of the first byte that is neither white space nor a byte order mark. */
export function documentStart(bytes: Buffer): number {
  let at = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  while (at < bytes.length && isSpace(bytes[at] as number)) at++;
  return at;
}

// The document stood on one line, and the next line begins with another object.
function isLineOfLines(bytes: Buffer, start: number, end: number): boolean {
  if (bytes[start] !== OPEN_OBJECT || bytes.subarray(start, end).includes(LINE_FEED)) return false;
  let at = end;
  let sawLineEnd = false;
  while (at < bytes.length && isSpace(bytes[at] as number)) {
    if (bytes[at] === LINE_FEED) sawLineEnd = true;
    at++;
  }
  return sawLineEnd && bytes[at] === OPEN_OBJECT;
}

// Keys of objects at the two upper levels; lists in between do not count as levels, so
// `{"data":[{…}]}` has the trace's keys at level 2.
class KeyWalk {
  /** Behind the document, or -1 when the bytes stop inside it. */
  end = -1;
  readonly #keys: readonly Set<string>[] = [new Set(), new Set(), new Set()];
  #at: number;
  #depth = 0;
  #objects = 0;

  constructor(
    readonly bytes: Buffer,
    start: number,
  ) {
    this.#at = start;
  }

  keys(level: number): string[] {
    return [...(this.#keys[level] ?? [])];
  }

  run(): void {
    while (this.#at < this.bytes.length) {
      const c = this.bytes[this.#at] as number;
      if (c === QUOTE) {
        this.#string();
        continue;
      }
      if (c === OPEN_OBJECT && this.#objects === DEEPEST_LEVEL) {
        this.#skip();
        continue;
      }
      this.#at++;
      if (isOpening(c)) {
        this.#depth++;
        if (c === OPEN_OBJECT) this.#objects++;
      } else if ((c | BRACKET_BIT) === CLOSE_OBJECT) {
        if (c === CLOSE_OBJECT) this.#objects--;
        if (--this.#depth === 0) {
          this.end = this.#at;
          return;
        }
      }
    }
  }

  // Below the upper levels no key matters, and nearly all bytes are there.
  #skip(): void {
    this.#at = new JsonBrackets().scan(this.bytes, this.#at, this.bytes.length);
  }

  #string(): void {
    const { bytes } = this;
    const start = this.#at + 1;
    let end = start;
    while (end < bytes.length && bytes[end] !== QUOTE) end += bytes[end] === BACKSLASH ? 2 : 1;
    let at = end + 1;
    while (at < bytes.length && isSpace(bytes[at] as number)) at++;
    const keys = this.#keys[this.#objects];
    if (bytes[at] === COLON && keys && keys.size < MOST_KEYS) {
      keys.add(bytes.toString('utf8', start, Math.min(end, start + 100)));
    }
    this.#at = Math.min(end + 1, bytes.length);
  }
}

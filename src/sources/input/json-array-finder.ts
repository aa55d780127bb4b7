// Finds the array that holds the traces in a document's object: a key at depth 1 (`data`), or one
// in an object at depth 1 (`result.resourceSpans`), in any order of keys, never by the look of a
// string that only contains the words.

import type { ByteWindow } from './byte-window.ts';
import {
  CLOSE_ARRAY,
  CLOSE_OBJECT,
  COLON,
  COMMA,
  isOpening,
  type JsonBrackets,
  OPEN_ARRAY,
  QUOTE,
} from './json-brackets.ts';

interface ArrayPath {
  readonly text: string;
  readonly outer: Buffer;
  readonly inner: Buffer | undefined;
}

export type Finding = 'more' | 'array' | 'closed' | 'wrong';

/** Reads from behind the document's `{` until an array is found or the object closes. */
export class JsonArrayFinder {
  readonly #paths: readonly ArrayPath[];
  /** Open objects around the place looked at: 1 or 2. */
  level = 1;
  /** Once an array is found. */
  path = '';
  /** The last string, relative to the document's start, and whether a colon made it a key. */
  #stringStart = -1;
  #stringEnd = -1;
  #isKey = false;
  #outerKey: Buffer | undefined;

  constructor(paths: readonly string[]) {
    this.#paths = paths
      .filter((text) => text !== '')
      .map((text) => {
        const [outer = '', inner] = text.split('.');
        const innerKey = inner === undefined ? undefined : Buffer.from(inner);
        return { text, outer: Buffer.from(outer), inner: innerKey };
      });
  }

  restart(): void {
    this.level = 1;
    this.#isKey = false;
    this.#outerKey = undefined;
  }

  /** Goes on to the next thing that matters; the document starts at `window.keep`. */
  step(window: ByteWindow, brackets: JsonBrackets): Finding {
    if (brackets.open) return this.#skip(window, brackets);
    const c = window.bytes[window.at] as number;
    if (c === QUOTE) {
      this.#stringStart = window.at - window.keep;
      return this.#skip(window, brackets);
    }
    if (isOpening(c)) return this.#open(c, window, brackets);
    if (c === CLOSE_ARRAY) return 'wrong';
    window.at++;
    if (c === COLON) this.#isKey = true;
    else if (c === COMMA) this.#isKey = false;
    else if (c === CLOSE_OBJECT) return this.#close();
    return 'more';
  }

  #skip(window: ByteWindow, brackets: JsonBrackets): Finding {
    window.at = brackets.scan(window.bytes, window.at, window.length);
    this.#stringEnd = brackets.open ? -1 : window.at - window.keep;
    return 'more';
  }

  #open(c: number, window: ByteWindow, brackets: JsonBrackets): Finding {
    const found = this.#pathAt(c === OPEN_ARRAY, this.#key(window));
    this.#stringStart = -1;
    if (!found) return this.#skip(window, brackets);
    window.at++;
    if (c === OPEN_ARRAY) {
      this.path = found.text;
      return 'array';
    }
    this.level = 2;
    this.#isKey = false;
    this.#outerKey = found.outer;
    return 'more';
  }

  /** The key of the value that starts here. */
  #key(window: ByteWindow): Buffer | undefined {
    if (!this.#isKey || this.#stringStart < 0 || this.#stringEnd < 0) return undefined;
    const { bytes, keep } = window;
    return bytes.subarray(keep + this.#stringStart + 1, keep + this.#stringEnd - 1);
  }

  // The path that ends in this array, or goes on in this object.
  #pathAt(isArray: boolean, key: Buffer | undefined): ArrayPath | undefined {
    if (!key) return undefined;
    return this.#paths.find(({ outer, inner }) => {
      if (this.level === 1) return outer.equals(key) && (inner === undefined) === isArray;
      return isArray && inner?.equals(key) && this.#outerKey?.equals(outer);
    });
  }

  #close(): Finding {
    this.#isKey = false;
    this.#outerKey = undefined;
    this.level--;
    return this.level === 0 ? 'closed' : 'more';
  }
}

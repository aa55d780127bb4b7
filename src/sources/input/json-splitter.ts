// Cuts a stream of JSON bytes into the pieces worth parsing: the elements of one array (`data`,
// `resourceSpans`, …), each as soon as its last byte is there. Memory is the largest piece, not
// the file. No byte is looked at twice, and everything that is handed out or stepped over is
// parsed by somebody, so a broken document is never taken for a whole one.

import { ByteWindow } from './byte-window.ts';
import { JsonArrayFinder } from './json-array-finder.ts';
import {
  CLOSE_ARRAY,
  CLOSE_OBJECT,
  COLON,
  COMMA,
  isOpening,
  isSpace,
  JsonBrackets,
  OPEN_ARRAY,
  OPEN_OBJECT,
  QUOTE,
} from './json-brackets.ts';
import type { JsonBreak, JsonPiece, JsonPieces } from './json-pieces.ts';
import { describeByte, JsonSliceError, parseJsonSlice } from './json-slice.ts';

/** `between` documents, before the array, in it, behind it, or in a document that has none. */
type State = 'between' | 'keys' | 'array' | 'tail' | 'whole';

/**
 * Feed with `push`, finish with `end`. `paths` name the arrays: a key at depth 1 (`data`), one in
 * an object at depth 1 (`result.resourceSpans`), or '' for a bare top-level array. Documents may
 * follow each other, with or without line ends between them.
 */
export class JsonSplitter {
  /** Set once the input is unusable; what follows is ignored. */
  broken: JsonBreak | undefined;

  readonly #pieces: JsonPieces;
  readonly #window = new ByteWindow();
  readonly #brackets = new JsonBrackets();
  #state: State = 'between';

  readonly #finder: JsonArrayFinder;
  readonly #takesBareArray: boolean;
  /** The array being read: its path, the open objects around it, and how far we are. */
  #path = '';
  #level = 0;
  #index = 0;
  #expect: 'first' | 'element' | 'comma' = 'first';
  #inElement = false;

  constructor(paths: readonly string[], pieces: JsonPieces) {
    this.#finder = new JsonArrayFinder(paths);
    this.#takesBareArray = paths.includes('');
    this.#pieces = pieces;
  }

  push(chunk: Uint8Array): void {
    const window = this.#window;
    if (this.broken) return;
    window.append(chunk);
    if (!window.skipByteOrderMark()) return;
    while (window.at < window.length && !this.broken) this.#step();
  }

  /** Call once at the end of the input; sets `broken` when it ended inside a document. */
  end(): void {
    const { at, base, length } = this.#window;
    if (this.broken || (this.#state === 'between' && at === length)) return;
    this.broken = { kind: 'cut-off', offset: base + length, found: 'end' };
  }

  #step(): void {
    if (this.#state === 'between') this.#between();
    else if (this.#state === 'keys') this.#keys();
    else if (this.#state === 'array') this.#array();
    else if (this.#scanValue()) {
      if (this.#state === 'tail') this.#endTail();
      else this.#endDocument();
    }
  }

  #between(): void {
    const window = this.#window;
    const c = window.bytes[window.at] as number;
    window.keep = window.at;
    if (isSpace(c)) {
      window.keep = ++window.at;
    } else if (c === OPEN_OBJECT) {
      window.at++;
      this.#state = 'keys';
      this.#finder.restart();
    } else if (c === OPEN_ARRAY && this.#takesBareArray) {
      window.at++;
      this.#openArray('', 0);
    } else if (c === OPEN_ARRAY) {
      this.#state = 'whole';
    } else {
      this.#fail(window.at);
    }
  }

  #keys(): void {
    const finding = this.#finder.step(this.#window, this.#brackets);
    if (finding === 'array') this.#startArray(this.#finder.path, this.#finder.level);
    else if (finding === 'closed') this.#endDocument();
    else if (finding === 'wrong') this.#fail(this.#window.at);
  }

  // What stands before the array, closed as if the array were empty, is the document's head.
  #startArray(path: string, level: number): void {
    const window = this.#window;
    const head = window.bytes.subarray(window.keep, window.at);
    const closing = Buffer.from(`]${'}'.repeat(level)}`);
    this.#parseFields(Buffer.concat([head, closing]), 0);
    this.#openArray(path, level);
  }

  #openArray(path: string, level: number): void {
    this.#state = 'array';
    this.#path = path;
    this.#level = level;
    this.#index = 0;
    this.#expect = 'first';
    this.#window.keep = this.#window.at;
  }

  #array(): void {
    const window = this.#window;
    if (this.#inElement) {
      this.#element();
      return;
    }
    const c = window.bytes[window.at] as number;
    window.keep = window.at;
    if (isSpace(c)) {
      window.at++;
    } else if (c === COMMA && this.#expect === 'comma') {
      window.at++;
      this.#expect = 'element';
    } else if (c === CLOSE_ARRAY && this.#expect !== 'element') {
      window.keep = ++window.at;
      this.#brackets.depth = this.#level;
      this.#state = this.#level === 0 ? 'between' : 'tail';
    } else if (this.#expect === 'comma' || isPunctuation(c)) {
      this.#fail(window.at);
    } else {
      this.#inElement = true;
      this.#element();
    }
  }

  #element(): void {
    const window = this.#window;
    const first = window.bytes[window.keep] as number;
    const isComplete = first === QUOTE || isOpening(first) ? this.#scanValue() : this.#scanScalar();
    if (!isComplete) return;
    this.#inElement = false;
    this.#expect = 'comma';
    const piece = this.#piece();
    window.keep = window.at;
    this.#pieces.element(piece, this.#path, this.#index++);
  }

  #endTail(): void {
    const window = this.#window;
    const opening = Buffer.from(this.#level === 1 ? '{"":[]' : '{"":{"":[]');
    const tail = window.bytes.subarray(window.keep, window.at);
    this.#parseFields(Buffer.concat([opening, tail]), opening.length);
    this.#state = 'between';
    window.keep = window.at;
  }

  /** `text` is the kept bytes with something behind them, or `shift` bytes before them. */
  #parseFields(text: Buffer, shift: number): void {
    try {
      const fields = parseJsonSlice(text, 0, text.length) as Record<string, unknown>;
      if (shift > 0 && this.#repeatsArray(fields)) this.#fail(this.#window.keep);
      else this.#pieces.fields(fields);
    } catch (error) {
      if (!(error instanceof JsonSliceError)) throw error;
      this.#fail(Math.min(this.#window.keep + error.at - shift, this.#window.at));
    }
  }

  // The array's key a second time: readers differ in which one they take, so neither is.
  #repeatsArray(fields: Record<string, unknown>): boolean {
    const [outer = '', inner] = this.#path.split('.');
    if (inner === undefined || Object.hasOwn(fields, outer)) return Object.hasOwn(fields, outer);
    return Object.hasOwn(fields[''] as object, inner);
  }

  #endDocument(): void {
    const piece = this.#piece();
    this.#state = 'between';
    this.#window.keep = this.#window.at;
    this.#pieces.document(piece);
  }

  /** The kept bytes up to here. */
  #piece(): JsonPiece {
    const { bytes, keep, at, base } = this.#window;
    return { bytes, start: keep, end: at, offset: base + keep };
  }

  /** Steps over a string or bracketed value; true once it is complete. */
  #scanValue(): boolean {
    const window = this.#window;
    window.at = this.#brackets.scan(window.bytes, window.at, window.length);
    return !this.#brackets.open;
  }

  // Numbers, literals and rubbish: up to the next delimiter; parsing decides.
  #scanScalar(): boolean {
    const window = this.#window;
    while (window.at < window.length) {
      const c = window.bytes[window.at] as number;
      if (c === COMMA || c === CLOSE_ARRAY || isSpace(c)) return true;
      window.at++;
    }
    return false;
  }

  #fail(at: number): void {
    const { bytes, base, length } = this.#window;
    this.broken = { kind: 'syntax', offset: base + at, found: describeByte(bytes, at, length) };
  }
}

function isPunctuation(c: number): boolean {
  return c === COLON || c === COMMA || c === CLOSE_OBJECT || c === CLOSE_ARRAY;
}

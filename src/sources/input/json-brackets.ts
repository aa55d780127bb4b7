// Steps over one JSON value by counting brackets, across any number of chunks. Two tight loops, one
// inside strings and one outside; what the value says is for a parser to judge.

export const QUOTE = 0x22;
export const COMMA = 0x2c;
export const COLON = 0x3a;
export const OPEN_OBJECT = 0x7b;
export const CLOSE_OBJECT = 0x7d;
export const OPEN_ARRAY = 0x5b;
export const CLOSE_ARRAY = 0x5d;
const BACKSLASH = 0x5c;

// `{` and `[` differ only in this bit, and so do `}` and `]`.
const BRACKET_BIT = 0x20;

const BLOCK_BYTES = 2048;

export function isOpening(c: number): boolean {
  return (c | BRACKET_BIT) === OPEN_OBJECT;
}

export function isSpace(c: number): boolean {
  return c === 0x20 || c === 0x0a || c === 0x0d || c === 0x09;
}

/** Where in a value the scan is: set `depth` or `inString` to start inside one. */
export class JsonBrackets {
  depth = 0;
  inString = false;
  #escaped = false;

  /** True while the value is not complete. */
  get open(): boolean {
    return this.inString || this.depth > 0;
  }

  /**
   * Reads `bytes[at, end)` from a quote or an opening bracket, or from where it left off, and
   * returns the index behind the value, or `end` when it goes on (`open` tells which).
   */
  scan(bytes: Uint8Array, from: number, end: number): number {
    let at = from;
    // In blocks, because V8 optimises what is called often sooner and better than one long loop.
    do at = this.#scanBlock(bytes, at, Math.min(at + BLOCK_BYTES, end));
    while (this.open && at < end);
    return at;
  }

  #scanBlock(bytes: Uint8Array, from: number, end: number): number {
    let at = from;
    let { depth, inString } = this;
    if (this.#escaped) {
      this.#escaped = false;
      at++;
    }
    while (at < end) {
      if (!inString) {
        const c = bytes[at++] as number;
        // All brackets stand behind the capital letters: most bytes leave here.
        if (c !== QUOTE && c < OPEN_ARRAY) continue;
        if (c === QUOTE) inString = true;
        else if ((c | BRACKET_BIT) === OPEN_OBJECT) depth++;
        else if ((c | BRACKET_BIT) === CLOSE_OBJECT && --depth === 0) break;
      } else {
        let c = 0;
        while (at < end) {
          c = bytes[at++] as number;
          if (c === QUOTE) break;
          if (c === BACKSLASH && at++ === end) this.#escaped = true;
        }
        inString = c !== QUOTE;
        if (!inString && depth === 0) break;
      }
    }
    this.depth = depth;
    this.inString = inString;
    return Math.min(at, end);
  }
}

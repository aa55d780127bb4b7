// Where a text stops being JSON. JSON.parse says so in words that differ between engines and often
// without a place, so once it has refused a text this strict walk finds the byte. No recursion.

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const COMMA = 0x2c;
const COLON = 0x3a;

const LITERALS = ['true', 'false', 'null'];
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/**
 * The index of the first byte of `bytes[start, end)` that makes it invalid as one JSON value with
 * white space around it; `end` when the text stops too early; -1 when it is valid.
 */
export function findJsonError(bytes: Uint8Array, start: number, end: number): number {
  return new JsonWalk(bytes, start, end).run();
}

class JsonWalk {
  readonly #open: number[] = [];
  #at: number;

  constructor(
    readonly bytes: Uint8Array,
    start: number,
    readonly end: number,
  ) {
    this.#at = start;
  }

  run(): number {
    while (true) {
      const bad = this.#value();
      if (bad >= 0) return bad;
      if (this.#open.length === 0) break;
    }
    this.#space();
    return this.#at < this.end ? this.#at : -1;
  }

  // Consumes a scalar or an opening bracket, then whatever closes after it, up to where the next
  // value must start.
  #value(): number {
    this.#space();
    const c = this.#byte();
    if (c === OPEN_OBJECT || c === OPEN_ARRAY) {
      this.#at++;
      this.#open.push(c);
      this.#space();
      const empty = this.#byte() === (c === OPEN_OBJECT ? CLOSE_OBJECT : CLOSE_ARRAY);
      if (!empty) return c === OPEN_OBJECT ? this.#key() : -1;
    } else {
      const bad = c === QUOTE ? this.#string() : this.#scalar();
      if (bad >= 0) return bad;
    }
    return this.#after();
  }

  #after(): number {
    while (this.#open.length > 0) {
      this.#space();
      const container = this.#open[this.#open.length - 1];
      const c = this.#byte();
      if (c === COMMA) {
        this.#at++;
        return container === OPEN_OBJECT ? this.#key() : -1;
      }
      if (c !== (container === OPEN_OBJECT ? CLOSE_OBJECT : CLOSE_ARRAY)) return this.#at;
      this.#at++;
      this.#open.pop();
    }
    return -1;
  }

  #key(): number {
    this.#space();
    if (this.#byte() !== QUOTE) return this.#at;
    const bad = this.#string();
    if (bad >= 0) return bad;
    this.#space();
    if (this.#byte() !== COLON) return this.#at;
    this.#at++;
    return -1;
  }

  #string(): number {
    this.#at++;
    while (this.#at < this.end) {
      const c = this.bytes[this.#at] as number;
      if (c < 0x20) return this.#at;
      this.#at++;
      if (c === QUOTE) return -1;
      if (c === BACKSLASH && !this.#escape()) return Math.min(this.#at, this.end);
    }
    return this.end;
  }

  #escape(): boolean {
    const c = String.fromCharCode(this.#byte());
    if (!'"\\/bfnrtu'.includes(c)) return false;
    this.#at++;
    for (let i = 0; c === 'u' && i < 4; i++) {
      if (!/[0-9a-fA-F]/.test(String.fromCharCode(this.#byte()))) return false;
      this.#at++;
    }
    return true;
  }

  // Numbers and literals: read to the next delimiter, then judged as a whole.
  #scalar(): number {
    const from = this.#at;
    let text = '';
    while (this.#at < this.end && /[-+.\w]/.test(String.fromCharCode(this.#byte()))) {
      text += String.fromCharCode(this.#byte());
      this.#at++;
    }
    if (LITERALS.includes(text) || NUMBER.test(text)) return -1;
    const isCut = this.#at === this.end && LITERALS.some((literal) => literal.startsWith(text));
    return isCut ? this.end : from;
  }

  #space(): void {
    while (this.#at < this.end) {
      const c = this.bytes[this.#at];
      if (c !== 0x20 && c !== 0x0a && c !== 0x0d && c !== 0x09) return;
      this.#at++;
    }
  }

  // NaN at the end: equal to no byte, and printed as no character that a rule accepts.
  #byte(): number {
    return this.#at < this.end ? (this.bytes[this.#at] as number) : Number.NaN;
  }
}

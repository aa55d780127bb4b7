// Splits statement text into tokens, one at a time, in one pass. Total: any text is tokens, an
// unterminated quote or comment reaches the end and marks the text as truncated. Dialects differ
// only in where a literal or comment ends (sql-dialect.ts).

import {
  CLOSERS,
  classOf,
  DIGIT,
  DOLLAR_TAG,
  isExponent,
  isWordPart,
  LETTER,
  nameEnd,
  plainIdentifier,
  SYMBOLS_2,
  SYMBOLS_3,
  UUID,
} from './sql-characters.ts';
import { SqlComments } from './sql-comments.ts';
import type { SqlDialect } from './sql-dialect.ts';
import { NameGuesser } from './sql-name-guess.ts';
import { placeholderAt } from './sql-placeholders.ts';
import { closingQuote, closingText } from './sql-quotes.ts';

export const TOKEN_WORD = 1;
/** A literal written into the text. */
export const TOKEN_LITERAL = 2;
/** A placeholder for one value, written so that it cannot stand for more (`$1`, `%s`, `:id`). */
export const TOKEN_PLACEHOLDER = 3;
/** A bare `?`: one value, or whatever a sanitiser or driver put a `?` for. */
export const TOKEN_BARE = 4;
/** `:...ids`: a list of unknown length. */
export const TOKEN_LIST = 5;
/** Operator or punctuation. */
export const TOKEN_SYMBOL = 6;

/** A cursor over the tokens of `text`. */
export class SqlScanner {
  kind = 0;
  /** Lower-case word without quotes, or the symbol; empty for values. */
  text = '';
  /** Source range of the token; for a quoted literal the range inside the quotes. */
  from = 0;
  to = 0;
  /** True when the literal is quoted with dollar signs (a function body, often). */
  dollarQuoted = false;
  /** True when the literal came in quotes. */
  quoted = false;
  readonly comments: SqlComments;
  #at = 0;
  #open = false;
  readonly #guesser: NameGuesser | undefined;

  constructor(
    readonly source: string,
    private readonly dialect: SqlDialect,
    private readonly end = source.length,
  ) {
    this.comments = new SqlComments(source, dialect, end);
    this.#guesser = dialect.guessed ? new NameGuesser(source, end) : undefined;
  }

  /** A quote or comment that never ends. */
  get truncated(): boolean {
    return this.#open || this.comments.open;
  }

  /** Moves to the next token; false at the end. */
  next(): boolean {
    const at = this.comments.skip(this.#at);
    this.#at = at;
    if (at >= this.end) return false;
    this.#guesser?.see(this.text);
    this.from = at;
    this.text = '';
    this.quoted = false;
    this.dollarQuoted = false;
    const code = this.source.charCodeAt(at);
    const kind = classOf(code);
    if (kind === LETTER || kind === DIGIT) {
      if (this.#uuid(at, code)) return this.#value(TOKEN_LITERAL, at + 36);
      return kind === DIGIT ? this.#number() : this.#word();
    }
    return this.#mark(code);
  }

  #value(kind: number, to: number): boolean {
    this.kind = kind;
    this.to = this.#at = to;
    return true;
  }

  #symbol(length: number): boolean {
    this.kind = TOKEN_SYMBOL;
    this.text = this.source.slice(this.#at, this.#at + length);
    this.to = this.#at += length;
    return true;
  }

  #code(offset: number): number {
    const at = this.#at + offset;
    return at < this.end ? this.source.charCodeAt(at) : 0;
  }

  #uuid(at: number, code: number): boolean {
    if (code > 102 || this.source.charCodeAt(at + 8) !== 45 || at + 36 > this.end) return false;
    UUID.lastIndex = at;
    return UUID.test(this.source);
  }

  #number(): boolean {
    const { source, end } = this;
    let at = this.#at + 1;
    let exponent = false;
    for (; at < end; at++) {
      const code = source.charCodeAt(at);
      const kind = classOf(code);
      if (kind === DIGIT || code === 46) exponent = false;
      else if (kind === LETTER) exponent = code === 101 || code === 69;
      else if ((code === 43 || code === 45) && exponent && isExponent(source, this.from, at, end)) {
        exponent = false;
      } else break;
    }
    return this.#value(TOKEN_LITERAL, at);
  }

  #word(): boolean {
    const { source, end } = this;
    const from = this.#at;
    let at = from + 1;
    while (at < end && isWordPart(source, at, end)) at++;
    if (at < end && source.charCodeAt(at) === 39 && at - from <= 2) {
      const literal = this.#prefixedLiteral(source.slice(from, at).toLowerCase(), at);
      if (literal) return true;
    }
    // MySQL names the character set before a value: _utf8mb4'x'.
    if (at < end && source.charCodeAt(at) === 39 && source.charCodeAt(from) === 95) {
      return this.#quoted(at, 39, this.dialect.backslashEscapes);
    }
    const unicode = at - from === 1 && (source.charCodeAt(from) | 32) === 117;
    if (unicode && source.startsWith("&'", at) && at + 1 < end) {
      return this.#quoted(at + 1, 39, this.dialect.backslashEscapes);
    }
    this.kind = TOKEN_WORD;
    this.text = source.slice(from, at).toLowerCase();
    this.to = this.#at = at;
    return true;
  }

  // N'..', E'..', B'..', X'..', and Oracle's q'[..]'.
  #prefixedLiteral(prefix: string, quote: number): boolean {
    if (prefix === 'q' || prefix === 'nq') return this.#oracleQuoted(quote);
    if (!'nebx'.includes(prefix) || prefix.length !== 1) return false;
    return this.#quoted(quote, 39, prefix === 'e' || this.dialect.backslashEscapes);
  }

  #oracleQuoted(quote: number): boolean {
    if (this.dialect.backslashEscapes || quote + 1 >= this.end) return false;
    const open = this.source.charAt(quote + 1);
    return this.#content(Math.min(quote + 2, this.end), `${CLOSERS[open] ?? open}'`);
  }

  // A literal from `from` up to `closer`, or to the end.
  #content(from: number, closer: string): boolean {
    const close = closingText(this.source, from, this.end, closer);
    if (close < 0) this.#open = true;
    this.from = from;
    this.quoted = true;
    this.#value(TOKEN_LITERAL, close < 0 ? this.end : close + closer.length);
    this.to = close < 0 ? this.end : close;
    return true;
  }

  #quoted(open: number, quote: number, escapes: boolean): boolean {
    const to = this.#closing(open, quote, escapes);
    this.from = open + 1;
    this.quoted = true;
    this.#value(TOKEN_LITERAL, Math.min(to + 1, this.end));
    this.to = to;
    return true;
  }

  #closing(open: number, quote: number, escapes: boolean): number {
    const to = closingQuote(this.source, open, this.end, quote, escapes);
    if (to < 0) this.#open = true;
    return to < 0 ? this.end : to;
  }

  #identifier(quote: number): boolean {
    const open = this.#at;
    const to = this.#closing(open, quote, false);
    this.kind = TOKEN_WORD;
    this.text = plainIdentifier(this.source.slice(open + 1, to));
    this.to = this.#at = Math.min(to + 1, this.end);
    return true;
  }

  #mark(code: number): boolean {
    const next = this.#code(1);
    switch (code) {
      case 39: // '
        return this.#quoted(this.#at, 39, this.dialect.backslashEscapes);
      case 34: // "
        if (this.dialect.doubleQuotedValues || this.#guesser?.isValue(this.#at)) {
          return this.#quoted(this.#at, 34, true);
        }
        return this.#identifier(34);
      case 96: // `
        return this.#identifier(96);
      case 91: // [
        if (this.dialect.bracketIdentifiers || this.#guesser?.isBracketedName(this.#at)) {
          return this.#identifier(93);
        }
        return this.#symbol(1);
      case 36: // $
        return this.#dollarQuoted(next) || this.#placeholder() || this.#symbol(1);
      case 58: // :
        if (next === 58 || next === 61) return this.#symbol(2);
        if (this.dialect.labels) return this.#symbol(1);
        return this.#placeholder() || this.#symbol(1);
      case 64: // @
        return this.#systemVariable(next) || this.#placeholder() || this.#operator();
      case 63: // ?
      case 37: // %
      case 123: // {
        return this.#placeholder() || this.#symbol(1);
      case 46: // .
        if (classOf(next) === DIGIT && this.kind !== TOKEN_WORD) return this.#number();
        return this.#symbol(1);
      case 35: // #
        if (classOf(next) === LETTER || next === 35) return this.#word();
        return this.#operator();
      default:
        return this.#operator();
    }
  }

  #placeholder(): boolean {
    const found = placeholderAt(this.source, this.#at, this.end);
    if (!found) return false;
    const { kind, to } = found;
    if (kind === 'one') return this.#value(TOKEN_PLACEHOLDER, to);
    return this.#value(kind === 'bare' ? TOKEN_BARE : TOKEN_LIST, to);
  }

  #operator(): boolean {
    const at = this.#at;
    if (at + 3 <= this.end && SYMBOLS_3.has(this.source.slice(at, at + 3))) return this.#symbol(3);
    if (at + 2 <= this.end && SYMBOLS_2.has(this.source.slice(at, at + 2))) {
      return this.#symbol(this.#isParameter(at + 1) ? 1 : 2);
    }
    return this.#symbol(1);
  }

  // `id<@p0` compares with a parameter; `tags<@array[..]` and `x <@ y` contain.
  #isParameter(at: number): boolean {
    const { source, end } = this;
    if (source.charCodeAt(at) !== 64 || source.charCodeAt(at - 1) !== 60) return false;
    const to = nameEnd(source, at + 1, end);
    if (to === at + 1) return false;
    const after = to < end ? source.charCodeAt(to) : 0;
    return after !== 40 && after !== 91 && after !== 46;
  }

  #dollarQuoted(next: number): boolean {
    if (next !== 36 && classOf(next) !== LETTER) return false;
    DOLLAR_TAG.lastIndex = this.#at;
    const tag = DOLLAR_TAG.exec(this.source)?.[0];
    if (tag === undefined || this.#at + tag.length > this.end) return false;
    this.dollarQuoted = true;
    return this.#content(this.#at + tag.length, tag);
  }

  #systemVariable(next: number): boolean {
    if (next !== 64 || classOf(this.#code(2)) !== LETTER) return false;
    let to = this.#at + 3;
    while (to < this.end && isWordPart(this.source, to, this.end)) to++;
    this.kind = TOKEN_WORD;
    this.text = this.source.slice(this.#at, to).toLowerCase();
    this.to = this.#at = to;
    return true;
  }
}

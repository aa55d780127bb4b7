// Splits statement text into tokens, one at a time, in one pass. Total: any text is tokens, an
// unterminated quote or comment reaches the end and marks the text as truncated. Dialects differ
// only in where a literal or comment ends (sql-dialect.ts).

import {
  BLANK,
  BRACED_PARAMETER,
  CLOSERS,
  classOf,
  DIGIT,
  DOLLAR_TAG,
  digitsEnd,
  isExponent,
  isWordPart,
  LETTER,
  NAMED_PERCENT,
  nameEnd,
  plainIdentifier,
  SYMBOLS_2,
  SYMBOLS_3,
  UUID,
} from './sql-characters.ts';
import type { SqlDialect } from './sql-dialect.ts';

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
  truncated = false;
  /** Source ranges of comments that hold `='`, as sqlcommenter writes them: from, to pairs. */
  readonly comments: number[] = [];
  #at = 0;
  #pairAt = -1;

  constructor(
    readonly source: string,
    private readonly dialect: SqlDialect,
    private readonly end = source.length,
  ) {}

  /** Moves to the next token; false at the end. */
  next(): boolean {
    this.#skipBlanks();
    const at = this.#at;
    if (at >= this.end) return false;
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

  #skipBlanks(): void {
    const { source, end, dialect } = this;
    let at = this.#at;
    while (at < end) {
      const code = source.charCodeAt(at);
      if (code === 45 && source.charCodeAt(at + 1) === 45 && at + 1 < end) {
        const after = at + 2 < end ? classOf(source.charCodeAt(at + 2)) : BLANK;
        if (dialect.hashComments && after !== BLANK) break;
        at = this.#lineComment(at);
      } else if (code === 47 && source.charCodeAt(at + 1) === 42 && at + 1 < end) {
        at = this.#blockComment(at);
      } else if (code === 35 && dialect.hashComments) {
        at = this.#lineComment(at);
      } else if (classOf(code) === BLANK) at++;
      else break;
    }
    this.#at = at;
  }

  #lineComment(at: number): number {
    const newline = this.source.indexOf('\n', at);
    const to = newline < 0 || newline > this.end ? this.end : newline;
    this.#keepComment(at + 1, to);
    return to;
  }

  #blockComment(at: number): number {
    const { source, end } = this;
    let depth = 1;
    let i = at + 2;
    while (i < end && depth > 0) {
      const code = source.charCodeAt(i);
      const next = source.charCodeAt(i + 1);
      if (code === 42 && next === 47) {
        depth--;
        i += 2;
      } else if (code === 47 && next === 42) {
        depth++;
        i += 2;
      } else i++;
    }
    if (depth > 0) this.truncated = true;
    this.#keepComment(at + 2, Math.min(i, end));
    return Math.min(i, end);
  }

  #keepComment(from: number, to: number): void {
    if (this.#pairAt < from && this.#pairAt !== Infinity) {
      const found = this.source.indexOf("='", from);
      this.#pairAt = found < 0 ? Infinity : found;
    }
    if (this.#pairAt < to && this.comments.length < 16) this.comments.push(from, to);
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
    const close = this.source.indexOf(`${CLOSERS[open] ?? open}'`, quote + 2);
    const closed = close >= 0 && close + 2 <= this.end;
    if (!closed) this.truncated = true;
    this.from = Math.min(quote + 2, this.end);
    this.quoted = true;
    this.#value(TOKEN_LITERAL, closed ? close + 2 : this.end);
    this.to = closed ? close : this.end;
    return true;
  }

  #quoted(open: number, quote: number, escapes: boolean): boolean {
    const to = this.#closingQuote(open, quote, escapes);
    this.from = open + 1;
    this.quoted = true;
    this.#value(TOKEN_LITERAL, Math.min(to + 1, this.end));
    this.to = to;
    return true;
  }

  // Index of the closing quote; a doubled one belongs to the content.
  #closingQuote(open: number, quote: number, escapes: boolean): number {
    const { source, end } = this;
    for (let at = open + 1; at < end; at++) {
      const code = source.charCodeAt(at);
      if (code === 92 && escapes) at++;
      else if (code === quote) {
        if (source.charCodeAt(at + 1) !== quote || at + 1 >= end) return at;
        at++;
      }
    }
    this.truncated = true;
    return end;
  }

  #identifier(quote: number): boolean {
    const open = this.#at;
    const to = this.#closingQuote(open, quote, false);
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
        if (this.dialect.doubleQuotedValues) return this.#quoted(this.#at, 34, true);
        return this.#identifier(34);
      case 96: // `
        return this.#identifier(96);
      case 91: // [
        return this.dialect.bracketIdentifiers ? this.#identifier(93) : this.#symbol(1);
      case 63: // ?
        return this.#questionMark(next);
      case 36: // $
        return this.#dollar(next);
      case 58: // :
        return this.#colon(next);
      case 64: // @
        return this.#at_(next);
      case 37: // %
        return this.#percent(next);
      case 46: // .
        if (classOf(next) === DIGIT && this.kind !== TOKEN_WORD) return this.#number();
        return this.#symbol(1);
      case 35: // #
        if (classOf(next) === LETTER || next === 35) return this.#word();
        return this.#operator();
      case 123: // {
        BRACED_PARAMETER.lastIndex = this.#at;
        if (!BRACED_PARAMETER.test(this.source) || BRACED_PARAMETER.lastIndex > this.end) {
          return this.#symbol(1);
        }
        return this.#value(TOKEN_PLACEHOLDER, BRACED_PARAMETER.lastIndex);
      default:
        return this.#operator();
    }
  }

  #operator(): boolean {
    const at = this.#at;
    if (at + 3 <= this.end && SYMBOLS_3.has(this.source.slice(at, at + 3))) return this.#symbol(3);
    if (at + 2 <= this.end && SYMBOLS_2.has(this.source.slice(at, at + 2))) return this.#symbol(2);
    return this.#symbol(1);
  }

  #questionMark(next: number): boolean {
    if (next === 63) return this.#value(TOKEN_BARE, this.#at + 2);
    if (classOf(next) !== DIGIT) return this.#value(TOKEN_BARE, this.#at + 1);
    return this.#value(TOKEN_PLACEHOLDER, digitsEnd(this.source, this.#at + 1, this.end));
  }

  #dollar(next: number): boolean {
    const kind = classOf(next);
    if (kind === DIGIT)
      return this.#value(TOKEN_PLACEHOLDER, digitsEnd(this.source, this.#at + 1, this.end));
    if (next === 36 || kind === LETTER) {
      DOLLAR_TAG.lastIndex = this.#at;
      const tag = DOLLAR_TAG.exec(this.source)?.[0];
      if (tag !== undefined && this.#at + tag.length <= this.end) return this.#dollarQuoted(tag);
    }
    if (kind === LETTER)
      return this.#value(TOKEN_PLACEHOLDER, nameEnd(this.source, this.#at + 1, this.end));
    return this.#symbol(1);
  }

  #dollarQuoted(tag: string): boolean {
    const from = this.#at + tag.length;
    const close = this.source.indexOf(tag, from);
    const closed = close >= 0 && close + tag.length <= this.end;
    if (!closed) this.truncated = true;
    this.from = from;
    this.quoted = true;
    this.dollarQuoted = true;
    this.#value(TOKEN_LITERAL, closed ? close + tag.length : this.end);
    this.to = closed ? close : this.end;
    return true;
  }

  #colon(next: number): boolean {
    if (next === 58 || next === 61) return this.#symbol(2);
    const kind = classOf(next);
    if (kind === LETTER || kind === DIGIT) {
      return this.#value(TOKEN_PLACEHOLDER, nameEnd(this.source, this.#at + 1, this.end));
    }
    const spread = next === 46 && this.#code(2) === 46 && this.#code(3) === 46;
    if (spread && classOf(this.#code(4)) === LETTER) {
      return this.#value(TOKEN_LIST, nameEnd(this.source, this.#at + 4, this.end));
    }
    return this.#symbol(1);
  }

  #at_(next: number): boolean {
    if (next === 64 && classOf(this.#code(2)) === LETTER) {
      let to = this.#at + 3;
      while (to < this.end && isWordPart(this.source, to, this.end)) to++;
      this.kind = TOKEN_WORD;
      this.text = this.source.slice(this.#at, to).toLowerCase();
      this.to = this.#at = to;
      return true;
    }
    const kind = classOf(next);
    if (kind === LETTER || kind === DIGIT) {
      return this.#value(TOKEN_PLACEHOLDER, nameEnd(this.source, this.#at + 1, this.end));
    }
    return this.#operator();
  }

  #percent(next: number): boolean {
    if (next === 40) {
      NAMED_PERCENT.lastIndex = this.#at;
      const found = NAMED_PERCENT.test(this.source) && NAMED_PERCENT.lastIndex <= this.end;
      if (found) return this.#value(TOKEN_PLACEHOLDER, NAMED_PERCENT.lastIndex);
    }
    const single = next === 115 || next === 98 || next === 116 || next === 100;
    if (single && (classOf(this.#code(2)) & (LETTER | DIGIT)) === 0) {
      return this.#value(TOKEN_PLACEHOLDER, this.#at + 2);
    }
    return this.#symbol(1);
  }
}

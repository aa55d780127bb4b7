// Blanks and comments of statement text: skipped, except that sqlcommenter's pairs are noted.

import { BLANK, classOf } from './sql-characters.ts';
import type { SqlDialect } from './sql-dialect.ts';

const MAX_NOTED = 16;

export class SqlComments {
  /** Source ranges of comments that hold `='`: from, to pairs. */
  readonly ranges: number[] = [];
  /** A comment that never ends. */
  open = false;
  #pairAt = -1;

  constructor(
    private readonly source: string,
    private readonly dialect: SqlDialect,
    private readonly end: number,
  ) {}

  /** The first position from `from` on that is neither blank nor comment. */
  skip(from: number): number {
    const { source, end, dialect } = this;
    let at = from;
    while (at < end) {
      const code = source.charCodeAt(at);
      if (code === 45 && source.charCodeAt(at + 1) === 45 && at + 1 < end) {
        const after = at + 2 < end ? classOf(source.charCodeAt(at + 2)) : BLANK;
        if (dialect.hashComments && after !== BLANK) break;
        at = this.#line(at);
      } else if (code === 47 && source.charCodeAt(at + 1) === 42 && at + 1 < end) {
        at = this.#block(at);
      } else if (code === 35 && dialect.hashComments) at = this.#line(at);
      else if (classOf(code) === BLANK) at++;
      else break;
    }
    return at;
  }

  #line(at: number): number {
    const newline = this.source.indexOf('\n', at);
    const to = newline < 0 || newline > this.end ? this.end : newline;
    this.#note(at + 1, to);
    return to;
  }

  // They nest.
  #block(at: number): number {
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
    if (depth > 0) this.open = true;
    this.#note(at + 2, Math.min(i, end));
    return Math.min(i, end);
  }

  // Where the next pair is, is searched once however many comments come before it.
  #note(from: number, to: number): void {
    if (this.#pairAt < from && this.#pairAt !== Infinity) {
      const found = this.source.indexOf("='", from);
      this.#pairAt = found < 0 ? Infinity : found;
    }
    if (this.#pairAt < to && this.ranges.length < MAX_NOTED) this.ranges.push(from, to);
  }
}

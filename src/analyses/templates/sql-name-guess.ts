// Where the product is unknown, `"x"` is a name to most and a value to MySQL, and `[x]` is a name to
// SQL Server only. The place tells: values follow comparisons and stand in lists, names follow FROM
// and dots. In doubt what looks like no name is a value, so that it is not shown.

import { BLANK, classOf } from './sql-characters.ts';
import { KEYWORDS } from './sql-words.ts';

const BEFORE_VALUE = new Set('= <> != < > <= >= <=> == like ilike rlike regexp between'.split(' '));
const NAMES_FOLLOW = new Set(
  'select from join into update table as by on where and or distinct set using returning'.split(
    ' ',
  ),
);
const OPENS_VALUES = new Set(['in', 'values', 'value']);
const ENDS_VALUES = new Set([...NAMES_FOLLOW, 'order', 'group', 'having', 'limit']);
const NAMED_AFTER = new Set('. , ( = < > + -'.split(' '));
const PLAIN_NAME = /"[a-z_][\w$ ]{0,127}"/iy;
const BRACKETED_NAME = /\[[a-z_][\w$# -]{0,127}\]/iy;

export class NameGuesser {
  /** The token before the one to come, `` for values and at the start. */
  #before = '';
  /** Some `"x"` stood where only names do. */
  #namesSeen = false;
  #bracketsSeen = false;
  #inValues = false;

  constructor(
    private readonly source: string,
    private readonly end: number,
  ) {}

  /** Takes the token before the next one; `text` is empty for values. */
  see(text: string): void {
    this.#before = text;
    if (OPENS_VALUES.has(text)) this.#inValues = true;
    else if (this.#inValues && ENDS_VALUES.has(text)) this.#inValues = false;
  }

  /** True when the `"` at `open` starts a value. */
  isValue(open: number): boolean {
    const before = this.#before;
    const value = before !== '.' && !NAMES_FOLLOW.has(before) && this.#valueAt(open, before);
    if (!value) this.#namesSeen = true;
    return value;
  }

  #valueAt(open: number, before: string): boolean {
    PLAIN_NAME.lastIndex = open;
    const named = PLAIN_NAME.test(this.source);
    if (!named) return true;
    if (this.#isDotted(PLAIN_NAME.lastIndex) || this.#namesSeen) return false;
    return BEFORE_VALUE.has(before) || (this.#inValues && (before === '(' || before === ','));
  }

  #isDotted(from: number): boolean {
    let at = from;
    while (at < this.end && classOf(this.source.charCodeAt(at)) === BLANK) at++;
    return this.source.charCodeAt(at) === 46;
  }

  /** True when the `[` at `open` quotes a name: `select [id]`, but not `array[x]` or `in [a]`. */
  isBracketedName(open: number): boolean {
    const before = this.#before;
    // Once it is clear that brackets quote names, `[orders] [o]` is a name and its alias.
    const place = this.#bracketsSeen || NAMED_AFTER.has(before) || KEYWORDS.has(before);
    if (!place || before === 'in') return false;
    BRACKETED_NAME.lastIndex = open;
    const named = BRACKETED_NAME.test(this.source);
    if (named) this.#bracketsSeen = true;
    return named;
  }
}

// What a statement's words say about it: verb, write or read, its table, and where its LIMIT and
// OFFSET are. Fed by the reader with each word before it is folded into the output.

import {
  DUMMY_TABLES,
  KEYWORDS,
  ROW_VERBS,
  SESSION_FUNCTIONS,
  SESSION_VERBS,
  VOLATILE_FUNCTIONS,
  WRITE_VERBS,
} from './sql-words.ts';
import type { SlotZone } from './statement.ts';
import type { TokenFolder } from './token-folder.ts';

const READ_VERBS = new Set(['select', 'with', 'values', 'table', 'fetch']);
const BLOCK_WORDS = new Set(['begin', 'then', 'else', 'do']);

export class StatementFacts {
  verb = '';
  /** The name after EXEC, without schema. */
  called = '';
  write = false;
  volatile = false;
  hasFrom = false;
  table = '';
  tableHidden = false;
  hasLimit = false;
  hasOffset = false;
  limit: number | null = null;
  offset: number | null = null;
  limitSlots = 0;
  limitPlaceholders = 0;
  #words = 0;
  #locking = false;
  #foreignWord = false;
  #otherStatement = false;
  #expectTable = false;
  #tableOpen = false;
  #statementStart = true;
  #zone: 'none' | 'limit' | 'offset' = 'none';

  get read(): boolean {
    return READ_VERBS.has(this.verb) && !this.write && !this.#locking;
  }

  /** About the session or transaction only; `truncated` text may hide a FROM. */
  session(truncated: boolean): boolean {
    if (SESSION_VERBS.has(this.verb)) return !this.#otherStatement;
    const noTable = !this.hasFrom || DUMMY_TABLES.has(this.table);
    return this.verb === 'select' && noTable && !this.#foreignWord && !truncated;
  }

  /** True for the second word of `EXECUTE name(..)`: prepared statements are often numbered. */
  get namesProcedure(): boolean {
    return this.#words === 1 && this.verb.startsWith('exec');
  }

  word(word: string, folded: string, tokens: TokenFolder): void {
    const previous = tokens.last();
    this.#words++;
    if (this.#words === 1) this.verb = word;
    else if (this.#words === 2 || (previous === '.' && this.#words < 5)) this.called = word;
    this.#verbs(word, previous);
    this.#flags(word, previous);
    this.#zoneOf(word, previous);
    this.#tableOf(word, folded, tokens);
    this.#statementStart = BLOCK_WORDS.has(word) && this.#words > 1;
  }

  symbol(symbol: string, tokens: TokenFolder): void {
    const dotted = symbol === '.' && this.#tableOpen && this.table === tokens.last();
    if (dotted) this.table += '.';
    this.#expectTable = dotted;
    this.#tableOpen = false;
    if (symbol === ';') this.#statementStart = true;
    if (symbol === ',') this.#comma();
    else if (symbol !== '(' && symbol !== '-' && symbol !== '+') this.#zone = 'none';
    if (symbol === '(') this.#statementStart = false;
  }

  /** Takes note of a value and tells where it stands; `text` is the literal as written. */
  value(text: string | undefined): SlotZone {
    const hidden = this.#expectTable;
    this.#expectTable = false;
    this.#tableOpen = false;
    this.#statementStart = false;
    if (hidden) {
      this.tableHidden = true;
      return 'table';
    }
    if (this.#zone === 'none') return 'elsewhere';
    this.limitSlots++;
    if (text === undefined) this.limitPlaceholders++;
    const number = text === undefined || text.length > 15 ? Number.NaN : Number(text);
    const shown = Number.isSafeInteger(number) ? number : null;
    if (this.#zone === 'offset') {
      this.hasOffset = true;
      this.offset = shown;
    } else {
      this.hasLimit = true;
      this.limit = shown;
    }
    return this.#zone;
  }

  #verbs(word: string, previous: string): void {
    if (this.#words === 1 && WRITE_VERBS.has(word)) this.write = true;
    if (this.#statementStart && this.#words > 1 && !SESSION_VERBS.has(word)) {
      this.#otherStatement = true;
    }
    if (!ROW_VERBS.has(word)) return;
    const inWith = this.verb === 'with' && (previous === '(' || previous === ')');
    if (this.#statementStart || inWith) this.write = true;
  }

  #flags(word: string, previous: string): void {
    if (previous === 'for' && /^(?:update|share|key|no)$/.test(word)) this.#locking = true;
    if (word === 'updlock' || word === 'xlock') this.#locking = true;
    if (word === 'share' && previous === 'in') this.#locking = true;
    if (VOLATILE_FUNCTIONS.has(word) || (word === 'value' && previous === 'next')) {
      this.volatile = true;
    }
    const known = KEYWORDS.has(word) || SESSION_FUNCTIONS.has(word) || word.startsWith('@@');
    const named = previous === 'as' || previous === '.' || this.#expectTable;
    if (!named && !known) this.#foreignWord = true;
  }

  #zoneOf(word: string, previous: string): void {
    const top = word === 'top' && (previous === 'select' || previous === 'distinct');
    const fetch = (word === 'first' || word === 'next') && previous === 'fetch';
    if (word === 'limit' || top || fetch) this.#zone = 'limit';
    else if (word === 'offset') this.#zone = 'offset';
    else this.#zone = 'none';
  }

  // `LIMIT a, b`: what was read as the limit is the offset.
  #comma(): void {
    if (this.#zone !== 'limit' || !this.hasLimit) {
      this.#zone = 'none';
      return;
    }
    this.hasOffset = true;
    this.offset = this.limit;
    this.limit = null;
  }

  #tableOf(word: string, folded: string, tokens: TokenFolder): void {
    const expected = this.#expectTable;
    this.#expectTable = false;
    this.#tableOpen = false;
    if (word === 'from') {
      const operator = tokens.last() === 'distinct' && /^(?:is|not)$/.test(tokens.last(2));
      if (operator || (tokens.top && !tokens.top.select)) return;
      this.hasFrom = true;
      this.#expectTable = true;
    } else if (word === 'join' || word === 'into' || word === 'table') {
      this.#expectTable = true;
    } else if (word === 'update' && this.#statementStart) {
      this.#expectTable = true;
    } else if (expected && /^(?:only|if|not|exists|lateral|ignore)$/.test(word)) {
      this.#expectTable = true;
    } else if (expected) {
      if (this.table === '') this.table = folded;
      else if (this.table.endsWith('.')) this.table += folded;
      this.#tableOpen = true;
    }
    if (tokens.top && (word === 'select' || word === 'delete')) tokens.top.select = true;
  }
}

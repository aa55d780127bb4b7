// The output side of reading a statement: takes tokens one by one and shrinks what repeats. Lists
// of values, equal rows of VALUES and equal branches of a CASE become one; signs join their number.

import { CaseFolder, equalTokens } from './case-folder.ts';
import { KEYWORDS } from './sql-words.ts';

export const COMPARISONS: ReadonlySet<string> = new Set(
  '= < > <= >= <> != <=> == like ilike ~ ~* !~ ~~ @> <@ && regexp rlike'.split(' '),
);

const LIST_FUNCTIONS = new Set(['any', 'some', 'all', 'unnest']);

/** An open parenthesis or array bracket and what is in it so far. */
export interface Frame {
  /** Index of the parenthesis in the output. */
  readonly open: number;
  readonly kind: 'plain' | 'in' | 'any' | 'row';
  readonly closer: ')' | ']';
  /** The operator before the parenthesis, `` if none. */
  readonly operator: string;
  items: number;
  itemStart: number;
  firstItemEnd: number;
  /** Where the last item that was kept starts, -1 if none. */
  keptStart: number;
  /** Items left out because they equal the one before them. */
  repeated: number;
  /** The size of an array in it was counted. */
  sized: boolean;
  /** So far only values, separated by commas. */
  pure: boolean;
  /** A query of its own. */
  select: boolean;
  values: number;
  /** Holds a value whose number cannot be seen. */
  unknown: boolean;
}

export class TokenFolder {
  readonly out: string[] = [];
  readonly frames: Frame[] = [];
  /** Largest IN list. */
  inSize = 0;
  inSizeUnknown = false;
  /** Rows of VALUES lists. */
  rows = 0;
  /** Index of the opening parenthesis that was closed last. */
  lastOpen = -1;
  readonly #cases = new CaseFolder(this.out);
  #expectRow = false;
  #rowStart = -1;

  last(back = 1): string {
    return this.out[this.out.length - back] ?? '';
  }

  get top(): Frame | undefined {
    return this.frames[this.frames.length - 1];
  }

  /** A word; `folded` is how it is shown. */
  word(word: string, folded: string): void {
    const before = this.last();
    // VALUES ROW(..), ROW(..)
    if (word === 'row' && this.#expectRow) return;
    this.#expectRow = false;
    this.#cases.before(word, this.frames.length);
    this.out.push(folded);
    if (word === 'case') this.#cases.open(this.frames.length);
    else if (word === 'values' || word === 'value') {
      this.#expectRow = before === ')' || before === '(' || isName(before);
      this.#rowStart = -1;
    }
  }

  symbol(symbol: string): void {
    this.#expectRow = false;
    this.out.push(symbol);
  }

  /** A value; `unknown` when it may stand for a list. */
  value(literal: boolean, unknown: boolean, list: boolean): void {
    const top = this.top;
    if (top) {
      top.values++;
      if (unknown) top.unknown = true;
    } else if (this.last() === 'in' && !literal) this.inSizeUnknown = true;
    if (list) this.inSizeUnknown = true;
    this.#expectRow = false;
    this.out.push('?');
  }

  open(): void {
    const kind = this.#frameKind(this.last());
    if (kind === 'row' && this.#rowStart < 0) this.#rowStart = this.out.length;
    this.#push(kind, '(', ')');
  }

  /** `[`: of an array written out, or of an index. */
  openArray(): void {
    const last = this.last();
    const index = last === ']' || last === ')' || last === '?' || last === '::';
    const named = isName(last) && last !== 'array' && !KEYWORDS.has(last);
    if (index || named) this.symbol('[');
    else this.#push(last === 'in' ? 'in' : 'any', '[', ']');
  }

  #push(kind: Frame['kind'], opener: string, closer: Frame['closer']): void {
    const last = this.last();
    this.frames.push({
      open: this.out.length,
      kind,
      closer,
      operator: COMPARISONS.has(last) || last === 'in' ? last : '',
      items: 1,
      itemStart: this.out.length + 1,
      firstItemEnd: -1,
      keptStart: -1,
      repeated: 0,
      sized: false,
      pure: true,
      select: false,
      values: 0,
      unknown: false,
    });
    this.#expectRow = false;
    this.out.push(opener);
  }

  comma(): void {
    const top = this.top;
    if (top) {
      this.#endItem(top);
      top.items++;
      top.itemStart = this.out.length + 1;
    }
    this.out.push(',');
  }

  close(): void {
    // A bracket that was never closed is none.
    while (this.top?.closer === ']') this.#drop(this.frames.pop() as Frame);
    this.#close(')');
  }

  closeArray(): void {
    if (this.top?.closer === ']') this.#close(']');
    else this.symbol(']');
  }

  #drop(frame: Frame): void {
    const outer = this.top;
    if (!outer) return;
    outer.values += frame.values;
    outer.pure = false;
  }

  #close(closer: Frame['closer']): void {
    this.#cases.closeFrom(Math.max(this.frames.length, 1));
    const frame = this.frames.pop();
    if (!frame) {
      this.symbol(closer);
      return;
    }
    this.#endItem(frame);
    if (frame.pure) this.out.length = frame.firstItemEnd;
    this.out.push(closer);
    this.lastOpen = frame.open;
    const outer = this.top;
    this.#countList(frame, outer);
    if (outer) outer.values += frame.values;
    this.#expectRow = false;
    if (frame.kind === 'row') this.#closeRow(frame);
  }

  /** Closes what the text left open, so that a cut list or branch leaves no trace. */
  finish(): void {
    this.#dropCutItem();
    for (let frame = this.top; frame; frame = this.top) {
      if (this.last() === ',') {
        this.out.pop();
        frame.items--;
        frame.itemStart = frame.open + 1;
      }
      if (this.out.length > frame.open + 1) this.#close(frame.closer);
      else {
        this.frames.pop();
        this.out.length = frame.open;
        if (this.last() === ',') this.out.pop();
      }
    }
    this.#cases.finish();
    while (this.last() === ';') this.out.pop();
  }

  /** Takes signs off the output that belong to the value to come; true if it is negative. */
  dropSigns(): boolean {
    let negative = false;
    for (;;) {
      const sign = this.last();
      if (sign !== '-' && sign !== '+') return negative;
      const before = this.last(2);
      const binary = before === '?' || before === ')' || before === ']';
      if (binary || (isName(before) && !KEYWORDS.has(before))) return negative;
      this.out.pop();
      if (sign === '-') negative = !negative;
    }
  }

  // A row or item that was cut goes, if there is a whole one before it.
  #dropCutItem(): void {
    const { frames } = this;
    for (let f = 0; f < frames.length; f++) {
      const frame = frames[f] as Frame;
      const row = frame.kind === 'row' && frame.open > this.#rowStart;
      const item = frame.keptStart >= 0 && (frame.kind === 'in' || frame.kind === 'any');
      if (!row && !item) continue;
      for (let inner = frames.length - 1; inner > f; inner--) frames.pop();
      if (row) {
        frames.pop();
        this.rows++;
        this.out.length = frame.open - 1;
      } else {
        this.out.length = frame.itemStart - 1;
        frame.itemStart = frame.keptStart;
        frame.keptStart = -1;
      }
      return;
    }
  }

  #frameKind(last: string): Frame['kind'] {
    if (this.#expectRow) return 'row';
    if (last === 'in') return 'in';
    return LIST_FUNCTIONS.has(last) ? 'any' : 'plain';
  }

  #endItem(frame: Frame): void {
    const { out } = this;
    if (out.length - frame.itemStart === 3 && out.slice(-3).join('') === '...') {
      out.length = frame.itemStart;
      out.push('?');
      frame.values++;
      frame.unknown = true;
    }
    const length = out.length - frame.itemStart;
    const value = length === 1 && this.last() === '?';
    const list = length === 3 && this.last() === ')' && this.last(2) === '?';
    if (!value && !(list && this.last(3) === '(')) frame.pure = false;
    if (frame.firstItemEnd < 0) frame.firstItemEnd = out.length;
    if (frame.kind === 'plain' || frame.kind === 'row') return;
    const kept = frame.keptStart;
    const repeats = kept >= 0 && frame.itemStart - 1 - kept === length;
    if (repeats && equalTokens(this.out, kept, frame.itemStart, length)) {
      out.length = frame.itemStart - 1;
      frame.repeated++;
    } else frame.keptStart = frame.itemStart;
  }

  #countList(frame: Frame, outer: Frame | undefined): void {
    const { kind, items } = frame;
    const list = frame.pure || frame.repeated === items - 1;
    if (kind === 'plain' || kind === 'row' || frame.select || frame.values === 0) return;
    if (frame.closer === ']') {
      // What an array stands for is said by what is around it: ANY(ARRAY[..]).
      if (!list || (kind !== 'in' && outer?.kind !== 'any')) return;
      if (outer) outer.sized = true;
      this.inSize = Math.max(this.inSize, items);
    } else if (kind === 'any') {
      if (!frame.sized) this.inSizeUnknown = true;
    } else if (list && (items > 1 || !frame.unknown)) this.inSize = Math.max(this.inSize, items);
    else if (list) this.inSizeUnknown = true;
  }

  #closeRow(frame: Frame): void {
    const start = this.#rowStart;
    if (frame.values > 0) this.rows++;
    const length = this.out.length - frame.open;
    const repeats = frame.open > start && frame.open - 1 - start === length;
    if (repeats && equalTokens(this.out, start, frame.open, length)) {
      this.out.length = frame.open - 1;
      this.lastOpen = start;
    } else this.#rowStart = frame.open;
    this.#expectRow = true;
  }
}

/** True for tokens that are words, keywords included. */
export function isName(token: string): boolean {
  const code = token.charCodeAt(0);
  return code > 127 || code === 95 || code === 35 || (code > 96 && code < 123);
}

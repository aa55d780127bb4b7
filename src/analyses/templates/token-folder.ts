// The output side of reading a statement: takes tokens one by one and shrinks what repeats. Lists
// of values, equal rows of VALUES and equal branches of a CASE become one; signs join their number.

import { KEYWORDS } from './sql-words.ts';

export const COMPARISONS: ReadonlySet<string> = new Set(
  '= < > <= >= <> != <=> == like ilike ~ ~* !~ ~~ @> <@ && regexp rlike'.split(' '),
);

/** An open parenthesis and what is in it so far. */
export interface Frame {
  /** Index of the parenthesis in the output. */
  readonly open: number;
  readonly kind: 'plain' | 'in' | 'any' | 'row';
  /** The operator before the parenthesis, `` if none. */
  readonly operator: string;
  items: number;
  itemStart: number;
  firstItemEnd: number;
  /** So far only values, separated by commas. */
  pure: boolean;
  /** A query of its own. */
  select: boolean;
  values: number;
  /** Holds a value whose number cannot be seen. */
  unknown: boolean;
}

interface CaseFrame {
  readonly depth: number;
  branchStart: number;
  previousStart: number;
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
  readonly #cases: CaseFrame[] = [];
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
    this.#expectRow = false;
    if (word === 'when' || word === 'else' || word === 'end') this.#caseWord(word);
    else this.out.push(folded);
    if (word === 'case') {
      this.#cases.push({ depth: this.frames.length, branchStart: -1, previousStart: -1 });
    } else if (word === 'values' || word === 'value') {
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
    const last = this.last();
    const kind = this.#frameKind(last);
    if (kind === 'row' && this.#rowStart < 0) this.#rowStart = this.out.length;
    this.frames.push({
      open: this.out.length,
      kind,
      operator: COMPARISONS.has(last) || last === 'in' ? last : '',
      items: 1,
      itemStart: this.out.length + 1,
      firstItemEnd: -1,
      pure: true,
      select: false,
      values: 0,
      unknown: false,
    });
    this.#expectRow = false;
    this.out.push('(');
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
    while ((this.#cases.at(-1)?.depth ?? -1) >= Math.max(this.frames.length, 1)) {
      this.#closeBranch(this.#cases.pop() as CaseFrame);
    }
    const frame = this.frames.pop();
    if (!frame) {
      this.symbol(')');
      return;
    }
    this.#endItem(frame);
    if (frame.pure) this.out.length = frame.firstItemEnd;
    this.out.push(')');
    this.lastOpen = frame.open;
    this.#countList(frame);
    const outer = this.top;
    if (outer) outer.values += frame.values;
    this.#expectRow = false;
    if (frame.kind === 'row') this.#closeRow(frame);
  }

  /** Closes what the text left open, so that a cut list or branch leaves no trace. */
  finish(): void {
    for (let frame = this.top; frame; frame = this.top) {
      if (this.last() === ',') {
        this.out.pop();
        frame.items--;
        frame.itemStart = frame.open + 1;
      }
      if (this.out.length > frame.open + 1) this.close();
      else {
        this.frames.pop();
        this.out.length = frame.open;
        if (this.last() === ',') this.out.pop();
      }
    }
    for (let frame = this.#cases.pop(); frame; frame = this.#cases.pop()) {
      if (frame.branchStart >= 0 && frame.previousStart >= 0) this.out.length = frame.branchStart;
    }
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

  #frameKind(last: string): Frame['kind'] {
    if (this.#expectRow) return 'row';
    if (last === 'in') return 'in';
    return last === 'any' || last === 'unnest' || last === 'all' ? 'any' : 'plain';
  }

  #endItem(frame: Frame): void {
    const length = this.out.length - frame.itemStart;
    const value = length === 1 && this.last() === '?';
    const list = length === 3 && this.last() === ')' && this.last(2) === '?';
    if (!value && !(list && this.last(3) === '(')) frame.pure = false;
    if (frame.firstItemEnd < 0) frame.firstItemEnd = this.out.length;
  }

  #countList(frame: Frame): void {
    if (!frame.pure) return;
    if (frame.kind === 'in' && (frame.items > 1 || !frame.unknown)) {
      this.inSize = Math.max(this.inSize, frame.items);
    } else if ((frame.kind === 'in' || frame.kind === 'any') && frame.items === 1) {
      this.inSizeUnknown = true;
    }
  }

  #closeRow(frame: Frame): void {
    const start = this.#rowStart;
    if (frame.values > 0) this.rows++;
    const length = this.out.length - frame.open;
    const repeats = frame.open > start && frame.open - 1 - start === length;
    if (repeats && this.#equal(start, frame.open, length)) {
      this.out.length = frame.open - 1;
      this.lastOpen = start;
    } else this.#rowStart = frame.open;
    this.#expectRow = true;
  }

  #equal(first: number, second: number, length: number): boolean {
    const { out } = this;
    for (let i = 0; i < length; i++) if (out[first + i] !== out[second + i]) return false;
    return true;
  }

  #caseWord(word: string): void {
    const frame = this.#cases.at(-1);
    if (frame?.depth !== this.frames.length) {
      this.out.push(word);
      return;
    }
    this.#closeBranch(frame);
    if (word === 'when') frame.branchStart = this.out.length;
    else frame.previousStart = -1;
    this.out.push(word);
    if (word === 'end') this.#cases.pop();
  }

  // A branch equal to the one right before it is dropped.
  #closeBranch(frame: CaseFrame): void {
    const { branchStart, previousStart } = frame;
    if (branchStart < 0) return;
    const length = this.out.length - branchStart;
    const repeats = previousStart >= 0 && branchStart - previousStart === length;
    if (repeats && this.#equal(previousStart, branchStart, length)) this.out.length = branchStart;
    else frame.previousStart = branchStart;
    frame.branchStart = -1;
  }
}

/** True for tokens that are words, keywords included. */
export function isName(token: string): boolean {
  const code = token.charCodeAt(0);
  return code > 127 || code === 95 || code === 35 || (code > 96 && code < 123);
}

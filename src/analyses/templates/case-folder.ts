// Shrinks CASE: equal branches become one, since a bulk update has one for each row.

interface CaseFrame {
  /** Parentheses open around it. */
  readonly depth: number;
  branchStart: number;
  previousStart: number;
}

export class CaseFolder {
  readonly #open: CaseFrame[] = [];

  constructor(private readonly out: string[]) {}

  open(depth: number): void {
    this.#open.push({ depth, branchStart: -1, previousStart: -1 });
  }

  /** Takes note of a word that is to be put out next. */
  before(word: string, depth: number): void {
    if (word !== 'when' && word !== 'else' && word !== 'end') return;
    const frame = this.#open.at(-1);
    if (frame?.depth !== depth) return;
    this.#closeBranch(frame);
    if (word === 'when') frame.branchStart = this.out.length;
    else frame.previousStart = -1;
    if (word === 'end') this.#open.pop();
  }

  /** Closes what was opened inside a parenthesis that closes. */
  closeFrom(depth: number): void {
    while ((this.#open.at(-1)?.depth ?? -1) >= depth) {
      this.#closeBranch(this.#open.pop() as CaseFrame);
    }
  }

  /** A branch that was cut goes, if there is a whole one before it. */
  finish(): void {
    for (let frame = this.#open.pop(); frame; frame = this.#open.pop()) {
      if (frame.branchStart >= 0 && frame.previousStart >= 0) this.out.length = frame.branchStart;
    }
  }

  // A branch equal to the one right before it is dropped.
  #closeBranch(frame: CaseFrame): void {
    const { out } = this;
    const { branchStart, previousStart } = frame;
    if (branchStart < 0) return;
    const length = out.length - branchStart;
    const repeats = previousStart >= 0 && branchStart - previousStart === length;
    if (repeats && equalTokens(out, previousStart, branchStart, length)) out.length = branchStart;
    else frame.previousStart = branchStart;
    frame.branchStart = -1;
  }
}

/** True when `length` tokens from `first` on equal those from `second` on. */
export function equalTokens(
  out: readonly string[],
  first: number,
  second: number,
  length: number,
): boolean {
  for (let i = 0; i < length; i++) if (out[first + i] !== out[second + i]) return false;
  return true;
}

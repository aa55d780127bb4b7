// A command line as it stands before the cursor, taken apart as the shells do: what is typed, and
// in which quotes the cursor is.

export interface TypedLine {
  /** Whole words behind the name of the program, without their quotes. */
  readonly words: readonly string[];
  /** The word at the cursor, without its quotes; '' behind a space. */
  readonly current: string;
  /** The quote the cursor stands in. */
  readonly quote: '' | "'" | '"';
  /** The part of `current` before that quote; all of it without one. */
  readonly beforeQuote: string;
}

const PROGRAM = /(?:^|[\\/])tracescope(?:\.js)?$/;

/** Takes `line`, which ends at the cursor, apart. Assignments and wrappers before the name go. */
export function parseTypedLine(line: string): TypedLine {
  const words: string[] = [];
  let word = '';
  let open = false;
  let quote: TypedLine['quote'] = '';
  let beforeQuote = '';
  for (let i = 0; i < line.length; i++) {
    const character = line.charAt(i);
    if (quote !== '') {
      if (character === quote) quote = '';
      else if (escapes(line, i, quote)) word += line.charAt(++i);
      else word += character;
    } else if (character === "'" || character === '"') {
      quote = character;
      beforeQuote = word;
      open = true;
    } else if (character === '\\') {
      word += line.charAt(++i);
      open = true;
    } else if (/\s/.test(character)) {
      if (open) words.push(word);
      word = '';
      open = false;
    } else {
      word += character;
      open = true;
    }
  }
  const program = Math.max(
    0,
    words.findIndex((each) => PROGRAM.test(each)),
  );
  return {
    words: words.slice(program + 1),
    current: word,
    quote,
    beforeQuote: quote === '' ? word : beforeQuote,
  };
}

// Inside double quotes a backslash is itself unless it takes the meaning from what follows.
function escapes(line: string, at: number, quote: string): boolean {
  return quote === '"' && line.charAt(at) === '\\' && /["\\$`]/.test(line.charAt(at + 1));
}

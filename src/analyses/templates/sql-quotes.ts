// Where quoted things end.

/** Index of the closing quote, -1 if there is none before `end`; a doubled one is content. */
export function closingQuote(
  source: string,
  open: number,
  end: number,
  quote: number,
  backslashEscapes: boolean,
): number {
  for (let at = open + 1; at < end; at++) {
    const code = source.charCodeAt(at);
    if (code === 92 && backslashEscapes) at++;
    else if (code === quote) {
      if (source.charCodeAt(at + 1) !== quote || at + 1 >= end) return at;
      at++;
    }
  }
  return -1;
}

/** Index of `closer` that ends before `end`, or -1. */
export function closingText(source: string, from: number, end: number, closer: string): number {
  const at = source.indexOf(closer, from);
  return at >= 0 && at + closer.length <= end ? at : -1;
}

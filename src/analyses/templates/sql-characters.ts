// Characters of statement text: what may stand in a word, what is blank, and the longer forms that
// a pattern recognises in one go.

export const BLANK = 1;
export const DIGIT = 2;
export const LETTER = 4;
const MARK = 8;
const CLASS = new Uint8Array(128).fill(MARK);
for (let c = 0; c <= 32; c++) CLASS[c] = BLANK;
CLASS[127] = BLANK;
for (let c = 48; c < 58; c++) CLASS[c] = DIGIT;
for (let c = 97; c < 123; c++) CLASS[c] = CLASS[c - 32] = LETTER;
CLASS[95] = LETTER;

export const SYMBOLS_3 = new Set(['->>', '<=>', '#>>', '!~*', '~~*']);
export const SYMBOLS_2 = new Set(
  '|| <= >= <> != :: := -> #> @> <@ && ~* !~ => == << >> ~~ ^= @@ #- ** += -='.split(' '),
);
export const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/iy;
export const DOLLAR_TAG = /\$(?:[a-z_\u0080-\uffff][\w\u0080-\uffff]{0,62})?\$/iy;
export const NAMED_PERCENT = /%\([^()]{1,128}\)[a-z]/iy;
/** ClickHouse names a type: `{id:UInt64}`; `{name: x}` is a map of other languages. */
export const BRACED_PARAMETER = /\{\w{1,64}: ?[A-Z]\w{0,63}(?:\([^{}']{0,128}\))?\}/y;
export const CLOSERS: Readonly<Record<string, string>> = { '[': ']', '(': ')', '{': '}', '<': '>' };

export function classOf(code: number): number {
  if (code < 128) return CLASS[code] as number;
  const blank = code === 0xa0 || code === 0xfeff || code === 0x2028 || code === 0x2029;
  return blank || code === 0x3000 ? BLANK : LETTER;
}

/** End of the digits from `from` on. */
export function digitsEnd(source: string, from: number, end: number): number {
  let at = from;
  while (at < end && classOf(source.charCodeAt(at)) === DIGIT) at++;
  return at;
}

/** End of the letters, digits and `_` from `from` on. */
export function nameEnd(source: string, from: number, end: number): number {
  let at = from;
  while (at < end && (classOf(source.charCodeAt(at)) & (LETTER | DIGIT)) !== 0) at++;
  return at;
}

/** `$` belongs to a word, and `#` too (temporary tables, folded digits) unless it opens a JSON operator. */
export function isWordPart(source: string, at: number, end: number): boolean {
  const code = source.charCodeAt(at);
  if ((classOf(code) & (LETTER | DIGIT)) !== 0 || code === 36) return true;
  if (code !== 35) return false;
  const next = at + 1 < end ? source.charCodeAt(at + 1) : 0;
  return next !== 62 && next !== 45;
}

/** In `1e-5` the sign is part of the number; in `0x1e-5` it is not. */
export function isExponent(source: string, from: number, at: number, end: number): boolean {
  if (at + 1 >= end || classOf(source.charCodeAt(at + 1)) !== DIGIT) return false;
  for (let i = from; i < at - 1; i++) {
    const code = source.charCodeAt(i);
    if (classOf(code) !== DIGIT && code !== 46) return false;
  }
  return true;
}

/**
 * Quoted names may hold anything; what is no word character becomes `_`, so that the template
 * reads as one word again.
 */
export function plainIdentifier(content: string): string {
  const lower = content.toLowerCase();
  let plain = '';
  let from = 0;
  for (let at = 0; at < lower.length; at++) {
    const code = lower.charCodeAt(at);
    const kind = classOf(code);
    const word = (kind & (LETTER | DIGIT)) !== 0 && !(at === 0 && kind === DIGIT);
    if (word || (code === 36 && at > 0)) continue;
    plain += `${lower.slice(from, at)}_`;
    from = kind === DIGIT ? at : at + 1;
  }
  return plain + lower.slice(from) || '_';
}

// Every spelling of "a value goes here": `?` `?1` `??` `$1` `$name` `:name` `:1` `:...ids` `@p0` `%s`
// `%(n)s` `{id:UInt64}`. Not `::type`, `:=` and `@@var`.

import {
  BRACED_PARAMETER,
  classOf,
  DIGIT,
  digitsEnd,
  LETTER,
  NAMED_PERCENT,
  nameEnd,
} from './sql-characters.ts';

export interface Placeholder {
  readonly to: number;
  /** `bare` for `?`, which may stand for anything; `list` for one of unknown length. */
  readonly kind: 'one' | 'bare' | 'list';
}

/** The placeholder that starts at `at`, or undefined. */
export function placeholderAt(source: string, at: number, end: number): Placeholder | undefined {
  const next = codeAt(source, at + 1, end);
  switch (source.charCodeAt(at)) {
    case 63: // ?
      if (next === 63) return { to: at + 2, kind: 'bare' };
      if (classOf(next) !== DIGIT) return { to: at + 1, kind: 'bare' };
      return { to: digitsEnd(source, at + 1, end), kind: 'one' };
    case 36: // $
      if (classOf(next) === DIGIT) return { to: digitsEnd(source, at + 1, end), kind: 'one' };
      return named(source, at, end, LETTER);
    case 58: // :
      return named(source, at, end, LETTER | DIGIT) ?? spread(source, at, end);
    case 64: // @
      return named(source, at, end, LETTER | DIGIT);
    case 37: // %
      return percent(source, at, end);
    case 123: // {
      return matched(BRACED_PARAMETER, source, at, end);
    default:
      return undefined;
  }
}

const codeAt = (source: string, at: number, end: number): number =>
  at < end ? source.charCodeAt(at) : 0;

function named(source: string, at: number, end: number, classes: number): Placeholder | undefined {
  if ((classOf(codeAt(source, at + 1, end)) & classes) === 0) return undefined;
  return { to: nameEnd(source, at + 1, end), kind: 'one' };
}

function spread(source: string, at: number, end: number): Placeholder | undefined {
  if (!source.startsWith('...', at + 1) || at + 4 >= end) return undefined;
  if (classOf(source.charCodeAt(at + 4)) !== LETTER) return undefined;
  return { to: nameEnd(source, at + 4, end), kind: 'list' };
}

function percent(source: string, at: number, end: number): Placeholder | undefined {
  const next = codeAt(source, at + 1, end);
  if (next === 40) return matched(NAMED_PERCENT, source, at, end);
  // s, b, t and d, alone.
  const single = next === 115 || next === 98 || next === 116 || next === 100;
  if (!single || (classOf(codeAt(source, at + 2, end)) & (LETTER | DIGIT)) !== 0) return undefined;
  return { to: at + 2, kind: 'one' };
}

function matched(
  pattern: RegExp,
  source: string,
  at: number,
  end: number,
): Placeholder | undefined {
  pattern.lastIndex = at;
  if (!pattern.test(source) || pattern.lastIndex > end) return undefined;
  return { to: pattern.lastIndex, kind: 'one' };
}

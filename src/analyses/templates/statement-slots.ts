// Which column a value of a statement is compared with, read off the tokens before it.

import { COMPARISONS, isName, type TokenFolder } from './token-folder.ts';

const MAX_COLUMNS = 8;

/** Columns (last part of the name) and operator left of a value that comes next. */
export function slotColumns(tokens: TokenFolder): { columns: readonly string[]; operator: string } {
  const last = tokens.last();
  const { top } = tokens;
  if (COMPARISONS.has(last))
    return { columns: columnsBefore(tokens, tokens.out.length - 1), operator: last };
  if (last === 'between' || (last === 'and' && tokens.last(3) === 'between')) {
    const at = tokens.out.length - (last === 'between' ? 1 : 3);
    return { columns: columnsBefore(tokens, at), operator: 'between' };
  }
  if (top?.operator && (last === '(' || last === ',')) {
    const at = top.open - 1;
    const not = top.operator === 'in' && tokens.out[at - 1] === 'not';
    return { columns: columnsBefore(tokens, not ? at - 1 : at), operator: top.operator };
  }
  return ofArray(tokens);
}

// `id = any($1)` and `id = any(array[$1, $2])`.
function ofArray(tokens: TokenFolder): { columns: readonly string[]; operator: string } {
  const { frames, out } = tokens;
  let frame = tokens.top;
  if (frame?.closer === ']') frame = frames[frames.length - 2];
  const operator = frame?.kind === 'any' ? (out[frame.open - 2] ?? '') : '';
  if (frame && COMPARISONS.has(operator)) {
    return { columns: columnsBefore(tokens, frame.open - 2), operator };
  }
  return { columns: [], operator: '' };
}

// `at` is the operator's index: one name stands before it, or a row `(a, b)`.
function columnsBefore(tokens: TokenFolder, at: number): readonly string[] {
  const { out } = tokens;
  const before = out[at - 1] ?? '';
  if (isName(before)) return [before];
  if (before !== ')') return [];
  const columns: string[] = [];
  for (let i = tokens.lastOpen + 1; i < at && columns.length < MAX_COLUMNS; i++) {
    const token = out[i] as string;
    if (token === ')') break;
    if (isName(token) && out[i + 1] !== '.') columns.push(token);
  }
  return columns;
}

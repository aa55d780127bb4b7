// Which parts of a statement's template only page through a result: LIMIT, OFFSET, FETCH, and the
// predicate that continues after the last row seen (keyset). Without them all pages are one query.

import { PLAIN_SQL } from './sql-dialect.ts';
import { SqlScanner, TOKEN_WORD } from './sql-scanner.ts';
import { joinTokens } from './statement-text.ts';
import { isName } from './token-folder.ts';

export interface PagingShape {
  /** Last parts of the columns in the outer ORDER BY. */
  readonly orderBy: readonly string[];
  /** Columns of it that a range comparison restricts. */
  readonly ranges: readonly string[];
  /** The template without the parts that page. */
  readonly stripped: string;
}

const RANGE = new Set(['<', '>', '<=', '>=']);

/** Reads a template (statement-template.ts). */
export function pagingShape(template: string): PagingShape {
  const tokens = tokensOf(template);
  const orderBy = orderColumns(tokens);
  const drop = new Uint8Array(tokens.length);
  const ranges = markRanges(tokens, new Set(orderBy), drop);
  markLimits(tokens, drop);
  return { orderBy, ranges, stripped: joinTokens(tokens.filter((_, t) => drop[t] === 0)) };
}

function tokensOf(template: string): string[] {
  const scanner = new SqlScanner(template, PLAIN_SQL);
  const tokens: string[] = [];
  while (scanner.next()) {
    tokens.push(scanner.kind === TOKEN_WORD || scanner.text !== '' ? scanner.text : '?');
  }
  return tokens;
}

function orderColumns(tokens: readonly string[]): string[] {
  let depth = 0;
  let at = -1;
  tokens.forEach((token, t) => {
    if (token === '(') depth++;
    else if (token === ')') depth--;
    else if (depth === 0 && token === 'by' && tokens[t - 1] === 'order') at = t + 1;
  });
  const columns: string[] = [];
  if (at < 0) return columns;
  for (let t = at; t < tokens.length; t++) {
    const token = tokens[t] as string;
    if (/^(?:limit|offset|fetch|for|;)$/.test(token)) break;
    const next = tokens[t + 1] ?? '';
    const plain = isName(token) && !/^(?:asc|desc|nulls|first|last)$/.test(token);
    if (plain && next !== '.' && next !== '(') columns.push(token);
  }
  return columns;
}

function markRanges(
  tokens: readonly string[],
  orderBy: ReadonlySet<string>,
  drop: Uint8Array,
): string[] {
  const ranges: string[] = [];
  const closes = closingParentheses(tokens);
  const opens = new Map([...closes].map(([open, close]) => [close, open]));
  for (let t = 1; t < tokens.length - 1; t++) {
    if (!RANGE.has(tokens[t] as string)) continue;
    const left = operandStart(tokens, t - 1, opens);
    const columns = tokens.slice(left, t).filter((token, i) => {
      return isName(token) && tokens[left + i + 1] !== '.';
    });
    if (columns.length === 0 || !columns.every((column) => orderBy.has(column))) continue;
    const right = tokens[t + 1] === '(' ? (closes.get(t + 1) ?? t + 1) : t + 1;
    ranges.push(...columns);
    dropPredicate(tokens, left, right, drop);
  }
  return ranges;
}

function closingParentheses(tokens: readonly string[]): Map<number, number> {
  const closes = new Map<number, number>();
  const open: number[] = [];
  tokens.forEach((token, t) => {
    if (token === '(') open.push(t);
    else if (token === ')') {
      const from = open.pop();
      if (from !== undefined) closes.set(from, t);
    }
  });
  return closes;
}

function operandStart(tokens: readonly string[], last: number, opens: Map<number, number>): number {
  let at = tokens[last] === ')' ? (opens.get(last) ?? last) : last;
  while (at >= 2 && tokens[at - 1] === '.') at -= 2;
  return at;
}

// With the predicate goes the AND that joined it, or the WHERE if nothing else is left.
function dropPredicate(tokens: readonly string[], left: number, right: number, drop: Uint8Array) {
  drop.fill(1, left, right + 1);
  const before = left - 1;
  const after = right + 1;
  if (tokens[before] === 'and') drop[before] = 1;
  else if (tokens[after] === 'and') drop[after] = 1;
  else if (tokens[before] === 'where') drop[before] = 1;
}

function markLimits(tokens: readonly string[], drop: Uint8Array): void {
  for (let t = 0; t < tokens.length; t++) {
    const token = tokens[t];
    const fetch = token === 'fetch' && /^(?:first|next)$/.test(tokens[t + 1] ?? '');
    const starts = fetch || token === 'limit' || token === 'offset';
    if (!starts) continue;
    let end = t + (fetch ? 2 : 1);
    while (end < tokens.length && /^(?:\?|,|\(|\)|rows?|only)$/.test(tokens[end] as string)) end++;
    drop.fill(1, t, end);
    t = end - 1;
  }
}

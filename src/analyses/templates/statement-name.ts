// Span names that are statements: old libraries put the whole text there, values and all.

import { BoundedMemo } from '../../lib/bounded-memo.ts';
import type { Statement } from './statement.ts';
import { statementTemplate } from './statement-template.ts';

const VERB = /^(?:SELECT|INSERT|UPDATE|DELETE|MERGE|WITH)\b/;
/** `select best from offers` may be prose; what holds a star or a comparison is not. */
const LOWER_VERB = /^(?:select|insert|update|delete|merge|with)\b.*(?:[=*?$%(<>]|\bwhere\b)/is;

const memo = new BoundedMemo<string>(10_000, 1_000_000);

/** True when a name begins like a statement, whole or not: `SELECT hotel.Room`. */
export function startsWithVerb(name: string): boolean {
  return VERB.test(name);
}

/** The statement that a name is; undefined for all other names. */
export function statementInName(name: string): Statement | undefined {
  if (!VERB.test(name) && !LOWER_VERB.test(name)) return undefined;
  const statement = statementTemplate(name);
  const whole = statement.table !== '' && (statement.hasFrom || /\b(?:set|values)\b/i.test(name));
  return whole ? statement : undefined;
}

/** A name as it may be shown: of a statement its template. */
export function nameWithoutValues(name: string): string {
  return memo.get(name, withoutValues);
}

function withoutValues(name: string): string {
  return statementInName(name)?.template ?? name;
}

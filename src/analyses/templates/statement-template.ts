// The template of a statement: what is left when values, comments, quotes, case and blanks are
// gone, so that one query has one text however it was recorded. Total, one pass, linear, and a
// template is its own template. Literal values are hashed, never kept.

import { BoundedMemo } from '../../lib/bounded-memo.ts';
import { GUESSED_ESCAPING_SQL, GUESSED_SQL, type SqlDialect, sqlDialect } from './sql-dialect.ts';
import { STATEMENT_STARTERS } from './sql-words.ts';
import type { Statement, StatementSlot } from './statement.ts';
import { StatementReader } from './statement-reader.ts';

/** Characters of a statement that are looked at. */
const MAX_SCANNED = 16_384;

/** One per dialect, keyed by the text itself: joining a longer key would cost as much as a lookup. */
const memos = new Map<SqlDialect, BoundedMemo<Statement>>();

/**
 * Reads a statement of a database product (a token of product-names.ts, `` if unknown). Equal
 * texts are looked up, not read again.
 */
export function statementTemplate(text: string, product = ''): Statement {
  const dialect = sqlDialect(product, text);
  let memo = memos.get(dialect);
  if (!memo) {
    memo = new BoundedMemo(20_000, 8_000_000);
    memos.set(dialect, memo);
  }
  return memo.get(text, () => readStatement(text, dialect));
}

/** Where each value of a statement stands; for comparing the few texts of one group. */
export function statementSlots(text: string, product = ''): StatementSlot[] {
  const slots: StatementSlot[] = [];
  readStatement(text, sqlDialect(product, text), slots);
  return slots;
}

/** True when the text is a statement, or a lone `;`: SQL, not JSON and not a method name. */
export function isStatement(text: string, product = ''): boolean {
  if (/^\s*[{[]\s*["'{[}\]]/.test(text)) return false;
  const { verb } = statementTemplate(text, product);
  return verb === '' ? text.trim() === ';' : STATEMENT_STARTERS.has(verb);
}

function readStatement(text: string, dialect: SqlDialect, slots?: StatementSlot[]): Statement {
  if (dialect !== GUESSED_SQL || !text.includes("\\'")) return readAs(text, dialect, slots);
  // Whether backslashes escape is unknown: the reading in which all quotes close is right.
  const escaping = readAs(text, GUESSED_ESCAPING_SQL);
  const other = escaping.truncated ? readAs(text, GUESSED_SQL) : escaping;
  const plain = escaping.truncated && !other.truncated;
  if (slots) readAs(text, plain ? GUESSED_SQL : GUESSED_ESCAPING_SQL, slots);
  return plain ? other : escaping;
}

function readAs(text: string, dialect: SqlDialect, slots?: StatementSlot[]): Statement {
  const cut = text.length > MAX_SCANNED;
  const reader = new StatementReader(cut ? text.slice(0, MAX_SCANNED) : text, dialect, slots);
  const wrapped = reader.read(true);
  if (wrapped === undefined) return reader.result(cut);
  const inner = new StatementReader(wrapped.text, dialect, slots);
  inner.read(false);
  return inner.result(cut || reader.truncated, wrapped.argKey);
}

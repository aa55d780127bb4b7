// The template of a statement: what is left when values, comments, quotes, case and blanks are
// gone, so that one query has one text however it was recorded. Total, one pass, linear, and a
// template is its own template. Literal values are hashed, never kept.

import { BoundedMemo } from '../../lib/bounded-memo.ts';
import { type SqlDialect, sqlDialect } from './sql-dialect.ts';
import { SqlScanner, TOKEN_WORD } from './sql-scanner.ts';
import { STATEMENT_STARTERS } from './sql-words.ts';
import type { CodeHint } from './sqlcommenter.ts';
import type { SlotZone } from './statement-facts.ts';
import { StatementReader } from './statement-reader.ts';

/** Characters of a statement that are looked at. */
const MAX_SCANNED = 16_384;

/** What one statement text says, without its values. */
export interface Statement {
  /** At most 2,000 characters; equal text means equal query. */
  readonly template: string;
  /** First word, lower case; `` for empty text. */
  readonly verb: string;
  /** Changes data or structure, in some statement of the text or of a function body in it. */
  readonly write: boolean;
  /** Only reads (locking reads are no plain reads). */
  readonly read: boolean;
  /** Asks for values that differ each time: nextval, random, uuid. */
  readonly volatile: boolean;
  readonly hasFrom: boolean;
  /** About the transaction or session only, such as BEGIN or `SELECT 1`. */
  readonly session: boolean;
  /** The first table named, dotted as written; `` if none. */
  readonly table: string;
  /** The table's place is taken by a placeholder. */
  readonly tableHidden: boolean;
  /** Largest IN list as written; 0 without one. */
  readonly inSize: number;
  /** Some list's size cannot be seen (`IN (?)`, `ANY(?)`). */
  readonly inSizeUnknown: boolean;
  /** Rows of a VALUES list; 0 without one. */
  readonly rows: number;
  readonly placeholders: number;
  readonly literals: number;
  /** Placeholders and literals that stand in LIMIT, OFFSET, FETCH or TOP. */
  readonly limitSlots: number;
  readonly limitPlaceholders: number;
  readonly hasLimit: boolean;
  readonly hasOffset: boolean;
  /** The literal in LIMIT or FETCH, or OFFSET; null if none is visible. */
  readonly limit: number | null;
  readonly offset: number | null;
  /** Hash of all values; null when they are not in the text. */
  readonly argKey: number | null;
  /** The text was cut off somewhere. */
  readonly truncated: boolean;
  readonly hints: readonly CodeHint[];
}

/** One value of a statement: where it stands, and a hash of the literal (null: a placeholder). */
export interface StatementSlot {
  readonly zone: SlotZone;
  /** Columns it is compared with, last part of the name; empty if not plain to see. */
  readonly columns: readonly string[];
  readonly operator: string;
  /** Member of an IN list or of a row of VALUES. */
  readonly inList: boolean;
  readonly hash: number | null;
}

const memo = new BoundedMemo<Statement>(50_000, 16_000_000);

/**
 * Reads a statement of a database product (a token of product-names.ts, `` if unknown). Equal
 * texts are looked up, not read again.
 */
export function statementTemplate(text: string, product = ''): Statement {
  const dialect = sqlDialect(product, text);
  return memo.get(`${dialect.id}${text}`, () => readStatement(text, dialect));
}

/** Where each value of a statement stands; for comparing the few texts of one group. */
export function statementSlots(text: string, product = ''): StatementSlot[] {
  const slots: StatementSlot[] = [];
  readStatement(text, sqlDialect(product, text), slots);
  return slots;
}

/** True when the text starts as a statement does: SQL, not JSON and not a method name. */
export function looksLikeStatement(text: string): boolean {
  const scanner = new SqlScanner(
    text.length > 4096 ? text.slice(0, 4096) : text,
    sqlDialect('', text),
  );
  for (let tokens = 0; tokens < 8 && scanner.next(); tokens++) {
    if (scanner.kind === TOKEN_WORD) return STATEMENT_STARTERS.has(scanner.text);
    if (scanner.text === ';') return text.trim() === ';';
  }
  return false;
}

function readStatement(text: string, dialect: SqlDialect, slots?: StatementSlot[]): Statement {
  const cut = text.length > MAX_SCANNED;
  const reader = new StatementReader(cut ? text.slice(0, MAX_SCANNED) : text, dialect, slots);
  const wrapped = reader.read(true);
  if (wrapped === undefined) return reader.result(cut);
  const inner = new StatementReader(wrapped.text, dialect, slots);
  inner.read(false);
  return inner.result(cut || reader.truncated, wrapped.argKey);
}

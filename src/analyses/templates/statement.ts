// What a statement text says once its values are gone, and where those values stood.

import type { CodeHint } from './sqlcommenter.ts';

/** Where a value stands: in a LIMIT or OFFSET clause, in a table's place, or anywhere else. */
export type SlotZone = 'limit' | 'offset' | 'table' | 'elsewhere';

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
  /** Placeholders written as a bare `?`, as drivers and sanitisers do. */
  readonly barePlaceholders: number;
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

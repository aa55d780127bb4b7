// What the database product decides about reading a statement: which quotes hold values, which
// characters start a comment. Unknown products get the reading that most of them share.

/** Lexical differences that change where a literal or comment ends. */
export interface SqlDialect {
  /** `"x"` is a value, not an identifier. */
  readonly doubleQuotedValues: boolean;
  /** `\'` inside quotes does not end them. */
  readonly backslashEscapes: boolean;
  /** `#` starts a comment, and `--` only before a blank. */
  readonly hashComments: boolean;
  /** `[x]` is an identifier. */
  readonly bracketIdentifiers: boolean;
}

export const PLAIN_SQL: SqlDialect = {
  doubleQuotedValues: false,
  backslashEscapes: false,
  hashComments: false,
  bracketIdentifiers: false,
};
const MYSQL: SqlDialect = {
  doubleQuotedValues: true,
  backslashEscapes: true,
  hashComments: true,
  bracketIdentifiers: false,
};
const MSSQL: SqlDialect = { ...PLAIN_SQL, bracketIdentifiers: true };
const GOOGLE: SqlDialect = { ...MYSQL, hashComments: false };

const BY_PRODUCT = new Map<string, SqlDialect>([
  ['mysql', MYSQL],
  ['mariadb', MYSQL],
  ['tidb', MYSQL],
  ['microsoft.sql_server', MSSQL],
  ['gcp.spanner', GOOGLE],
  ['gcp.bigquery', GOOGLE],
  ['hive', GOOGLE],
  ['spark', GOOGLE],
  ['neo4j', GOOGLE],
]);

/** A quoted identifier where one can stand. */
const BACKTICKED = /[\s,.(]`\w/;

/** The dialect of a product token (see product-names.ts); backticks give MySQL away. */
export function sqlDialect(product: string, text: string): SqlDialect {
  const known = BY_PRODUCT.get(product);
  if (known) return known;
  return product === '' && BACKTICKED.test(text) ? MYSQL : PLAIN_SQL;
}

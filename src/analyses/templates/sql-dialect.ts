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
  /** The product is unknown or allows both: what `"x"` and `[x]` are, their place has to tell. */
  readonly guessed: boolean;
  /** `:x` is a label, not a placeholder. */
  readonly labels: boolean;
}

export const PLAIN_SQL: SqlDialect = {
  doubleQuotedValues: false,
  backslashEscapes: false,
  hashComments: false,
  bracketIdentifiers: false,
  guessed: false,
  labels: false,
};
/** Nothing is known of the product. */
export const GUESSED_SQL: SqlDialect = { ...PLAIN_SQL, guessed: true };
/** As `GUESSED_SQL`, of a text that reads better when backslashes escape. */
export const GUESSED_ESCAPING_SQL: SqlDialect = { ...GUESSED_SQL, backslashEscapes: true };
const MYSQL: SqlDialect = {
  doubleQuotedValues: true,
  backslashEscapes: true,
  hashComments: true,
  bracketIdentifiers: false,
  guessed: false,
  labels: false,
};
/** Backticks gave it away; in its template they are gone, and brackets must mean the same. */
const GUESSED_MYSQL: SqlDialect = { ...MYSQL, guessed: true };
const MSSQL: SqlDialect = { ...PLAIN_SQL, bracketIdentifiers: true };
const GOOGLE: SqlDialect = { ...MYSQL, hashComments: false };
const CYPHER: SqlDialect = { ...GOOGLE, labels: true };
const ESCAPING: SqlDialect = { ...PLAIN_SQL, backslashEscapes: true };

const DIALECTS: readonly [SqlDialect, string][] = [
  [
    PLAIN_SQL,
    `postgresql cockroachdb redshift aws.redshift edb greenplum yugabytedb timescaledb oracle.db ibm.db2
    h2database hsqldb derby firebirdsql sap.hana hanadb teradata vertica netezza trino presto cassandra
    scylladb`,
  ],
  [
    MYSQL,
    `mysql mariadb tidb vitess planetscale singlestore memsql percona aurora doris starrocks
    oceanbase`,
  ],
  [MSSQL, 'microsoft.sql_server mssqlcompact sybase azure.synapse'],
  [
    GOOGLE,
    `gcp.spanner gcp.bigquery bigquery hive spark databricks couchbase azure.cosmosdb
    influxdb`,
  ],
  [ESCAPING, 'clickhouse snowflake'],
  [CYPHER, 'neo4j memgraph'],
];
const BY_PRODUCT = new Map<string, SqlDialect>(
  DIALECTS.flatMap(([dialect, products]) =>
    products.split(/\s+/).map((product): [string, SqlDialect] => [product, dialect]),
  ),
);

/** A quoted identifier where one can stand. */
const BACKTICKED = /[\s,.(]`\w/;

/** The dialect of a product token (see product-names.ts); backticks give MySQL away. */
export function sqlDialect(product: string, text: string): SqlDialect {
  const known = BY_PRODUCT.get(product);
  if (known) return known;
  return product === '' && BACKTICKED.test(text) ? GUESSED_MYSQL : GUESSED_SQL;
}

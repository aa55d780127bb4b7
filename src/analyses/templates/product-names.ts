// Database products under one name each. Conventions renamed several, and two layers of one call
// often disagree (`postgres` over `postgresql`): both must hash alike.

const ALIASES = new Map([
  ['postgres', 'postgresql'],
  ['pg', 'postgresql'],
  ['pgsql', 'postgresql'],
  ['mysql2', 'mysql'],
  ['mssql', 'microsoft.sql_server'],
  ['sqlserver', 'microsoft.sql_server'],
  ['oracle', 'oracle.db'],
  ['dynamodb', 'aws.dynamodb'],
  ['cosmosdb', 'azure.cosmosdb'],
  ['db2', 'ibm.db2'],
  ['h2', 'h2database'],
  ['spanner', 'gcp.spanner'],
  ['redshift', 'aws.redshift'],
  ['sqlite3', 'sqlite'],
  ['better-sqlite3', 'sqlite'],
  ['mongo', 'mongodb'],
  ['mongoose', 'mongodb'],
  ['memcache', 'memcached'],
  ['ioredis', 'redis'],
  ['elastic', 'elasticsearch'],
  ['maria', 'mariadb'],
  ['cockroach', 'cockroachdb'],
]);
/** Values that name no product. */
const NONE = new Set(['sql', 'other_sql', 'other', 'jdbc', 'unknown', 'database', 'db']);

const CACHES = new Set(['redis', 'valkey', 'memcached', 'keydb', 'dragonfly']);
const DOCUMENTS = new Set(['mongodb', 'azure.cosmosdb', 'couchbase', 'couchdb', 'documentdb']);
const SEARCHES = new Set(['elasticsearch', 'opensearch', 'meilisearch', 'solr']);
const OTHER_LANGUAGES = new Set(['neo4j', 'influxdb', 'hbase', 'geode', 'etcd', 'weaviate']);

export type ProductFamily = 'sql' | 'cache' | 'document' | 'search' | 'dynamodb' | 'other';

/** The token of a recorded product name; `` for none or an empty word. */
export function productName(recorded: string): string {
  const lower = recorded.trim().toLowerCase();
  return NONE.has(lower) ? '' : (ALIASES.get(lower) ?? lower);
}

/** Which language a product is asked in; unknown products speak SQL. */
export function productFamily(product: string): ProductFamily {
  if (CACHES.has(product)) return 'cache';
  if (DOCUMENTS.has(product)) return 'document';
  if (SEARCHES.has(product)) return 'search';
  if (product === 'aws.dynamodb') return 'dynamodb';
  return OTHER_LANGUAGES.has(product) ? 'other' : 'sql';
}

const RPC_ALIASES = new Map([
  ['apache_dubbo', 'dubbo'],
  ['connect_rpc', 'connectrpc'],
]);

/** RPC systems under one name each. */
export function rpcSystemName(recorded: string): string {
  const lower = recorded.trim().toLowerCase();
  return RPC_ALIASES.get(lower) ?? lower;
}

const COMPONENT_HINT = /redis|valkey|memcache|mongo|cassandra|postgres|mysql|mariadb|sqlite|jdbc/;

/** The product a library or component name gives away, `sql` for JDBC; undefined if none. */
export function productOfComponent(component: string): string | undefined {
  const found = COMPONENT_HINT.exec(component.toLowerCase())?.[0];
  if (found === undefined) return undefined;
  return found === 'jdbc' ? 'sql' : productName(found);
}

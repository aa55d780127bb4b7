// Semantic conventions, old and new, in one table: what is asked for has one name here, and the
// newest recorded attribute answers. Empty values (``, `{}`, `[]`) count as absent, because
// instrumentations write them for "nothing".

import type { AttributeValue, SpanTable } from './span-table.ts';
import type { Trace } from './trace.ts';

/** Attribute keys per meaning, newest first. */
const KEYS = {
  dbSystem: ['db.system.name', 'db.system', 'db.type'],
  dbText: [
    'db.query.text',
    'db.statement',
    'sql.query',
    'cassandra.query',
    'cql.query',
    'sql.statement',
    'query.statement',
  ],
  redisCommand: ['redis.command'],
  mongoQuery: ['mongodb.query', 'mongo.query'],
  dbOperation: ['db.operation.name', 'db.operation', 'redis.operation', 'mongodb.operation'],
  dbCollection: [
    'db.collection.name',
    'db.sql.table',
    'db.mongodb.collection',
    'db.cassandra.table',
    'db.cosmosdb.container',
    'db.elasticsearch.path_parts.index',
  ],
  dbNamespace: [
    'db.namespace',
    'db.name',
    'db.redis.database_index',
    'db.mssql.instance_name',
    'db.cassandra.keyspace',
    'cassandra.keyspace',
    'db.instance',
  ],
  dbSummary: ['db.query.summary'],
  dbBatch: ['db.operation.batch.size', 'db.redis.pipeline_length', 'db.redis.num_cmd'],
  dbRows: [
    'db.response.returned_rows',
    'db.row_count',
    'db.rows',
    'db.result.rows',
    'db.rows_returned',
    'sql.rows',
  ],
  dbParameters: ['db.statement.parameters', 'db.postgresql.values', 'db.vars', 'sql.params'],
  dbProcedure: ['db.stored_procedure.name'],
  dbDynamoTables: ['aws.dynamodb.table_names'],
  httpMethod: ['http.request.method', 'http.method'],
  httpStatus: ['http.response.status_code', 'http.status_code'],
  httpUrl: ['url.full', 'http.url'],
  httpUrlTemplate: ['url.template'],
  httpTarget: ['http.target'],
  httpRoute: ['http.route'],
  httpPath: ['url.path', 'http.path'],
  httpQuery: ['url.query'],
  httpResend: ['http.request.resend_count', 'http.resend_count', 'http.retry_count'],
  httpResponseBytes: [
    'http.response.body.size',
    'http.response.size',
    'http.response_content_length',
    'http.response.header.content-length',
  ],
  graphqlName: ['graphql.operation.name'],
  graphqlType: ['graphql.operation.type'],
  graphqlDocument: ['graphql.document', 'graphql.source'],
  rpcSystem: ['rpc.system.name', 'rpc.system'],
  rpcService: ['rpc.service'],
  rpcMethod: ['rpc.method', 'grpc.method', 'grpc.path'],
  rpcStatus: ['rpc.status_code', 'rpc.response.status_code', 'rpc.grpc.status_code'],
  messagingSystem: ['messaging.system'],
  messagingDestination: [
    'messaging.destination.name',
    'messaging.destination',
    'message_bus.destination',
  ],
  messagingTemplate: ['messaging.destination.template'],
  messagingBatch: ['messaging.batch.message_count'],
  messagingOperation: [
    'messaging.operation.type',
    'messaging.operation',
    'messaging.operation.name',
  ],
  peerService: ['service.peer.name', 'peer.service'],
  serverAddress: [
    'server.address',
    'net.peer.name',
    'peer.hostname',
    'peer.address',
    'net.sock.peer.name',
    'network.peer.address',
    'net.peer.ip',
  ],
  scope: ['otel.scope.name', 'otel.library.name', 'component'],
  codeFunction: ['code.function.name', 'code.function'],
  codeFile: ['code.file.path', 'code.filepath'],
  codeLine: ['code.line.number', 'code.lineno'],
  errorType: ['error.type', 'exception.type', 'error.kind'],
} as const satisfies Record<string, readonly string[]>;

/** What can be asked for. */
export type Meaning = keyof typeof KEYS;

const MEANINGS = Object.keys(KEYS) as Meaning[];
const NUMBER_OF = new Map(MEANINGS.map((meaning, number) => [meaning, number]));
/** Attribute key → meaning number * 32 + age of the name (0 is the newest). */
const MEANING_OF_KEY = new Map(
  MEANINGS.flatMap((meaning, number) =>
    KEYS[meaning].map((key, age): [string, number] => [key, number * 32 + age]),
  ),
);
/** Families of meanings, as bits. */
export const DATABASE = 1;
export const HTTP = 2;
export const RPC = 4;
export const MESSAGING = 8;
export const GRAPHQL = 16;
const FAMILY = MEANINGS.map((meaning) => {
  if (/^(?:db|redis|mongo)/.test(meaning)) return DATABASE;
  if (meaning.startsWith('http')) return HTTP;
  if (meaning.startsWith('rpc')) return RPC;
  if (meaning.startsWith('graphql')) return GRAPHQL;
  return meaning.startsWith('messaging') ? MESSAGING : 0;
});
const PARAMETER_PREFIX = 'db.query.parameter.';
const SPACE = 0x20;
const OPEN_BRACKET = 0x5b;
const OTHER = -1;
const PARAMETER = -2;
const DB_PREFIX = -3;

/** Per string number of a table: its meaning code. Tables grow, so the column grows with them. */
const CODES = new WeakMap<SpanTable, number[]>();

/**
 * Reads the attributes of one span at a time by meaning. `load` goes over a span's attributes
 * once; after it, every lookup is an array access.
 */
export class AttributeReader {
  readonly #trace: Trace;
  readonly #codes: number[];
  readonly #values: (AttributeValue | undefined)[] = new Array(MEANINGS.length).fill(undefined);
  readonly #ages = new Uint8Array(MEANINGS.length);
  /** The meanings that have a value: the first `#found`. */
  readonly #foundMeanings = new Uint8Array(MEANINGS.length);
  #found = 0;
  readonly #parameters: [string, AttributeValue][] = [];
  #families = 0;

  constructor(trace: Trace) {
    this.#trace = trace;
    const codes = CODES.get(trace.table) ?? [];
    CODES.set(trace.table, codes);
    const { strings } = trace.table;
    for (let n = codes.length; n < strings.size; n++) codes.push(codeOf(strings.text(n)));
    this.#codes = codes;
  }

  /** Turns to the span at `index`. */
  load(index: number): this {
    this.#clear();
    const { table } = this.#trace;
    const row = this.#trace.row[index] as number;
    const keys = table.attributeKey.data;
    const codes = this.#codes;
    const end = table.spanAttributes.end(row);
    for (let i = table.spanAttributes.start(row); i < end; i++) {
      const code = codes[keys[i] as number] as number;
      if (code === OTHER) continue;
      const value = table.attributeValues[i] as AttributeValue;
      if (isEmpty(value)) continue;
      if (code < 0) {
        if (code === PARAMETER) {
          this.#parameters.push([table.strings.text(keys[i] as number), value]);
        }
        this.#families |= DATABASE;
        continue;
      }
      this.#offer(code >> 5, code & 31, value);
    }
    return this;
  }

  // Few of the meanings are there: what the last span had is forgotten, not everything.
  #clear(): void {
    for (let i = 0; i < this.#found; i++)
      this.#values[this.#foundMeanings[i] as number] = undefined;
    this.#found = 0;
    if (this.#parameters.length > 0) this.#parameters.length = 0;
    this.#families = 0;
  }

  #offer(meaning: number, age: number, value: AttributeValue): void {
    if (this.#values[meaning] === undefined) this.#foundMeanings[this.#found++] = meaning;
    else if ((this.#ages[meaning] as number) <= age) return;
    this.#values[meaning] = value;
    this.#families |= FAMILY[meaning] as number;
    this.#ages[meaning] = age;
  }

  get(meaning: Meaning): AttributeValue | undefined {
    return this.#values[NUMBER_OF.get(meaning) as number];
  }

  /** The value as text, or `` when absent. */
  text(meaning: Meaning): string {
    const value = this.get(meaning);
    return value === undefined ? '' : String(value);
  }

  /** The value as a finite number, or undefined. */
  number(meaning: Meaning): number | undefined {
    const value = this.get(meaning);
    if (value === undefined || typeof value === 'boolean') return undefined;
    const number = Number(value);
    return Number.isFinite(number) ? number : undefined;
  }

  /** True when one of these meanings is there. */
  hasAny(meanings: readonly Meaning[]): boolean {
    return meanings.some((meaning) => this.get(meaning) !== undefined);
  }

  /** True when any attribute of these families is there (bits), any `db.*` included. */
  has(families: number): boolean {
    return (this.#families & families) !== 0;
  }

  /** Recorded parameters (`db.query.parameter.*`), by key as recorded. */
  get parameters(): readonly (readonly [string, AttributeValue])[] {
    return this.#parameters;
  }
}

/** One lookup without a reader; reads the span's attributes each time. */
export function attributeOf(
  trace: Trace,
  index: number,
  meaning: Meaning,
): AttributeValue | undefined {
  for (const key of KEYS[meaning]) {
    const value = trace.attribute(index, key);
    if (value !== undefined && !isEmpty(value)) return value;
  }
  return undefined;
}

function codeOf(key: string): number {
  const code = MEANING_OF_KEY.get(key);
  if (code !== undefined) return code;
  if (key.startsWith(PARAMETER_PREFIX)) return PARAMETER;
  return key.startsWith('db.') ? DB_PREFIX : OTHER;
}

function isEmpty(value: AttributeValue): boolean {
  if (typeof value !== 'string') return false;
  // Most values begin with a letter or digit and are told from their first character.
  const first = value.charCodeAt(0);
  if (first > SPACE && first < OPEN_BRACKET) return false;
  return value === '' || value === '{}' || value === '[]' || value.trim() === '';
}

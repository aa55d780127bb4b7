// Reads a database or cache span: what it asks, of which product, or why it is none.

import { textHash } from '../../lib/text-hash.ts';
import { normalisedName, wordsOfName } from '../../lib/words-of-name.ts';
import { type AttributeReader, DATABASE } from '../../model/attributes.ts';
import { productFamily, productName, productOfComponent } from '../templates/product-names.ts';
import type { Statement } from '../templates/statement.ts';
import { startsWithVerb, statementInName } from '../templates/statement-name.ts';
import { isStatement, statementTemplate } from '../templates/statement-template.ts';
import { readCache } from './cache-call.ts';
import type { CallIdentity, DatabaseReading, SkipReason } from './call.ts';
import { firstWord, verbFlags } from './operation-verbs.ts';
import { batchSize, parameterKey } from './recorded-arguments.ts';
import { sessionReason, skipByName, skipOperation } from './skipped-calls.ts';
import { documentCall, dynamoCall, searchCall } from './store-calls.ts';

/** True when some attribute says that the span talks to a database. */
export function hasDatabaseAttributes(reader: AttributeReader): boolean {
  return reader.has(DATABASE);
}

/** Reads a span with database attributes. */
export function readDatabaseCall(name: string, reader: AttributeReader): DatabaseReading {
  const product = productOf(reader);
  const family = productFamily(product);
  const skip = skipByName(name, reader, true);
  if (family === 'cache') return readCache(name, product, reader, skip);
  const inSql = ASKED_IN_SQL.has(product) && isStatement(reader.text('dbText'), product);
  if (family === 'document' && !inSql)
    return { product, cache: false, skip, identity: documentCall(name, reader) };
  if (family === 'search')
    return { product, cache: false, skip, identity: searchCall(name, reader) };
  if (family === 'dynamodb')
    return { product, cache: false, skip, identity: dynamoCall(name, reader) };
  return readSql(name, product, reader, skip, family === 'sql');
}

/** Document stores that know SQL too. */
const ASKED_IN_SQL = new Set(['couchbase', 'azure.cosmosdb']);

function productOf(reader: AttributeReader): string {
  const recorded = productName(reader.text('dbSystem'));
  if (recorded !== '') return recorded;
  if (reader.get('redisCommand') !== undefined) return 'redis';
  if (reader.get('mongoQuery') !== undefined) return 'mongodb';
  const hinted =
    productOfComponent(reader.text('scope')) ?? productOfComponent(reader.text('peerService'));
  return hinted === undefined || hinted === 'sql' ? '' : hinted;
}

function readSql(
  name: string,
  product: string,
  reader: AttributeReader,
  skip: SkipReason | undefined,
  sqlOnly: boolean,
): DatabaseReading {
  const text = reader.text('dbText');
  const usable =
    text !== '' && (isStatement(text, product) || (!sqlOnly && !/^\s*[{[]/.test(text)));
  if (!usable) {
    const named = { product, cache: false, identity: namedOperation(name, text, reader) };
    return { ...named, skip: skip ?? skipOperation(reader) };
  }
  const statement = statementTemplate(text, product);
  const prepare = skip === 'prepare' ? skip : undefined;
  return {
    product,
    cache: false,
    skip: prepare ?? sessionReason(statement),
    identity: statementIdentity(statement, reader),
  };
}

/** The identity of a statement, with what the span's attributes add to it. */
export function statementIdentity(statement: Statement, reader: AttributeReader): CallIdentity {
  const extras = reader.parameters.length > 0 || reader.get('dbParameters') !== undefined;
  if (extras || statement.tableHidden || batchSize(reader) > 1)
    return makeIdentity(statement, reader);
  let identity = identities.get(statement);
  if (!identity) {
    identity = makeIdentity(statement, reader);
    identities.set(statement, identity);
  }
  return identity;
}

/** Of statements with nothing recorded beside them: equal texts share one. */
const identities = new WeakMap<Statement, CallIdentity>();

function makeIdentity(statement: Statement, reader: AttributeReader): CallIdentity {
  const hidden = statement.tableHidden;
  const collection = hidden
    ? (reader.text('dbCollection') || reader.text('dbSummary')).toLowerCase()
    : '';
  return {
    template:
      hidden && collection !== '' ? `${statement.template} [${collection}]` : statement.template,
    quality: hidden && collection === '' ? 'weak' : 'full',
    argKey: parameterKey(reader) ?? statement.argKey,
    read: statement.read,
    write: statement.write,
    volatile: statement.volatile,
    readable: true,
    hasText: true,
    batch: batchSize(reader),
    statement,
  };
}

// `SELECT shop.orders` has its verb in the operation's first word; `find rooms` likewise.
function namedOperation(name: string, text: string, reader: AttributeReader): CallIdentity {
  const operation = firstWord(reader.text('dbOperation'));
  const collection = reader.text('dbCollection').toLowerCase();
  const summary = reader.text('dbSummary');
  const verb = operation || firstWord(summary) || firstWord(name);
  const shared = {
    // Of JSON with its values; the name of a method says nothing about them.
    argKey: parameterKey(reader) ?? (/^\s*[{[][^?]*$/.test(text) ? textHash(text) : null),
    ...verbFlags(verb),
    volatile: false,
    hasText: false,
    batch: batchSize(reader),
    operation: verb,
  };
  const procedure = reader.text('dbProcedure').toLowerCase();
  if (procedure !== '') {
    return { template: `call ${procedure}`, quality: 'full', readable: true, ...shared };
  }
  if (summary !== '') {
    return {
      template: normalisedName(summary).toLowerCase(),
      quality: 'full',
      readable: true,
      ...shared,
    };
  }
  if (operation !== '' && collection !== '') {
    return { template: `${operation} ${collection}`, quality: 'full', readable: true, ...shared };
  }
  return {
    template: normalisedName(name),
    quality: 'weak',
    readable: operation !== '' || collection !== '',
    ...shared,
  };
}

/**
 * Reads a span without any attributes whose name is or begins like a statement; undefined if it
 * does not.
 */
export function readNamedStatement(
  name: string,
  reader: AttributeReader,
): DatabaseReading | undefined {
  const statement = statementInName(name);
  if (statement)
    return { product: '', cache: false, identity: statementIdentity(statement, reader) };
  if (!startsWithVerb(name)) return undefined;
  return {
    product: '',
    cache: false,
    identity: {
      template: normalisedName(name).toLowerCase(),
      quality: 'weak',
      argKey: null,
      ...verbFlags(firstWord(name)),
      volatile: false,
      readable: true,
      hasText: false,
      batch: 1,
      operation: firstWord(name),
    },
  };
}

const GENERIC_NAME = /^(?:query|execute\w*|exec|statement|command|call|run|sql|prepare\w*)$/;

/**
 * Reads a client span that only its library's name gives away as a database call; undefined if its
 * own name says what it does (`GetDriver` of a hand-made client).
 */
export function readComponentCall(
  name: string,
  reader: AttributeReader,
): DatabaseReading | undefined {
  const product = productOfComponent(reader.text('scope'));
  if (product === undefined) return undefined;
  const known = product === 'sql' ? '' : product;
  const cache = productFamily(known) === 'cache';
  const skip = skipByName(name, reader, true);
  if (cache) {
    const reading = readCache(name, known, reader, skip);
    const command = reading.identity.read || reading.identity.write;
    return command || reading.skip !== undefined ? reading : undefined;
  }
  const verb = firstWord(name);
  if (skip === undefined && !wordsOfName(name).some((word) => GENERIC_NAME.test(word))) {
    return undefined;
  }
  return {
    product: known,
    cache,
    skip,
    identity: {
      template: normalisedName(name).toLowerCase(),
      quality: 'weak',
      argKey: null,
      ...verbFlags(verb),
      volatile: false,
      readable: false,
      hasText: false,
      batch: 1,
      operation: verb,
    },
  };
}

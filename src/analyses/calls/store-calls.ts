// Reads spans of stores that are not asked in SQL: documents, search indexes, DynamoDB.

import { normalisedName } from '../../lib/words-of-name.ts';
import type { AttributeReader } from '../../model/attributes.ts';
import { documentCommand, documentFilter } from '../templates/document-template.ts';
import { guessedRoute, urlParts } from '../templates/http-path.ts';
import type { CallIdentity } from './call.ts';
import { firstWord, verbFlags } from './operation-verbs.ts';
import { batchSize } from './recorded-arguments.ts';

export function documentCall(name: string, reader: AttributeReader): CallIdentity {
  const text = reader.text('dbText') || reader.text('mongoQuery');
  const command = documentCommand(text);
  const operation =
    reader.text('dbOperation') || command?.operation || firstWord(name.replace(/^.*[.]/, ''));
  const collection = (reader.text('dbCollection') || command?.collection || '').toLowerCase();
  const filter = documentFilter(text);
  const known = operation !== '' && collection !== '';
  const paged = operation === 'find' && filter.fields.length === 0 && filter.skips;
  // What a cursor is asked for next is no filter.
  const filtered = operation !== 'getMore' && filter.fields.length > 0;
  const fields = filtered ? ` {${filter.fields.join(', ')}}` : '';
  return {
    template: known ? `${operation} ${collection}${fields}` : `${normalisedName(name)}${fields}`,
    quality: known ? 'full' : 'weak',
    argKey: text === '' ? null : filter.argKey,
    ...verbFlags(operation),
    volatile: false,
    readable: known,
    hasText: text.includes('{'),
    batch: batchSize(reader),
    operation: operation.toLowerCase(),
    collection,
    pageOfAll: paged,
    inSize: filter.inSize,
  };
}

export function searchCall(name: string, reader: AttributeReader): CallIdentity {
  const operation = firstWord(reader.text('dbOperation'));
  const index = reader.text('dbCollection').toLowerCase();
  const url = urlParts(
    reader.text('httpPath') || reader.text('httpUrl') || reader.text('httpTarget'),
  );
  const method = reader.text('httpMethod').toUpperCase();
  const known = operation !== '' && index !== '';
  const byPath = url.path !== '' && url.path !== '/';
  const path = guessedRoute(url.path).replace(
    /(\/_(?:doc|source|update|create|explain)\/)[^/]+/,
    '$1{id}',
  );
  const template = known
    ? `${operation} ${normalisedName(index)}`
    : byPath
      ? `${method} ${path}`.trim()
      : normalisedName(name);
  return {
    template,
    quality: known || byPath ? 'full' : 'weak',
    argKey: null,
    ...verbFlags(operation || (method === 'GET' ? 'get' : '')),
    volatile: false,
    readable: known || byPath,
    hasText: reader.get('dbText') !== undefined,
    batch: operation === 'bulk' || url.path.endsWith('/_bulk') ? 2 : batchSize(reader),
    operation: url.path.endsWith('/_search/scroll') ? 'scroll' : operation,
  };
}

export function dynamoCall(name: string, reader: AttributeReader): CallIdentity {
  const operation = firstWord(reader.text('dbOperation') || reader.text('rpcMethod'));
  const tables =
    reader.text('dbDynamoTables').replace(/[[\]"'\s]/g, '') || reader.text('dbCollection');
  const known = operation !== '' && tables !== '';
  return {
    template: known ? `${operation} ${tables.toLowerCase()}` : operation || normalisedName(name),
    quality: known ? 'full' : 'weak',
    argKey: null,
    ...verbFlags(operation),
    volatile: false,
    readable: operation !== '',
    hasText: false,
    batch: operation.startsWith('batch') ? 2 : batchSize(reader),
    operation,
  };
}

// Spans of client libraries that are no calls of the application: connections, transactions, row
// reading, prepared statements. They are kept for the detectors of pools and transactions.

import { wordsOfName } from '../../lib/words-of-name.ts';
import type { AttributeReader } from '../../model/attributes.ts';
import type { Statement } from '../templates/statement.ts';
import type { SkipReason } from './call.ts';
import { firstWord } from './operation-verbs.ts';

/** Why a statement is about the session or transaction only; undefined for others. */
export function sessionReason(statement: Statement): SkipReason | undefined {
  const { verb } = statement;
  if (statement.template === '') return 'session';
  if (!statement.session) return undefined;
  if (verb === 'begin' || verb === 'start') return 'begin';
  if (verb === 'end') return 'commit';
  if (verb === 'commit' || verb === 'rollback') return rollbackTo(statement) ? 'savepoint' : verb;
  if (verb === 'savepoint' || verb === 'release') return 'savepoint';
  return verb === 'select' ? 'ping' : 'session';
}

const rollbackTo = (statement: Statement): boolean => /^rollback .*\bto\b/.test(statement.template);

const POOL_WORDS = new Set(['connect', 'connection', 'acquire', 'pool', 'ping']);
/** Reading what a statement gave, and closing it. */
const ROW_WORDS = new Set(['rows', 'fetch', 'close']);

/**
 * Why a database or plain client span without text is none, by its name. `database` says that it
 * has database attributes.
 */
export function skipByName(
  name: string,
  reader: AttributeReader,
  database: boolean,
): SkipReason | undefined {
  const words = wordsOfName(name);
  if (words[words.length - 1] === 'prepare') return 'prepare';
  if (reader.get('dbText') !== undefined) return undefined;
  if (words.some((word) => POOL_WORDS.has(word))) return 'pool';
  if (!database) return ['dns', 'tcp', 'tls'].includes(words[0] ?? '') ? 'pool' : undefined;
  if (reader.text('dbOperation') !== '' && reader.text('dbCollection') !== '') return undefined;
  if (words.includes('begin') || (words.includes('start') && words.includes('transaction'))) {
    return 'begin';
  }
  if (words.includes('commit')) return 'commit';
  if (words.includes('rollback')) return 'rollback';
  if (words.some((word) => ROW_WORDS.has(word))) return 'rows';
  if (words.includes('reset') && words.includes('session')) return 'session';
  return name === reader.text('dbNamespace') ? 'ping' : undefined;
}

/** Python records `BEGIN` as the operation and nothing else. */
export function skipOperation(reader: AttributeReader): SkipReason | undefined {
  if (reader.get('dbCollection') !== undefined) return undefined;
  switch (firstWord(reader.text('dbOperation'))) {
    case 'begin':
      return 'begin';
    case 'commit':
      return 'commit';
    case 'rollback':
      return 'rollback';
    case 'savepoint':
    case 'release':
      return 'savepoint';
    default:
      return undefined;
  }
}

// Reads a span of a cache: Redis, Valkey, Memcached.

import { normalisedName } from '../../lib/words-of-name.ts';
import type { AttributeReader } from '../../model/attributes.ts';
import { cacheCommand, isCacheSessionCommand } from '../templates/redis-template.ts';
import type { DatabaseReading, SkipReason } from './call.ts';
import { batchSize } from './recorded-arguments.ts';

/** `skip` is what the span's name says; the command knows better, if there is one. */
export function readCache(
  name: string,
  product: string,
  reader: AttributeReader,
  skip: SkipReason | undefined,
): DatabaseReading {
  const operation = reader.text('dbOperation');
  const text = reader.text('dbText') || reader.text('redisCommand');
  // A member; the pipeline itself says how many there are.
  const pipelined = /^(?:pipeline|multi)\s/i.test(operation) && batchSize(reader) === 1;
  const command = cacheCommand(
    text,
    operation || (/^redis\.\w+$/i.test(name) ? name.slice(6) : name),
  );
  const session = isCacheSessionCommand(command.command) && command.batch === 1;
  const ping = command.command === 'ping' ? 'ping' : 'session';
  const known = command.command !== '' && /^[a-z][\w.]*$/.test(command.command);
  return {
    product,
    cache: true,
    skip: pipelined ? 'pipelined' : session ? ping : text === '' ? skip : undefined,
    identity: {
      template: known ? command.template : normalisedName(name),
      quality: !known ? 'weak' : command.keyHidden ? 'command-only' : 'full',
      argKey: command.argKey,
      argumentsPartial: command.argumentsPartial,
      read: command.read,
      write: command.write,
      volatile: !command.read && !command.write,
      readable: known,
      hasText: text !== '',
      batch: Math.max(command.batch, batchSize(reader)),
      operation: command.command,
    },
  };
}

// Commands of Redis and its kin: command and key pattern. The key's ids become `?`; values are
// never looked at.

import { textHash } from '../../lib/text-hash.ts';
import { isIdSegment } from './id-segments.ts';

/** What one cache command says. */
export interface CacheCommand {
  /** `get user:?`, or the command alone when no key is recorded. */
  readonly template: string;
  /** Lower case. */
  readonly command: string;
  /** Only the command is known. */
  readonly keyHidden: boolean;
  /** Hash of the arguments shown; null when they are hidden. */
  readonly argKey: number | null;
  /** The key is shown, more behind it is not: equal `argKey`s may hide different arguments. */
  readonly argumentsPartial: boolean;
  /** Commands of a pipeline, or keys of a command that takes many; 1 otherwise. */
  readonly batch: number;
  readonly read: boolean;
  readonly write: boolean;
}

const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/));
const READS =
  words(`get mget hget hmget hgetall hkeys hvals hlen hexists exists ttl pttl type strlen
  getrange getbit bitcount llen lrange lindex smembers sismember smismember scard srandmember zrange
  zrangebyscore zrevrange zscore zmscore zcard zcount zrank zrevrank geopos geodist geosearch pfcount
  scan hscan sscan zscan xrange xrevrange xlen dump json.get json.mget gets sinter sunion sdiff`);
const WRITES = words(`set setex setnx psetex mset msetnx append incr incrby incrbyfloat decr decrby
  del unlink expire pexpire expireat persist rename hset hmset hsetnx hdel hincrby hincrbyfloat lpush
  rpush lpushx rpushx lset lrem ltrim linsert sadd srem smove zadd zrem zincrby zremrangebyscore
  zremrangebyrank setbit setrange pfadd geoadd xadd xack xdel xtrim publish copy restore json.set
  json.del touch add replace cas delete increment decrement`);
/** Reads that take away what they read. */
const DESTRUCTIVE = words(`lpop rpop blpop brpop rpoplpush brpoplpush lmove blmove spop getdel getex
  getset zpopmin zpopmax bzpopmin bzpopmax xread xreadgroup xautoclaim xclaim`);
const MANY_KEYS = words(
  'mget del unlink exists touch json.mget gets sinter sunion sdiff mset msetnx',
);
const SESSION = words(`auth hello client select multi exec discard watch unwatch ping quit reset
  readonly readwrite command config info cluster asking echo`);
const SCRIPTS = /^(?:eval|evalsha|fcall)(?:_ro)?$/;
const OTHER_ARGUMENTS = /^\[(\d+) other arguments?\]$/;
/** `zadd rank [2 other arguments]`, `HGET cart ?`. */
const HIDDEN_ARGUMENTS = /\s(?:\[\d+ other arguments?\]|\?)(?=\s|$)/;
const MAX_TEXT = 8192;
const MAX_KEY = 256;

/** Reads a recorded command; `operation` helps where the text is missing. */
export function cacheCommand(recorded: string, operation: string): CacheCommand {
  const text = recorded.length > MAX_TEXT ? recorded.slice(0, MAX_TEXT) : recorded;
  if (text.includes('\n') || text.includes(';')) {
    const lines = text.split(/[\n;]/).filter((line) => line.trim() !== '');
    if (lines.length > 1) return pipeline(lines, text);
  }
  const tokens = argumentsIn(text);
  const command = (tokens[0] ?? operation.trim().split(/\s+/).at(-1) ?? '').toLowerCase();
  const others = text.endsWith(']') ? OTHER_ARGUMENTS.exec(tokens.slice(1).join(' ')) : null;
  const keys = others || SESSION.has(command) ? [] : keysOf(command, tokens);
  const shown = keys.filter((key) => key !== '?');
  const pattern = shown.length === 0 ? '' : keyPattern(shown[0] as string);
  const hidden = pattern === '' || /^[?:/.-]*$/.test(pattern);
  const count = others ? Number(others[1]) : keys.length;
  return {
    template: hidden ? command : `${command} ${pattern}`,
    command,
    keyHidden: hidden && shown.length === 0,
    argKey: keys.length > 0 && shown.length === keys.length ? textHash(argumentsOf(tokens)) : null,
    argumentsPartial: HIDDEN_ARGUMENTS.test(text),
    batch: MANY_KEYS.has(command) ? Math.max(count, 1) : 1,
    read: READS.has(command),
    write: WRITES.has(command) && !DESTRUCTIVE.has(command),
  };
}

/** Commands about the connection or a transaction: never counted. */
export function isCacheSessionCommand(command: string): boolean {
  return SESSION.has(command);
}

function pipeline(lines: readonly string[], text: string): CacheCommand {
  const commands = [...new Set(lines.map((line) => commandOf(line)))].slice(0, 8);
  const hidden = text.includes('?') || text.includes('other argument');
  return {
    template: `pipeline ${commands.join(' ')}`,
    command: 'pipeline',
    keyHidden: false,
    argKey: hidden ? null : textHash(text),
    argumentsPartial: false,
    batch: lines.length,
    read: commands.every((command) => READS.has(command)),
    write: commands.some((command) => WRITES.has(command)),
  };
}

const ARGUMENT = /"(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?|[^\s;]+/gs;

// Scripts come in quotes, with blanks in them.
function argumentsIn(text: string): string[] {
  if (!/["']/.test(text)) return text.split(/[\s;]+/).filter(Boolean);
  return text.match(ARGUMENT) ?? [];
}

const commandOf = (line: string): string => (line.trim().split(/\s+/, 1)[0] ?? '').toLowerCase();

// Hidden values (`SET key ?`) do not make the arguments unknown, the key tells items apart.
function argumentsOf(tokens: readonly string[]): string {
  return tokens.slice(1).join(' ');
}

function keysOf(command: string, tokens: readonly string[]): string[] {
  if (SCRIPTS.test(command)) return tokens[2] === '0' ? [] : tokens.slice(3, 4);
  if (command === 'mset' || command === 'msetnx') {
    return tokens.slice(1).filter((_, position) => position % 2 === 0);
  }
  if (MANY_KEYS.has(command)) return tokens.slice(1);
  const streams = tokens.findIndex((token) => token.toLowerCase() === 'streams');
  return streams > 0 ? tokens.slice(streams + 1, streams + 2) : tokens.slice(1, 2);
}

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;

function keyPattern(key: string): string {
  const bare = key.slice(0, MAX_KEY).replace(/^b?["']|["']$/g, '');
  // Braces mark what decides about the shard: {user:42}:cart.
  return bare
    .replace(UUID, '?')
    .split(/([:/.{}-])/)
    .map((part) => (part === '?' || isIdSegment(part) ? '?' : part.replace(/_\d+(?=_|$)/g, '_?')))
    .join('');
}

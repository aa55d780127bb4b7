// The flags that say which traces: service, operation, tags, durations, window, limit. Each value
// is parsed here, once; errors name the flag and what it takes.

import type { Command } from 'commander';
import { UsageError } from '../errors.ts';
import type { Io } from '../io.ts';
import { parseByteSize } from '../lib/byte-size.ts';
import { parseDuration } from '../lib/duration-text.ts';
import { describeWindow, resolveWindow, type WindowText } from '../lib/time-text.ts';
import type { TagFilter, TimeWindow, TraceQuery } from '../model/trace-query.ts';

export type Flags = Readonly<Record<string, unknown>>;

/** Enough for a reliable p95. */
export const DEFAULT_LIMIT = 200;

/** Adds the flags of every command that searches. */
export function addQueryFlags(command: Command, limit = DEFAULT_LIMIT): Command {
  return command
    .option('--service <name>', 'only traces that involve this service')
    .option('--operation <name>', 'only traces with this operation (span name) of the service')
    .option('--tag <key=value>', 'only traces with this tag; repeatable', collect, [])
    .option('--error', 'only traces in which anything failed')
    .option('--min-duration <duration>', 'only traces that took at least this long, end to end')
    .option('--max-duration <duration>', 'only traces that took at most this long, end to end')
    .option(
      '--since <time>',
      'start of the window: 10m, 2h30m, 14:02, RFC 3339, epoch (default: 1h)',
    )
    .option('--until <time>', 'end of the window (default: now)')
    .option('--at <time>', 'a moment: the window is --window around it')
    .option('--window <duration>', 'length of the window around --at (default: 10m)')
    .option('--limit <traces>', `read at most this many traces (default: ${limit}; files: all)`);
}

function collect(value: string, previous: string[]): string[] {
  return [...previous, value];
}

/** The query the flags mean. Files are read whole unless a window or limit is given. */
export function resolveQuery(
  flags: Flags,
  io: Io,
  live: boolean,
  limit = DEFAULT_LIMIT,
): TraceQuery {
  const window = resolveWindowFlags(flags, io, live);
  const minDurationNs = durationFlag(flags, 'minDuration', '--min-duration');
  const maxDurationNs = durationFlag(flags, 'maxDuration', '--max-duration');
  if (minDurationNs !== undefined && maxDurationNs !== undefined && minDurationNs > maxDurationNs) {
    throw new UsageError(
      `--min-duration ${flags.minDuration} is longer than --max-duration ${flags.maxDuration}`,
      'No trace can satisfy both.',
    );
  }
  const operation = textFlag(flags, 'operation', '--operation');
  const service = textFlag(flags, 'service', '--service');
  if (operation !== undefined && service === undefined && live) {
    throw new UsageError(
      '--operation needs --service',
      'Operations belong to a service; name it too.',
    );
  }
  return {
    service,
    operation,
    tags: ((flags.tag ?? []) as string[]).map(parseTag),
    error: flags.error === true,
    minDurationNs,
    maxDurationNs,
    window,
    limit: resolveLimit(flags.limit, live ? limit : Number.POSITIVE_INFINITY),
  };
}

/** "key=value"; the value may hold further equals signs, and quotes around it are dropped. */
function parseTag(text: string): TagFilter {
  const equals = text.indexOf('=');
  const key = text.slice(0, Math.max(0, equals)).trim();
  if (key === '') {
    throw new UsageError(`--tag ${text}: a tag is key=value`, 'For example --tag user.id=12345');
  }
  const value = text.slice(equals + 1);
  const quoted = /^"(.*)"$/.exec(value);
  return { key, value: quoted?.[1] ?? value };
}

function resolveWindowFlags(flags: Flags, io: Io, live: boolean): TimeWindow | undefined {
  const text: WindowText = {
    since: textFlag(flags, 'since', '--since'),
    until: textFlag(flags, 'until', '--until'),
    at: textFlag(flags, 'at', '--at'),
    window: textFlag(flags, 'window', '--window'),
  };
  const isGiven = Object.values(text).some((value) => value !== undefined);
  if (!isGiven && !live) return undefined;
  try {
    const window = resolveWindow(text, io.now());
    if (flags.quiet !== true) io.err(`window ${describeWindow(window)}\n`);
    return window;
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(`window: ${error.message}`);
    throw error;
  }
}

/** A duration flag in nanoseconds. */
export function durationFlag(flags: Flags, key: string, flag: string): number | undefined {
  const text = textFlag(flags, key, flag);
  if (text === undefined) return undefined;
  try {
    return parseDuration(text);
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(`${flag}: ${error.message}`);
    throw error;
  }
}

/** A flag with a size in bytes. */
export function sizeFlag(flags: Flags, key: string, flag: string): number | undefined {
  const text = textFlag(flags, key, flag);
  if (text === undefined) return undefined;
  try {
    return parseByteSize(text);
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(`${flag}: ${error.message}`);
    throw error;
  }
}

/** A text flag; an empty one is a mistake (an unset shell variable), not "any". */
export function textFlag(flags: Flags, key: string, flag: string): string | undefined {
  const value = flags[key];
  if (value === undefined) return undefined;
  if (typeof value !== 'string' || value.trim() === '') {
    throw new UsageError(`${flag} is empty`, 'Is a shell variable in it not set?');
  }
  return value;
}

/** A whole number of at least `least`. */
export function countFlag(value: unknown, flag: string, least: number): number | undefined {
  if (value === undefined) return undefined;
  const number = Number(value);
  if (!Number.isSafeInteger(number) || number < least) {
    throw new UsageError(`${flag} ${value}: a whole number of at least ${least}`);
  }
  return number;
}

function resolveLimit(value: unknown, fallback: number): number {
  return countFlag(value, '--limit', 1) ?? fallback;
}

/** "1%" or "0.01" as a ratio from 0 to 1. */
export function ratioFlag(flags: Flags, key: string, flag: string): number | undefined {
  const text = textFlag(flags, key, flag);
  if (text === undefined) return undefined;
  const match = /^(\d+(?:\.\d+)?)\s*(%?)$/.exec(text.trim());
  const ratio = match ? Number(match[1]) / (match[2] === '%' ? 100 : 1) : Number.NaN;
  if (!(ratio >= 0 && ratio <= 1)) {
    throw new UsageError(`${flag} ${text}: a share such as 1% or 0.01`);
  }
  return ratio;
}

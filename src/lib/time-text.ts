// Instants and windows as people type them: RFC 3339, local times, `14:02`, epochs of any unit and
// "10m ago". All errors are RangeErrors with a sentence fit for the user; instants are integer
// microseconds since the epoch.

import { formatISO } from 'date-fns/formatISO';
import { parseISO } from 'date-fns/parseISO';
import { looksLikeDuration, parseDuration } from './duration-text.ts';

const DEFAULT_SINCE = '1h';
const DEFAULT_AROUND = '10m';
const DATE_TIME =
  /^(\d{4}-\d{2}-\d{2})(?:[tT ](\d{2}:\d{2}(?::\d{2})?)(?:[.,](\d{1,9}))?\s?([zZ]|[+-](?:[01]\d|2[0-3])(?::?[0-5]\d)?)?)?$/;
const CLOCK_TIME = /^(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?$/;

/** A closed interval of absolute time in epoch microseconds. */
export interface ResolvedWindow {
  readonly startUs: number;
  readonly endUs: number;
}

/** What the flags `--since`, `--until`, `--at` and `--window` said. */
export interface WindowText {
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  readonly at?: string | undefined;
  readonly window?: string | undefined;
}

/**
 * The instant that `text` names, in epoch microseconds. Accepts RFC 3339 with any fraction and
 * offset, the same without offset as local time, a date (local midnight), `HH:MM[:SS]` as the most
 * recent such local time, an epoch in s, ms, us or ns told apart by magnitude, `now`, and a
 * duration, meaning that long ago. A local time that a clock change skipped means the instant the
 * clock would have shown it without the change; one that came twice means the first in a date-time
 * and the most recent in a clock time.
 */
export function parseInstant(text: string, nowMs: number): number {
  const input = text.trim();
  const nowUs = Math.floor(nowMs * 1000);
  const ago = /^now\s*(?:-\s*(.+))?$/i.exec(input);
  if (ago) return ago[1] === undefined ? nowUs : nowUs - durationUs(ago[1]);
  if (/^\d+(\.\d+)?$/.test(input)) return parseEpoch(input);
  const clock = CLOCK_TIME.exec(input);
  if (clock) return parseClockTime(clock, input, nowMs);
  const dateTime = DATE_TIME.exec(input);
  if (dateTime) return parseDateTime(dateTime, input);
  if (looksLikeDuration(input)) return nowUs - durationUs(input.replace(/\s*ago$/i, ''));
  throw new RangeError(
    `"${input}" is not a time: write for example 10m (ago), 14:02, 2026-05-01T14:02:11+02:00 or an epoch`,
  );
}

/**
 * The absolute window that the flags ask for. Default: the last hour. `--at T` is the `--window`
 * (10m unless given) around T: half of it before, half after, ending now at the latest. With
 * `--since T` alone, `--window` is how long the window lasts.
 */
export function resolveWindow(text: WindowText, nowMs: number): ResolvedWindow {
  const nowUs = Math.floor(nowMs * 1000);
  const window = text.at === undefined ? fromBounds(text, nowMs) : around(text, nowMs);
  if (window.startUs < 0) throw new RangeError('the window starts before 1970');
  if (window.startUs > nowUs) {
    throw new RangeError(
      `the window starts in the future: at ${utcText(window.startUs)}, and it is ${utcText(nowUs)}`,
    );
  }
  if (window.startUs >= window.endUs) {
    throw new RangeError(
      `the window ends before it starts: it would last from ${utcText(window.startUs)} to ${utcText(window.endUs)}`,
    );
  }
  return window;
}

/** The window for people: local time with offset, and UTC where that is another. */
export function describeWindow(window: ResolvedWindow): string {
  const { startUs, endUs } = window;
  const local = `${localText(startUs)} to ${localText(endUs)}`;
  const utc = `${utcText(startUs)} to ${utcText(endUs)}`;
  return local === utc ? `${utc} (UTC)` : `${local} (UTC ${utc})`;
}

/** RFC 3339 in UTC with microseconds where there are any: `2026-05-01T12:02:11.000250Z`. */
export function utcText(us: number): string {
  const second = new Date(Math.floor(us / 1e6) * 1000).toISOString().slice(0, 19);
  return `${second}${fractionText(us)}Z`;
}

/** As `utcText`, in local time with offset: `2026-05-01T14:02:11+02:00`. */
export function localText(us: number): string {
  const text = formatISO(new Date(Math.floor(us / 1e6) * 1000));
  return `${text.slice(0, 19)}${fractionText(us)}${text.slice(19)}`;
}

function around(text: WindowText, nowMs: number): ResolvedWindow {
  if (text.since !== undefined || text.until !== undefined) {
    throw new RangeError('--at and --since or --until exclude each other: use --at with --window');
  }
  const nowUs = Math.floor(nowMs * 1000);
  const atUs = parseInstant(text.at as string, nowMs);
  if (atUs > nowUs) throw new RangeError(`--at ${text.at} is in the future`);
  const lengthUs = windowLengthUs(text.window ?? DEFAULT_AROUND);
  const startUs = Math.max(0, atUs - Math.floor(lengthUs / 2));
  return { startUs, endUs: Math.min(startUs + lengthUs, Math.max(nowUs, startUs + 1)) };
}

function fromBounds(text: WindowText, nowMs: number): ResolvedWindow {
  if (text.window !== undefined && (text.since === undefined || text.until !== undefined)) {
    throw new RangeError(
      text.since === undefined
        ? '--window needs --at T (the time around T) or --since T (the time from T on)'
        : '--window and --until exclude each other: either says where the window ends',
    );
  }
  const endUs = parseInstant(text.until ?? 'now', nowMs);
  if (text.since === undefined) return { startUs: endUs - durationUs(DEFAULT_SINCE), endUs };
  const startUs = parseInstant(text.since, nowMs);
  if (text.window === undefined) return { startUs, endUs };
  return { startUs, endUs: startUs + windowLengthUs(text.window) };
}

function windowLengthUs(text: string): number {
  const us = durationUs(text);
  if (us < 1) throw new RangeError(`--window ${text} is no time at all`);
  return us;
}

function durationUs(text: string): number {
  return Math.floor(parseDuration(text) / 1000);
}

// Seconds reach 1e11 in the year 5138, milliseconds and the finer ones three digits further each.
function parseEpoch(input: string): number {
  const value = Number(input);
  if (value < 1e8) {
    throw new RangeError(
      `"${input}" is neither a duration nor an epoch: write ${input}m for that many minutes ago`,
    );
  }
  if (value < 1e11) return Math.floor(value * 1e6);
  if (value < 1e14) return Math.floor(value * 1000);
  if (value < 1e17) return Math.floor(value);
  if (value < 1e20) return Number(BigInt(input.split('.')[0] as string) / 1000n);
  throw new RangeError(`"${input}" has too many digits for an epoch`);
}

function parseDateTime(match: RegExpExecArray, input: string): number {
  const [, date, time = '00:00', fraction = '', offset = ''] = match;
  const ms = parseISO(`${date}T${time}${offset.toUpperCase()}`).getTime();
  if (Number.isNaN(ms)) throw new RangeError(`"${input}" is not a time that exists`);
  return ms * 1000 + fractionUs(fraction);
}

// Today's or yesterday's, and of a time that came twice the later: the last one not after now.
function parseClockTime(match: RegExpExecArray, input: string, nowMs: number): number {
  const [hour, minute, second] = [Number(match[1]), Number(match[2]), Number(match[3] ?? 0)];
  if (hour > 23 || minute > 59 || second > 59) {
    throw new RangeError(`"${input}" is not a time of day`);
  }
  const restUs = fractionUs(match[4] ?? '');
  const now = new Date(nowMs);
  for (const day of [0, -1, -2]) {
    const date = new Date(now);
    date.setHours(0, 0, 0, 0);
    date.setDate(date.getDate() + day);
    date.setHours(hour, minute, second, 0);
    const first = date.getTime();
    for (const again of [60, 30, 0]) {
      const ms = first + again * 60_000;
      if (again > 0 && !sameClock(ms, first)) continue;
      if (ms * 1000 + restUs <= nowMs * 1000) return ms * 1000 + restUs;
    }
  }
  throw new RangeError(`"${input}" is not a time of day`);
}

function sameClock(aMs: number, bMs: number): boolean {
  return new Date(aMs).toTimeString().slice(0, 8) === new Date(bMs).toTimeString().slice(0, 8);
}

function fractionUs(digits: string): number {
  return Number(digits.padEnd(6, '0').slice(0, 6));
}

function fractionText(us: number): string {
  const rest = us - Math.floor(us / 1e6) * 1e6;
  if (rest === 0) return '';
  const digits = String(rest).padStart(6, '0');
  return `.${digits.endsWith('000') ? digits.slice(0, 3) : digits}`;
}

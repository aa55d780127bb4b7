import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parseInstant, resolveWindow, utcText } from '../../src/lib/time-text.ts';
import { type Call, inTimeZone } from '../support/in-time-zone.ts';

const NOW = Date.UTC(2026, 4, 1, 12, 0, 0);
const us = (text: string): number => Date.parse(text) * 1000;
const MODULE = fileURLToPath(new URL('../../src/lib/time-text.ts', import.meta.url));

describe('parseInstant', () => {
  it.each([
    ['now', '2026-05-01T12:00:00Z'],
    ['10m', '2026-05-01T11:50:00Z'],
    ['2h30m', '2026-05-01T09:30:00Z'],
    ['10m ago', '2026-05-01T11:50:00Z'],
    ['now-1d', '2026-04-30T12:00:00Z'],
    ['2026-05-01T10:00:00Z', '2026-05-01T10:00:00Z'],
    ['2026-05-01T10:00:00+02:00', '2026-05-01T08:00:00Z'],
    ['2026-05-01T10:00:00-0230', '2026-05-01T12:30:00Z'],
    ['2026-05-01 10:00+02', '2026-05-01T08:00:00Z'],
    ['2026-05-01t10:00:00z', '2026-05-01T10:00:00Z'],
    ['1777629600', '2026-05-01T10:00:00Z'],
    ['1777629600000', '2026-05-01T10:00:00Z'],
    ['1777629600000000', '2026-05-01T10:00:00Z'],
    ['1777629600000000000', '2026-05-01T10:00:00Z'],
    ['1777629600.25', '2026-05-01T10:00:00.250Z'],
  ])('%s', (text, instant) => {
    expect(parseInstant(text, NOW)).toBe(us(instant));
  });

  it('keeps microseconds and cuts nanoseconds', () => {
    expect(parseInstant('2026-05-01T10:00:00.123456789Z', NOW)).toBe(
      us('2026-05-01T10:00:00Z') + 123_456,
    );
    expect(parseInstant('1777629600000000999', NOW)).toBe(us('2026-05-01T10:00:00Z'));
  });

  it.each([
    ['', 'is not a time'],
    ['yesterday', 'is not a time'],
    ['10', 'write 10m for that many minutes ago'],
    ['25:00', 'is not a time of day'],
    ['12:61', 'is not a time of day'],
    ['2026-02-30T10:00:00Z', 'is not a time that exists'],
    ['2026-13-01', 'is not a time that exists'],
    ['2026-05-01T10:00:00+25:00', 'is not a time: write'],
    ['2026-05-01T10:00:00Zx', 'is not a time'],
    ['9'.repeat(30), 'too many digits'],
    ['10q', 'is not a time'],
    ['10m5q', 'is not a duration'],
  ])('refuses %j', (text, message) => {
    expect(() => parseInstant(text, NOW)).toThrow(RangeError);
    expect(() => parseInstant(text, NOW)).toThrow(message);
  });
});

describe('local times', () => {
  const at = (text: string, now: string): Call => ['parseInstant', text, Date.parse(now)];
  const instants = (zone: string, calls: readonly Call[]): string[] =>
    inTimeZone(zone, MODULE, calls).map((r) => (typeof r === 'number' ? utcText(r) : String(r)));

  it('are those of the zone, the most recent one for a clock time', () => {
    expect(
      instants('Asia/Kolkata', [
        at('2026-05-01T10:00', '2026-05-01T12:00:00Z'),
        at('2026-05-01', '2026-05-01T12:00:00Z'),
        at('17:30', '2026-05-01T12:00:00Z'),
        at('17:30:01', '2026-05-01T12:00:00Z'),
        at('9:05', '2026-05-01T12:00:00Z'),
        at('17:29:59.9999999', '2026-05-01T12:00:00Z'),
      ]),
    ).toEqual([
      '2026-05-01T04:30:00Z',
      '2026-04-30T18:30:00Z',
      '2026-05-01T12:00:00Z',
      '2026-04-30T12:00:01Z',
      '2026-05-01T03:35:00Z',
      '2026-05-01T11:59:59.999999Z',
    ]);
  });

  it('survive both clock changes', () => {
    expect(
      instants('Europe/Berlin', [
        // Autumn, 02:30 comes twice (00:30Z and 01:30Z): the most recent one that has been.
        at('02:30', '2026-10-25T05:00:00Z'),
        at('02:30', '2026-10-25T01:00:00Z'),
        at('02:30', '2026-10-25T00:00:00Z'),
        at('2026-10-25T02:30', '2026-10-25T05:00:00Z'),
        // Spring, 02:30 does not come: what the clock would have shown without the change.
        at('02:30', '2026-03-29T05:00:00Z'),
        at('02:30', '2026-03-29T01:00:00Z'),
        // Yesterday is 23 hours away.
        at('12:00', '2026-03-29T09:59:00Z'),
      ]),
    ).toEqual([
      '2026-10-25T01:30:00Z',
      '2026-10-25T00:30:00Z',
      '2026-10-24T00:30:00Z',
      '2026-10-25T00:30:00Z',
      '2026-03-29T01:30:00Z',
      '2026-03-28T01:30:00Z',
      '2026-03-28T11:00:00Z',
    ]);
  });

  it('find the repeated half hour of Lord Howe', () => {
    expect(instants('Australia/Lord_Howe', [at('01:45', '2026-04-05T00:00:00Z')])).toEqual([
      '2026-04-04T15:15:00Z',
    ]);
  });

  it('are shown with the offset they have, and in UTC', () => {
    const window = { startUs: us('2026-10-25T00:30:00Z') + 250, endUs: us('2026-10-25T01:30:00Z') };
    expect(inTimeZone('Europe/Berlin', MODULE, [['describeWindow', window]])).toEqual([
      '2026-10-25T02:30:00.000250+02:00 to 2026-10-25T02:30:00+01:00 ' +
        '(UTC 2026-10-25T00:30:00.000250Z to 2026-10-25T01:30:00Z)',
    ]);
  });
});

describe('resolveWindow', () => {
  const window = (text: Parameters<typeof resolveWindow>[0]): string => {
    const { startUs, endUs } = resolveWindow(text, NOW);
    return `${utcText(startUs)} ${utcText(endUs)}`;
  };

  it('is the last hour by default', () => {
    expect(window({})).toBe('2026-05-01T11:00:00Z 2026-05-01T12:00:00Z');
  });

  it('goes from --since to --until', () => {
    expect(window({ since: '2h', until: '30m' })).toBe('2026-05-01T10:00:00Z 2026-05-01T11:30:00Z');
    expect(window({ until: '30m' })).toBe('2026-05-01T10:30:00Z 2026-05-01T11:30:00Z');
    expect(window({ since: '2h', window: '10m' })).toBe(
      '2026-05-01T10:00:00Z 2026-05-01T10:10:00Z',
    );
  });

  it('lies around --at, and ends now at the latest', () => {
    expect(window({ at: '2h' })).toBe('2026-05-01T09:55:00Z 2026-05-01T10:05:00Z');
    expect(window({ at: '2h', window: '1h' })).toBe('2026-05-01T09:30:00Z 2026-05-01T10:30:00Z');
    expect(window({ at: 'now' })).toBe('2026-05-01T11:55:00Z 2026-05-01T12:00:00Z');
    expect(window({ at: '2m' })).toBe('2026-05-01T11:53:00Z 2026-05-01T12:00:00Z');
  });

  it('may end in the future, for servers whose clock is ahead', () => {
    expect(window({ since: '1h', until: '2026-05-01T13:00Z' })).toBe(
      '2026-05-01T11:00:00Z 2026-05-01T13:00:00Z',
    );
  });

  it.each([
    [{ since: '1h', until: '2h' }, 'ends before it starts'],
    [{ since: 'now' }, 'ends before it starts'],
    [{ since: '2026-06-01T00:00Z' }, 'starts in the future: at 2026-06-01T00:00:00Z'],
    [{ at: '2026-06-01T00:00Z' }, '--at 2026-06-01T00:00Z is in the future'],
    [{ at: '1h', since: '2h' }, 'exclude each other'],
    [{ at: '1h', until: '2h' }, 'exclude each other'],
    [{ window: '10m' }, '--window needs --at'],
    [{ window: '10m', since: '1h', until: '5m' }, '--window and --until exclude'],
    [{ at: '1h', window: '0s' }, 'no time at all'],
    [{ at: '1h', window: '10' }, 'has no unit'],
    [{ since: '100000d' }, 'before 1970'],
  ])('refuses %j', (text, message) => {
    expect(() => resolveWindow(text, NOW)).toThrow(RangeError);
    expect(() => resolveWindow(text, NOW)).toThrow(message);
  });

  it('describes itself once where local time is UTC', () => {
    const window = { startUs: us('2026-05-01T11:00:00Z'), endUs: us('2026-05-01T12:00:00.5Z') };
    expect(inTimeZone('UTC', MODULE, [['describeWindow', window]])).toEqual([
      '2026-05-01T11:00:00Z to 2026-05-01T12:00:00.500Z (UTC)',
    ]);
  });
});

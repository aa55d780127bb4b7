import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  goDuration,
  looksLikeDuration,
  parseDuration,
  parseGoDuration,
} from '../../src/lib/duration-text.ts';

describe('parseDuration', () => {
  it.each([
    ['10m', 600e9],
    ['2h30m', 9000e9],
    ['1d', 86400e9],
    ['1d12h', 129600e9],
    ['1.5s', 1.5e9],
    ['.5s', 0.5e9],
    ['1.s', 1e9],
    ['500ms', 500e6],
    ['250us', 250e3],
    ['250µs', 250e3],
    ['250μs', 250e3],
    ['7ns', 7],
    ['1.1s', 1_100_000_000],
    ['2w', 1_209_600e9],
    [' 1h 30m ', 5400e9],
    ['0', 0],
    ['0s', 0],
  ])('%s is %d ns', (text, ns) => {
    expect(parseDuration(text)).toBe(ns);
  });

  it.each(['300', '1.5'])('refuses the bare number %s and says what to write', (text) => {
    expect(() => parseDuration(text)).toThrow(`"${text}" has no unit: write ${text}ms`);
  });

  it.each(['', 'x', '10 minutes', '10M', '1m1h', '5s5s', '1e3s', '10m!', 'm10', '٣s', 's'])(
    'refuses %j as no duration',
    (text) => {
      expect(() => parseDuration(text)).toThrow(RangeError);
      expect(() => parseDuration(text)).toThrow('is not a duration');
    },
  );

  it('refuses negative and endless ones', () => {
    expect(() => parseDuration('-5s')).toThrow('negative');
    expect(() => parseDuration(`${'9'.repeat(400)}d`)).toThrow('too long');
  });
});

describe('looksLikeDuration', () => {
  it('tells durations from instants', () => {
    expect(looksLikeDuration('10m')).toBe(true);
    expect(looksLikeDuration('2h30x')).toBe(true);
    expect(looksLikeDuration('2026-05-01')).toBe(false);
    expect(looksLikeDuration('14:02')).toBe(false);
    expect(looksLikeDuration('1717000000')).toBe(false);
  });
});

describe('Go durations', () => {
  it('are written without a fraction, in the largest unit that fits', () => {
    expect(goDuration(300e6)).toBe('300ms');
    expect(goDuration(2e9)).toBe('2s');
    expect(goDuration(1500)).toBe('1500ns');
    expect(goDuration(250e3)).toBe('250us');
    expect(goDuration(0)).toBe('0s');
  });

  it('are read as the server writes them', () => {
    expect(parseGoDuration('5.025s')).toBe(5_025_000_000);
    expect(parseGoDuration('-1m5.5s')).toBe(-65.5e9);
    expect(parseGoDuration('-90ms')).toBe(-90e6);
    expect(parseGoDuration('1.5µs')).toBe(1500);
    expect(parseGoDuration('soon')).toBeUndefined();
    expect(parseGoDuration('')).toBeUndefined();
    expect(parseGoDuration('--1s')).toBeUndefined();
  });

  it('survive the way there and back', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }), (ns) => {
        expect(parseDuration(goDuration(ns))).toBe(ns);
      }),
    );
  });
});

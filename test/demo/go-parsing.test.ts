// Texts that clients of Jaeger meet, as Go writes them.

import { describe, expect, it } from 'vitest';
import {
  durationText,
  parseBoolean,
  parseDuration,
  parseInteger,
  parseStringMap,
  parseTime,
  timeText,
} from '../../src/demo/jaeger/go-parsing.ts';

const message = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('was accepted');
};

describe('durations', () => {
  it.each([
    ['0', 0n],
    ['1.5s', 1_500_000_000n],
    ['1h2m3s', 3_723_000_000_000n],
    ['-1.5ms', -1_500_000n],
    ['100us', 100_000n],
    ['100µs', 100_000n],
    ['.5s', 500_000_000n],
    ['+7ns', 7n],
  ])('reads %s', (text, ns) => {
    expect(parseDuration(text)).toBe(ns);
  });

  it.each([
    ['300', 'time: missing unit in duration "300"'],
    ['', 'time: invalid duration ""'],
    ['PT0.3S', 'time: invalid duration "PT0.3S"'],
    ['1.5d', 'time: unknown unit "d" in duration "1.5d"'],
    ['s', 'time: invalid duration "s"'],
  ])('refuses %j', (text, expected) => {
    expect(message(() => parseDuration(text))).toBe(expected);
  });

  it.each([
    [0n, '0s'],
    [300n, '300ns'],
    [1_500n, '1.5µs'],
    [-20_000_000n, '-20ms'],
    [5_025_000_000n, '5.025s'],
    [90_000_000_000n, '1m30s'],
    [1_795_379_520_025_000_000n, '498716h32m0.025s'],
  ])('writes %s as %s', (ns, text) => {
    expect(durationText(ns)).toBe(text);
  });
});

describe('times', () => {
  it('reads fractions and offsets to the nanosecond', () => {
    expect(parseTime('1970-01-01T00:00:01.000000001Z')).toBe(1_000_000_001n);
    expect(parseTime('1970-01-01T01:00:01+01:00')).toBe(1_000_000_000n);
  });

  it.each([
    ['x', 'cannot parse "x" as "2006"'],
    ['2026-11-22', 'cannot parse "" as "T"'],
    ['2026-11-22T20:50:00 01:00', 'cannot parse " 01:00" as "Z07:00"'],
  ])('says where %s breaks', (text, expected) => {
    expect(message(() => parseTime(text))).toContain(expected);
  });

  it('refuses what follows, and days that do not exist', () => {
    expect(message(() => parseTime('2026-11-22T20:50:00Zx'))).toContain('extra text: "x"');
    expect(message(() => parseTime('2026-13-01T00:00:00Z'))).toContain('out of range');
  });

  it('writes them with as many digits as are needed', () => {
    expect(timeText(1_795_379_520_010_000_000n)).toBe('2026-11-22 20:32:00.01 +0000 UTC');
    expect(timeText(0n)).toBe('1970-01-01 00:00:00 +0000 UTC');
  });
});

describe('numbers, booleans and maps', () => {
  it('keeps to their range', () => {
    expect(parseInteger('-1', 32, 'ParseInt')).toBe(-1);
    expect(message(() => parseInteger('2147483648', 32, 'ParseInt'))).toBe(
      'strconv.ParseInt: parsing "2147483648": value out of range',
    );
    expect(message(() => parseInteger('1.5', 64, 'Atoi'))).toBe(
      'strconv.Atoi: parsing "1.5": invalid syntax',
    );
  });

  it('knows the six spellings of each boolean', () => {
    expect(['1', 't', 'T', 'TRUE', 'true', 'True'].every(parseBoolean)).toBe(true);
    expect(['0', 'f', 'F', 'FALSE', 'false', 'False'].some(parseBoolean)).toBe(false);
    expect(message(() => parseBoolean('yes'))).toContain('invalid syntax');
  });

  it('wants strings in maps', () => {
    expect(parseStringMap('{"__proto__":"x"}').get('__proto__')).toBe('x');
    expect(parseStringMap('null').size).toBe(0);
    expect(message(() => parseStringMap('{"a":[]}'))).toBe(
      'json: cannot unmarshal array into Go value of type string',
    );
    expect(message(() => parseStringMap('[]'))).toBe(
      'json: cannot unmarshal array into Go value of type map[string]string',
    );
    expect(message(() => parseStringMap('{"a":'))).toBe('unexpected end of JSON input');
  });
});

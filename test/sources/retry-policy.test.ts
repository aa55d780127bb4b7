import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  isRetryableFailure,
  isRetryableStatus,
  parseRetryAfter,
  retryDelayMs,
} from '../../src/sources/http/retry-policy.ts';

const NOW = Date.UTC(2026, 0, 1, 12, 0, 0);

describe('parseRetryAfter', () => {
  it.each([
    ['0', 0],
    [' 120 ', 120_000],
    ['Thu, 01 Jan 2026 12:00:30 GMT', 30_000],
    ['Thu, 01 Jan 2026 11:00:00 GMT', 0],
    ['soon', undefined],
    ['-5', undefined],
    ['1.5', undefined],
    ['99999999999999', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('%j', (value, expected) => {
    expect(parseRetryAfter(value, NOW)).toBe(expected);
  });
});

describe('retryDelayMs', () => {
  it('grows, is spread by half and stays within 5 s', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 30 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (attempt, random) => {
          const delay = retryDelayMs(attempt, undefined, random) as number;
          const most = Math.min(5_000, 250 * 2 ** (attempt - 1));
          expect(delay).toBeGreaterThanOrEqual(most / 2);
          expect(delay).toBeLessThanOrEqual(most);
        },
      ),
    );
    expect([1, 2, 3].map((attempt) => retryDelayMs(attempt, undefined, 1))).toEqual([
      250, 500, 1000,
    ]);
  });

  it('obeys the server up to 30 s', () => {
    expect(retryDelayMs(1, 0, 0.5)).toBe(0);
    expect(retryDelayMs(9, 30_000, 0.5)).toBe(30_000);
    expect(retryDelayMs(1, 30_001, 0.5)).toBeUndefined();
  });
});

it.each([
  [200, false],
  [404, false],
  [429, true],
  [500, false],
  [501, false],
  [502, true],
  [503, true],
  [504, true],
])('a %i is retried: %s', (status, expected) => {
  expect(isRetryableStatus(status)).toBe(expected);
});

it.each([
  ['ECONNRESET', false, true],
  ['UND_ERR_SOCKET', false, true],
  ['EAI_AGAIN', false, true],
  ['ECONNREFUSED', false, false],
  ['ECONNREFUSED', true, true],
  ['UND_ERR_CONNECT_TIMEOUT', true, true],
  ['UND_ERR_HEADERS_TIMEOUT', true, false],
  ['ENOTFOUND', true, false],
  ['CERT_HAS_EXPIRED', true, false],
  ['', true, false],
])('%s, answered before %s: retried %s', (code, answeredBefore, expected) => {
  expect(isRetryableFailure(code, answeredBefore)).toBe(expected);
});

import { describe, expect, it } from 'vitest';
import {
  formatClock,
  formatCount,
  formatDuration,
  formatOffset,
  formatPercent,
} from '../../src/renderers/format-value.ts';

describe('formatDuration', () => {
  it.each([
    [0, '0 ms'],
    [1, '1 ns'],
    [999, '999 ns'],
    [1000, '1.00 µs'],
    [850_000, '850 µs'],
    [999_499, '999 µs'],
    [999_500, '1.00 ms'],
    [4_100_000, '4.10 ms'],
    [41_250_000, '41.3 ms'],
    [212_400_000, '212 ms'],
    [999_499_999, '999 ms'],
    [999_500_000, '1.00 s'],
    [1_480_000_000, '1.48 s'],
    [59_940_000_000, '59.9 s'],
    [99_960_000_000, '1m 40s'],
    [125_000_000_000, '2m 05s'],
    [7_384_000_000_000, '2h 03m'],
    [200_000_000_000_000, '2d 07h'],
    [-70_000_000, '-70.0 ms'],
    [Number.NaN, '?'],
  ])('%d ns is %s', (ns, text) => {
    expect(formatDuration(ns)).toBe(text);
  });

  it('has no sign that ASCII lacks when asked', () => {
    expect(formatDuration(850_000, false)).toBe('850 us');
  });
});

describe('formatPercent', () => {
  it.each([
    [0, '0%'],
    [1, '100%'],
    [0.9999, '>99.9%'],
    [0.9971, '99.7%'],
    [0.784, '78%'],
    [0.0423, '4.2%'],
    [0.0003, '0.03%'],
    [0.00001, '<0.01%'],
  ])('%d is %s', (ratio, text) => {
    expect(formatPercent(ratio)).toBe(text);
  });
});

describe('times', () => {
  it('are local, with milliseconds and offset', () => {
    const us = Date.UTC(2026, 6, 1, 12, 9, 3, 118) * 1000 + 456;
    expect(formatClock(us)).toBe('14:09:03.118');
    expect(formatOffset(us)).toBe('+02:00');
    expect(formatOffset(Date.UTC(2026, 0, 1) * 1000)).toBe('+01:00');
  });
});

describe('formatCount', () => {
  it('groups thousands', () => {
    expect(formatCount(1234567)).toBe('1,234,567');
    expect(formatCount(999)).toBe('999');
  });
});

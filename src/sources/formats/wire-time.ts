// Recorded times to whole microseconds of the epoch and the nanoseconds below: epoch nanoseconds do
// not fit a double, these two numbers do.

import { asNumber } from './wire-values.ts';

const DIGITS = /^\d{1,20}$/;

/** Microseconds of epoch nanoseconds, digits as text or a number; absent is 0; NaN if unreadable. */
export function microsOfNanos(nanos: unknown): number {
  if (typeof nanos === 'string' && DIGITS.test(nanos)) {
    return nanos.length > 3 ? Number(nanos.slice(0, -3)) : 0;
  }
  if (nanos === undefined || nanos === null || nanos === '') return 0;
  return Math.floor(asNumber(nanos) / 1000);
}

/** The nanoseconds below `microsOfNanos`, 0 to 999; 0 if unreadable. */
export function restOfNanos(nanos: unknown): number {
  if (typeof nanos === 'string' && DIGITS.test(nanos)) return Number(nanos.slice(-3));
  const number = asNumber(nanos);
  return Number.isFinite(number) ? Math.floor(number - Math.floor(number / 1000) * 1000) : 0;
}

/** Nanoseconds below a microsecond number with a fraction, 0 to 999; 0 if unreadable. */
export function restOfMicros(micros: number): number {
  return Number.isFinite(micros) ? Math.floor((micros - Math.floor(micros)) * 1000) : 0;
}

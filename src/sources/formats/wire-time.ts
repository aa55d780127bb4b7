// Recorded times to whole microseconds of the epoch and the nanoseconds below: epoch nanoseconds do
// not fit a double, these two numbers do.

import { asNumber } from './wire-values.ts';

const DIGITS = /^\d{1,20}$/;

/** Microseconds of epoch nanoseconds, digits as text or a number; absent is 0; NaN if unreadable. */
export function microsOfNanos(nanos: unknown): number {
  const digits = digitsOf(nanos);
  if (digits === undefined) return Number.NaN;
  return digits.length > 3 ? Number(digits.slice(0, -3)) : 0;
}

/** The nanoseconds below `microsOfNanos`, 0 to 999; 0 if unreadable. */
export function restOfNanos(nanos: unknown): number {
  return Number((digitsOf(nanos) ?? '0').slice(-3));
}

/** Nanoseconds below a microsecond number with a fraction, 0 to 999; 0 if unreadable. */
export function restOfMicros(micros: number): number {
  return Number.isFinite(micros) ? Math.floor((micros - Math.floor(micros)) * 1000) : 0;
}

// Nearly all writers send digits as text. A bare number has lost its last digits when it was
// parsed; what it still says is split exactly.
function digitsOf(nanos: unknown): string | undefined {
  if (typeof nanos === 'string' && DIGITS.test(nanos)) return nanos;
  if (nanos === undefined || nanos === null || nanos === '') return '0';
  const number = Math.trunc(asNumber(nanos));
  return number >= 0 && number < 1e20 ? BigInt(number).toString() : undefined;
}

// Recorded times to whole microseconds of the epoch and the nanoseconds below: epoch nanoseconds do
// not fit a double, these two numbers do.

import { asNumber } from './wire-values.ts';

const DIGITS = /^\d{1,20}$/;
const ZERO = 0x30;

/** A time in epoch nanoseconds, read as two numbers; one object is reused for many times. */
export class WireNanos {
  /** Whole microseconds; 0 when absent, NaN when unreadable. */
  us = 0;
  /** The nanoseconds below, 0 to 999; 0 when absent or unreadable. */
  restNs = 0;

  /** Takes digits as text, or a number. */
  read(nanos: unknown): this {
    if (typeof nanos === 'string' && nanos.length > 3) {
      const split = nanos.length - 3;
      this.us = digitsAsNumber(nanos, 0, split);
      this.restNs = digitsAsNumber(nanos, split, nanos.length);
      // Both hold only if the text is digits throughout and the number exact.
      if (this.us <= Number.MAX_SAFE_INTEGER && this.restNs >= 0) return this;
    }
    const digits = digitsOf(nanos);
    this.restNs = Number((digits ?? '0').slice(-3));
    if (digits === undefined) this.us = Number.NaN;
    else this.us = digits.length > 3 ? Number(digits.slice(0, -3)) : 0;
    return this;
  }
}

/** Nanoseconds below a microsecond number with a fraction, 0 to 999; 0 if unreadable. */
export function restOfMicros(micros: number): number {
  return Number.isFinite(micros) ? Math.floor((micros - Math.floor(micros)) * 1000) : 0;
}

/** The number that `text[from, to)` says in digits; NaN when anything else stands there. */
function digitsAsNumber(text: string, from: number, to: number): number {
  let number = 0;
  for (let i = from; i < to; i++) {
    const digit = text.charCodeAt(i) - ZERO;
    if (!(digit >= 0 && digit <= 9)) return Number.NaN;
    number = number * 10 + digit;
  }
  return number;
}

// Nearly all writers send digits as text. A bare number has lost its last digits when it was
// parsed; what it still says is split exactly.
function digitsOf(nanos: unknown): string | undefined {
  if (typeof nanos === 'string' && DIGITS.test(nanos)) return nanos;
  if (nanos === undefined || nanos === null || nanos === '') return '0';
  const number = Math.trunc(asNumber(nanos));
  return number >= 0 && number < 1e20 ? BigInt(number).toString() : undefined;
}

// Which pieces of paths and keys are ids rather than names.

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const ULID = /^[0-7][0-9a-hjkmnp-tv-z]{25}$/i;
const DIGITS = /^\d+$/;
const LONG_HEX = /^(?=.*\d)[0-9a-f]{8,}$/i;
const EMAIL = /^[^@\s]+(?:@|%40)[^@\s]+$/i;
const LONG_TOKEN = /^(?=.*\d)(?=.*[a-z])[\w~+=%.-]{20,}$/i;

/** True for digits, UUIDs, ULIDs, long hex with a digit, e-mails and long tokens. */
export function isIdSegment(segment: string): boolean {
  if (segment.length > 512) return true;
  return (
    DIGITS.test(segment) ||
    LONG_HEX.test(segment) ||
    UUID.test(segment) ||
    ULID.test(segment) ||
    EMAIL.test(segment) ||
    LONG_TOKEN.test(segment)
  );
}

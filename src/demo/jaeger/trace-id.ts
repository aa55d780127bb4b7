// Trace IDs in a path or parameter, as each release reads them.

import { GoParseError } from './go-parsing.ts';

const HEX = /^[0-9a-fA-F]+$/;

/** 32 lower-case digits, or GoParseError with the server's text. */
export function parseTraceId(text: string, base64Allowed: boolean): string {
  if (text.length > 0 && text.length <= 32 && HEX.test(text)) {
    return text.toLowerCase().padStart(32, '0');
  }
  if (base64Allowed && text.length <= 24) {
    const bytes = base64Bytes(text);
    if (bytes?.length === 16 || bytes?.length === 8) {
      return bytes.toString('hex').padStart(32, '0');
    }
    if (bytes) throw new GoParseError('invalid length for TraceID');
  }
  throw new GoParseError(hexError(text));
}

// Standard and URL-safe alphabets, padded or not; undefined when it is neither.
function base64Bytes(text: string): Buffer | undefined {
  const body = text.replace(/={0,2}$/, '');
  if (body.length % 4 === 1) return undefined;
  if (!/^[A-Za-z0-9+/]*$/.test(body) && !/^[A-Za-z0-9_-]*$/.test(body)) return undefined;
  return Buffer.from(body.replaceAll('-', '+').replaceAll('_', '/'), 'base64');
}

// The high and the low half are parsed apart, the high one first.
function hexError(text: string): string {
  if (text.length > 32) return `TraceID cannot be longer than 32 hex characters: ${text}`;
  const low = text.slice(-16);
  const high = text.slice(0, -16);
  const wrong = high !== '' && !HEX.test(high) ? high : low;
  return `strconv.ParseUint: parsing ${JSON.stringify(wrong)}: invalid syntax`;
}

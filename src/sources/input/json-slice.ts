// One JSON value out of a byte buffer. ASCII slices become one-byte strings, the cheapest kind to
// parse; a whole file never becomes one string, which V8 limits to 512 MB.

import { isAscii } from 'node:buffer';
import { findJsonError } from '../../lib/json-syntax.ts';

/** A slice that is not JSON, with the place in the input. */
export class JsonSliceError extends Error {
  constructor(
    /** Offset in the buffer of the first byte that cannot be. */
    readonly at: number,
    /** What stands there, fit for a message. */
    readonly found: string,
  ) {
    super(`unexpected ${found}`);
  }
}

/**
 * The value that `bytes[start, end)` holds. Bytes that are no UTF-8 and escapes of half characters
 * read as U+FFFD, so that equal names are equal however they were written. Errors: JsonSliceError.
 */
export function parseJsonSlice(bytes: Buffer, start: number, end: number): unknown {
  const encoding = isAscii(bytes.subarray(start, end)) ? 'latin1' : 'utf8';
  const text = bytes.toString(encoding, start, end);
  try {
    return JSON.parse(hasSurrogateEscape(text) ? replaceLoneSurrogates(text) : text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const at = findJsonError(bytes, start, end);
    throw new JsonSliceError(at, describeByte(bytes, at, end));
  }
}

/** The byte at `at` as a reader of a message wants to see it. */
export function describeByte(bytes: Uint8Array, at: number, end: number): string {
  if (at >= end) return 'end';
  const byte = bytes[at] as number;
  if (byte > 0x20 && byte < 0x7f) return `"${String.fromCharCode(byte)}"`;
  return `byte 0x${byte.toString(16).padStart(2, '0')}`;
}

function hasSurrogateEscape(text: string): boolean {
  return text.includes('\\ud') || text.includes('\\uD');
}

const ESCAPES =
  /\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[dD][89a-fA-F][0-9a-fA-F]{2}|.)/g;

// Each escape is consumed whole, so `\\ud800` (a backslash and text) is left alone; only a
// surrogate that found no partner matches in six characters.
function replaceLoneSurrogates(text: string): string {
  return text.replace(ESCAPES, (written) => (written.length === 6 ? '\\ufffd' : written));
}

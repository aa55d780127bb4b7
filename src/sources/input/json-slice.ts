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
  const text = decodeText(bytes, start, end);
  try {
    return JSON.parse(hasSurrogateEscape(text) ? replaceLoneSurrogates(text) : text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const at = findJsonError(bytes, start, end);
    throw new JsonSliceError(at, describeByte(bytes, at, end));
  }
}

/** Inputs in which not everything is ASCII are decoded in blocks of this size. */
const BLOCK_BYTES = 8 * 1024;

// UTF-8 costs several times what ASCII costs, and most inputs hold little else than ASCII: where
// something else stands only the blocks that hold it pay for it.
function decodeText(bytes: Buffer, start: number, end: number): string {
  if (isAscii(bytes.subarray(start, end))) return bytes.toString('latin1', start, end);
  let text = '';
  for (let at = start; at < end; ) {
    const to = blockEnd(bytes, at, end);
    text += bytes.toString(isAscii(bytes.subarray(at, to)) ? 'latin1' : 'utf8', at, to);
    at = to;
  }
  return text;
}

// In front of an ASCII byte: no character is cut there, and what is no UTF-8 reads the same.
function blockEnd(bytes: Buffer, from: number, end: number): number {
  let to = Math.min(from + BLOCK_BYTES, end);
  while (to < end && (bytes[to] as number) >= 0x80) to++;
  return to;
}

/** The byte at `at` as a reader of a message wants to see it. */
export function describeByte(bytes: Uint8Array, at: number, end: number): string {
  if (at >= end) return 'end';
  const byte = bytes[at] as number;
  if (byte > 0x20 && byte < 0x7f) return `"${String.fromCharCode(byte)}"`;
  return `byte 0x${byte.toString(16).padStart(2, '0')}`;
}

function hasSurrogateEscape(text: string): boolean {
  // Most texts have no such escape at all, which one search tells.
  return text.includes('\\u') && (text.includes('\\ud') || text.includes('\\uD'));
}

const ESCAPES =
  /\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[dD][89a-fA-F][0-9a-fA-F]{2}|.)/g;

// Each escape is consumed whole, so `\\ud800` (a backslash and text) is left alone; only a
// surrogate that found no partner matches in six characters.
function replaceLoneSurrogates(text: string): string {
  return text.replace(ESCAPES, (written) => (written.length === 6 ? '\\ufffd' : written));
}

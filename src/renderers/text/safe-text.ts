// Names and values come from anybody's traces: nothing of them may move the cursor, change
// colours, reorder what stands beside them or break a column. Active characters are shown as
// escapes; everything here is linear in the text, and huge texts are cut before they are looked at.

import { eastAsianWidth } from 'get-east-asian-width';

const PLAIN = /^[\x20-\x7e]*$/;
// Controls, format characters (bidi, zero-width, tags), lone surrogates, line separators, and the
// fillers that look like nothing.
const ACTIVE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\u115f\u1160\u3164\uffa0]/gu;
/** No single text is worth more of a screen than this. */
const LONGEST = 4096;

/** The text with every active character as a visible escape: "\x1b", "\u202e". */
export function safeText(text: string): string {
  if (text.length <= LONGEST && PLAIN.test(text)) return text;
  const cut = text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
  return cut.replace(ACTIVE, escapeCharacter);
}

function escapeCharacter(character: string): string {
  if (character === '\n') return '\\n';
  if (character === '\t') return '\\t';
  if (character === '\r') return '\\r';
  const code = character.codePointAt(0) ?? 0;
  if (code <= 0xff) return `\\x${code.toString(16).padStart(2, '0')}`;
  if (code <= 0xffff) return `\\u${code.toString(16).padStart(4, '0')}`;
  return `\\u{${code.toString(16)}}`;
}

// Scripts and signs of which every character takes one column: most text never needs the tables.
const NARROW =
  /^[\x20-\x7e\u00a1-\u00ac\u00ae-\u024f\u0391-\u03c9\u0400-\u0481\u2013\u2026\u2039\u203a\u2265\u2500-\u259f]*$/;
const MARK = /^\p{M}$/u;

/**
 * Columns the text takes on a terminal; the text must be safe already, which rules out joined
 * emoji and everything else that is invisible but for combining marks.
 */
export function displayWidth(text: string): number {
  if (NARROW.test(text)) return text.length;
  let width = 0;
  for (const character of text) width += characterWidth(character);
  return width;
}

function characterWidth(character: string): number {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x300) return 1;
  return MARK.test(character) ? 0 : eastAsianWidth(code);
}

/** Cuts safe text to `width` columns, ending in an ellipsis when something was cut. */
export function truncate(text: string, width: number, unicode: boolean): string {
  if (displayWidth(text) <= width) return text;
  const ellipsis = unicode ? '…' : '..';
  if (width <= ellipsis.length) return ellipsis.slice(0, Math.max(0, width));
  return takeColumns(text, width - ellipsis.length) + ellipsis;
}

/** Cuts the middle out, so that both ends of a path-like name stay readable. */
export function truncateMiddle(text: string, width: number, unicode: boolean): string {
  if (displayWidth(text) <= width) return text;
  const ellipsis = unicode ? '…' : '..';
  const room = width - ellipsis.length;
  if (room < 6 || !PLAIN.test(text)) return truncate(text, width, unicode);
  const head = Math.ceil(room / 2);
  return text.slice(0, head) + ellipsis + text.slice(text.length - (room - head));
}

/** Pads safe text to `width` columns. */
export function pad(text: string, width: number, align: 'left' | 'right'): string {
  const missing = width - displayWidth(text);
  if (missing <= 0) return text;
  return align === 'left' ? text + ' '.repeat(missing) : ' '.repeat(missing) + text;
}

// Combining marks stay with the character they belong to: they take no column.
function takeColumns(text: string, width: number): string {
  if (NARROW.test(text)) return text.slice(0, width);
  let taken = '';
  let used = 0;
  for (const character of text) {
    const next = characterWidth(character);
    if (used + next > width) break;
    taken += character;
    used += next;
  }
  return taken;
}

/** Breaks safe text into lines of at most `width` columns, at spaces where there are any. */
export function wrap(text: string, width: number): string[] {
  // A number stays with its unit.
  const glued = text.replace(/(\d) (?=(?:ns|us|µs|ms|s)\b)/g, '$1\u00a0');
  return wrapWords(glued.split(' '), width).map((line) => line.replaceAll('\u00a0', ' '));
}

function wrapWords(words: readonly string[], width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of words) {
    const joined = line === '' ? word : `${line} ${word}`;
    if (displayWidth(joined) <= width) {
      line = joined;
      continue;
    }
    if (line !== '') lines.push(line);
    line = word;
    while (displayWidth(line) > width) {
      const head = takeColumns(line, width) || [...line].slice(0, 1).join('');
      lines.push(head);
      line = line.slice(head.length);
    }
  }
  if (line !== '' || lines.length === 0) lines.push(line);
  return lines;
}

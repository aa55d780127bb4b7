// Candidates in the words of each shell. Names come from strangers' servers and end up on somebody's
// command line: what would mean anything there but itself is quoted, or left out.

import type { Candidates } from './candidates.ts';
import { parseTypedLine, type TypedLine } from './typed-line.ts';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

/** First line when the shell is to offer files. */
export const FILES = ':files';
/** First line when the names did not come in time and are worth fetching in the background. */
export const LATER = ':later';

const UNSAFE = /[\p{C}\p{Zl}\p{Zp}]/u;

/**
 * One candidate a line; with a tab and its description where the shell shows one. `taken` is what
 * bash takes for the word at the cursor, as typed.
 */
export function replyText(
  shell: Shell,
  candidates: Candidates,
  line: TypedLine,
  taken?: string,
): string {
  if (candidates === 'files') return `${FILES}\n`;
  let text = '';
  for (const { value, description } of candidates) {
    if (UNSAFE.test(value)) continue;
    const word = shell === 'bash' ? bashWord(value, line, taken) : value;
    if (word === undefined) continue;
    text += shell === 'bash' || description === '' ? `${word}\n` : `${word}\t${description}\n`;
  }
  return text;
}

/**
 * What bash puts in place of what it takes for the current word: not the word, but what follows the
 * open quote, or else the last of its word breaks. Undefined where the quote cannot hold the value.
 */
function bashWord(value: string, line: TypedLine, taken: string | undefined): string | undefined {
  if (line.quote !== '') {
    const inside = value.slice(line.beforeQuote.length);
    if (line.quote === "'") return inside.includes("'") ? undefined : inside;
    return inside.includes('!') ? undefined : inside.replace(/["\\$`]/g, '\\$&');
  }
  const replaced = taken === undefined ? line.current : parseTypedLine(`x ${taken}`).current;
  const kept = line.current.endsWith(replaced) ? line.current.length - replaced.length : 0;
  return value.slice(kept).replace(/[^\p{L}\p{N}_@%+,./:=-]/gu, '\\$&');
}

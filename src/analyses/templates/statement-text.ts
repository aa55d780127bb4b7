// Writes tokens of a template as text. Blanks depend on the tokens alone, so the original's
// formatting is gone, and reading the text gives the same tokens again.

import { TextHash } from '../../lib/text-hash.ts';
import { KEYWORDS } from './sql-words.ts';

/** Characters of a template that are kept and shown. */
const MAX_SHOWN = 2000;

/** Joins tokens; beyond 2,000 characters a hash stands for the rest. */
export function joinTokens(tokens: readonly string[]): string {
  const parts: string[] = [];
  let previous = '';
  let beforeThat = '';
  for (const token of tokens) {
    if (previous !== '' && needsBlank(previous, token, beforeThat)) parts.push(' ');
    parts.push(token);
    beforeThat = previous;
    previous = token;
  }
  const text = parts.join('');
  if (text.length <= MAX_SHOWN) return text;
  const rest = new TextHash().add(text).value().toString(36);
  return `${text.slice(0, MAX_SHOWN - 2 - rest.length)}… ${rest}`;
}

function needsBlank(previous: string, token: string, beforeThat: string): boolean {
  if (token === ',' || token === ';' || token === ')' || token === ']') return false;
  if (previous === '(' || previous === '[') return false;
  if (token === '.' || previous === '.') return false;
  if (token === '(')
    return (
      !isWord(previous) || KEYWORDS.has(previous) || beforeThat === 'into' || beforeThat === 'table'
    );
  if (token === '[') return !isWord(previous) && previous !== ']' && previous !== '?';
  if (token === '::') return !isWord(previous) && previous !== '?' && previous !== ')';
  if (previous === '::') return !isWord(token);
  return true;
}

function isWord(token: string): boolean {
  const code = token.charCodeAt(0);
  return code > 127 || code === 95 || (code > 96 && code < 123);
}

// Span and method names as words, and names with their ids taken out. Name rules compare whole
// words, so that `authorList` is not taken for `auth`.

import { BoundedMemo } from './bounded-memo.ts';

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;
const LONG_HEX = /(?<![0-9a-z])[0-9a-f]{8,}(?![0-9a-z])/gi;
const MAX_NAME = 1024;

// Names repeat from trace to trace.
const wordMemo = new BoundedMemo<readonly string[]>(20_000, 1_000_000);
const normalMemo = new BoundedMemo<string>(20_000, 1_000_000);

/** Lower-case words, split at non-letters and camelCase borders: `getHTTPUser-2` → get http user. */
export function wordsOfName(name: string): readonly string[] {
  return wordMemo.get(name, splitWords);
}

function splitWords(name: string): string[] {
  return name
    .slice(0, MAX_NAME)
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}]+/u)
    .filter((word) => word !== '');
}

/** UUIDs, hex of 8 and more with a digit, and digit runs become `#`; cut at 1,024 characters. */
export function normalisedName(name: string): string {
  return normalMemo.get(name, withoutIds);
}

function withoutIds(name: string): string {
  const text = name.length > MAX_NAME ? name.slice(0, MAX_NAME) : name;
  if (!/\d/.test(text)) return text;
  return text
    .replace(UUID, '#')
    .replace(LONG_HEX, (run) => (/\d/.test(run) ? '#' : run))
    .replace(/\d+/g, '#');
}

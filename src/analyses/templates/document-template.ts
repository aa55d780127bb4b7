// Queries written as JSON (MongoDB and kin): the paths of the filter's fields, without their
// values. Reads any text in one pass, since agents cut it and put `?` anywhere.

import { textHash } from '../../lib/text-hash.ts';
import { isIdSegment } from './id-segments.ts';

/** Bookkeeping of the driver: nothing in it is asked for. */
const BOOKKEEPING = new Set(['lsid', '$clusterTime', 'readConcern', 'writeConcern', 'cursor']);
const COMMAND =
  /^\s*\{\s*["']?(find|aggregate|count|distinct|update|delete|insert|findAndModify)["']?\s*:\s*["']([\w.$-]{1,128})["']/;

/** Operation and collection of a whole command, `{"find": "rooms", ..}`; undefined for filters. */
export function documentCommand(
  text: string,
): { readonly operation: string; readonly collection: string } | undefined {
  const found = COMMAND.exec(text);
  return found ? { operation: found[1] as string, collection: found[2] as string } : undefined;
}

/** What a JSON filter says. */
export interface DocumentFilter {
  /** Sorted field paths, operators such as `$in` included. */
  readonly fields: readonly string[];
  /** Largest `$in` list written out; 0 without one. */
  readonly inSize: number;
  /** The command has a `skip`. */
  readonly skips: boolean;
  /** Hash of the text; null when values are hidden or there are none: `find`. */
  readonly argKey: number | null;
}

const MAX_TEXT = 16_384;
const MAX_FIELDS = 40;
const MAX_DEPTH = 8;
/** Envelope of a command, not part of its filter. */
const ENVELOPE = new Set(
  'find aggregate count distinct update delete insert findAndModify getMore filter query q updates deletes documents pipeline lsid txnNumber $db $clusterTime cursor batchSize limit skip sort projection comment readConcern writeConcern ordered maxTimeMS singleBatch'.split(
    ' ',
  ),
);

/** Field paths of JSON-like text; text without braces has none. */
export function documentFilter(recorded: string): DocumentFilter {
  const text = recorded.length > MAX_TEXT ? recorded.slice(0, MAX_TEXT) : recorded;
  const reader = new FilterReader(text);
  reader.read();
  const hidden = text.includes('?') || !text.includes('{') || recorded.length > MAX_TEXT;
  return {
    fields: [...reader.fields].sort(),
    inSize: reader.inSize,
    skips: reader.skips,
    argKey: hidden ? null : textHash(text),
  };
}

interface Level {
  key: string;
  readonly array: boolean;
  readonly inList: boolean;
  items: number;
}

class FilterReader {
  readonly fields = new Set<string>();
  inSize = 0;
  skips = false;
  readonly #levels: Level[] = [];
  #word = '';

  constructor(private readonly text: string) {}

  read(): void {
    const { text } = this;
    let at = 0;
    while (at < text.length) {
      const character = text[at] as string;
      if (character === '"' || character === "'") at = this.#string(at, character);
      else at = this.#step(character, at);
    }
  }

  #step(character: string, at: number): number {
    const top = this.#levels[this.#levels.length - 1];
    if (character === '{' || character === '[') {
      this.#levels.push({
        key: '',
        array: character === '[',
        inList: character === '[' && /^\$n?in$/.test(top?.key ?? ''),
        items: 1,
      });
      this.#word = '';
    } else if (character === '}' || character === ']') {
      const closed = this.#levels.pop();
      if (closed?.inList) this.inSize = Math.max(this.inSize, closed.items);
    } else if (character === ':') this.#key(top);
    else if (character === ',') {
      if (top?.array) top.items++;
      this.#word = '';
    } else if (/[\w$.]/.test(character)) {
      const end = wordEnd(this.text, at);
      this.#word = this.text.slice(at, end);
      return end;
    }
    return at + 1;
  }

  #string(from: number, quote: string): number {
    const { text } = this;
    let at = from + 1;
    while (at < text.length && text[at] !== quote) at += text[at] === '\\' ? 2 : 1;
    this.#word = text.slice(from + 1, Math.min(at, from + 129));
    return at + 1;
  }

  #key(top: Level | undefined): void {
    if (!top || top.array) return;
    top.key = this.#word;
    this.#word = '';
    if (top.key === 'skip' && this.#levels.length === 1) this.skips = true;
    if (this.fields.size >= MAX_FIELDS || this.#levels.length > MAX_DEPTH) return;
    if (ENVELOPE.has(top.key) || this.#levels.some(({ key }) => BOOKKEEPING.has(key))) return;
    const path = this.#levels
      .map((level) => level.key)
      .filter((key) => key !== '' && !ENVELOPE.has(key))
      .join('.');
    if (path !== '') this.fields.add(withoutIds(path));
  }
}

// `users.507f1f77bcf86cd799439011.name`: some documents have ids for field names.
function withoutIds(path: string): string {
  if (!/\d/.test(path)) return path;
  return path
    .split('.')
    .map((part) => (isIdSegment(part) ? '#' : part))
    .join('.');
}

function wordEnd(text: string, from: number): number {
  let at = from + 1;
  while (at < text.length && /[\w$.-]/.test(text[at] as string)) at++;
  return at;
}

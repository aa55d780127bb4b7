// Reads one statement: scanner in, folded tokens and facts out.

import { TextHash } from '../../lib/text-hash.ts';
import { PLAIN_SQL, type SqlDialect } from './sql-dialect.ts';
import {
  SqlScanner,
  TOKEN_BARE,
  TOKEN_LIST,
  TOKEN_LITERAL,
  TOKEN_SYMBOL,
  TOKEN_WORD,
} from './sql-scanner.ts';
import { ROW_VERBS } from './sql-words.ts';
import { type CodeHint, codeHints } from './sqlcommenter.ts';
import type { SlotZone, Statement, StatementSlot } from './statement.ts';
import { StatementFacts } from './statement-facts.ts';
import { slotColumns } from './statement-slots.ts';
import { joinTokens } from './statement-text.ts';
import { TokenFolder } from './token-folder.ts';

const UNFINISHED = /(?:^|[ (])(?:where|and|or|from|join|on|in|set|by|select|into|=|,|\()$/;
/** Lengths at which agents and back ends cut texts. */
const USUAL_CAPS = new Set([
  200, 255, 256, 500, 512, 1000, 1023, 1024, 2000, 2047, 2048, 4000, 4095, 4096, 5000, 8000, 8192,
  10_000, 16_384, 32_768,
]);

export class StatementReader {
  readonly #scanner: SqlScanner;
  readonly #tokens = new TokenFolder();
  readonly #facts = new StatementFacts();
  readonly #literalHash = new TextHash();
  #placeholders = 0;
  #bare = 0;
  #literals = 0;

  constructor(
    private readonly source: string,
    dialect: SqlDialect,
    private readonly slots?: StatementSlot[],
  ) {
    this.#scanner = new SqlScanner(source, dialect);
  }

  get truncated(): boolean {
    return this.#scanner.truncated;
  }

  /**
   * Reads all tokens. A call that carries its statement as text (`sp_executesql`) gives that text
   * and the hash of its other arguments instead, if `unwrap` is set.
   */
  read(unwrap: boolean): { text: string; argKey: number | null } | undefined {
    const scanner = this.#scanner;
    while (scanner.next()) {
      if (scanner.kind === TOKEN_WORD) this.#word(scanner.text);
      else if (scanner.kind === TOKEN_SYMBOL) this.#symbol(scanner.text);
      else {
        const wrapped = unwrap ? this.#wrapped() : undefined;
        if (wrapped !== undefined) return wrapped;
        this.#value(scanner.kind === TOKEN_LITERAL);
      }
    }
    return undefined;
  }

  result(cut: boolean, wrapperArguments: number | null = null): Statement {
    const tokens = this.#tokens;
    const facts = this.#facts;
    const open = tokens.frames.length > 0;
    tokens.finish();
    const ellipsis = dropEllipsis(tokens.out);
    const template = joinTokens(tokens.out);
    const truncated =
      cut ||
      ellipsis ||
      this.truncated ||
      open ||
      UNFINISHED.test(template.slice(-16)) ||
      (USUAL_CAPS.has(this.source.length) && !/(?:[;)\s]|\*\/)$/.test(this.source));
    return {
      template,
      verb: facts.verb,
      write: facts.write,
      read: facts.read,
      volatile: facts.volatile,
      hasFrom: facts.hasFrom,
      session: facts.session(truncated),
      table: facts.table,
      tableHidden: facts.tableHidden && facts.table === '',
      inSize: tokens.inSize,
      inSizeUnknown: tokens.inSizeUnknown,
      rows: tokens.rows,
      placeholders: this.#placeholders,
      barePlaceholders: this.#bare,
      literals: this.#literals,
      limitSlots: facts.limitSlots,
      limitPlaceholders: facts.limitPlaceholders,
      hasLimit: facts.hasLimit,
      hasOffset: facts.hasOffset,
      limit: facts.limit,
      offset: facts.offset,
      argKey: wrapperArguments ?? this.#argKey(truncated),
      truncated,
      hints: this.#hints(),
    };
  }

  #argKey(truncated: boolean): number | null {
    if (this.#placeholders > 0) return null;
    if (this.#literals > 0) return this.#literalHash.value();
    return truncated ? null : 0;
  }

  #hints(): readonly CodeHint[] {
    const { ranges } = this.#scanner.comments;
    if (ranges.length === 0) return [];
    const hints: CodeHint[] = [];
    for (let i = 0; i < ranges.length; i += 2) {
      hints.push(...codeHints(this.source.slice(ranges[i], ranges[i + 1])));
    }
    return hints;
  }

  #wrapped(): { text: string; argKey: number | null } | undefined {
    const { kind, quoted, from, to } = this.#scanner;
    const { verb, called } = this.#facts;
    if (kind !== TOKEN_LITERAL || !quoted || !verb.startsWith('exec')) return undefined;
    if (called !== 'sp_executesql' && called !== 'immediate') return undefined;
    const rest = this.source.slice(to + 1).trim();
    const argKey = rest === '' ? null : new TextHash().add(rest).value();
    return { text: this.source.slice(from, to).replaceAll("''", "'"), argKey };
  }

  #word(word: string): void {
    const literal = word === 'true' || word === 'false';
    const inRow = this.#tokens.top?.kind === 'row';
    if (literal || (inRow && (word === 'null' || word === 'default'))) {
      this.#value(true);
      return;
    }
    const folded = this.#facts.namesProcedure ? word.replace(/\d+/g, '#') : foldDigits(word);
    this.#facts.word(word, folded, this.#tokens);
    this.#tokens.word(word, folded);
  }

  #symbol(symbol: string): void {
    this.#facts.symbol(symbol, this.#tokens);
    if (symbol === '(') this.#tokens.open();
    else if (symbol === ')') this.#tokens.close();
    else if (symbol === ',') this.#tokens.comma();
    else if (symbol === '[') this.#tokens.openArray();
    else if (symbol === ']') this.#tokens.closeArray();
    else this.#tokens.symbol(symbol);
  }

  #value(literal: boolean): void {
    const { from, to, kind, dollarQuoted } = this.#scanner;
    const tokens = this.#tokens;
    if (tokens.dropSigns()) this.#literalHash.add('-');
    if (literal) {
      this.#literals++;
      this.#literalHash.add(this.source, from, to);
      if (dollarQuoted && hasRowVerb(this.source.slice(from, to))) this.#facts.write = true;
    } else this.#placeholders++;
    if (kind === TOKEN_BARE) this.#bare++;
    const zone = this.#facts.value(
      literal ? this.source.slice(from, Math.min(to, from + 16)) : undefined,
    );
    if (this.slots !== undefined) this.slots.push(this.#slot(zone, literal));
    tokens.value(literal, kind === TOKEN_BARE || kind === TOKEN_LIST, kind === TOKEN_LIST);
  }

  #slot(zone: SlotZone, literal: boolean): StatementSlot {
    const { from, to } = this.#scanner;
    const hash = literal ? new TextHash().add(this.source, from, to).value() : null;
    const top = this.#tokens.top;
    const inList = top?.kind === 'in' || top?.kind === 'row' || top?.closer === ']';
    return { zone, hash, inList, ...slotColumns(this.#tokens) };
  }
}

// Agents mark a cut with dots.
function dropEllipsis(out: string[]): boolean {
  if (out.slice(-3).join('') === '...') {
    out.length -= 3;
    return true;
  }
  const last = out[out.length - 1];
  if (!last?.endsWith('…')) return false;
  out.pop();
  if (last.length > 1) out.push(last.slice(0, -1));
  return true;
}

// Runs of four and more digits, and `_` with a long hex suffix, become `#`.
function foldDigits(word: string): string {
  if (!/\d/.test(word)) return word;
  return word
    .replace(/_([0-9a-f]{8,})(?![0-9a-z])/g, (all, hex: string) => (/\d/.test(hex) ? '_#' : all))
    .replace(/\d{4,}/g, '#');
}

// True when a function body holds a statement that changes rows.
function hasRowVerb(body: string): boolean {
  const scanner = new SqlScanner(body, PLAIN_SQL);
  let start = true;
  while (scanner.next()) {
    if (scanner.kind === TOKEN_WORD) {
      if (start && ROW_VERBS.has(scanner.text)) return true;
      start = ['begin', 'then', 'else', 'do', 'loop', 'as', 'query'].includes(scanner.text);
    } else start = scanner.text === ';' || scanner.text === '(';
  }
  return false;
}

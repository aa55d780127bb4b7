// What detection looked at, in numbers and in words: an empty result is only worth as much.

import { type ExaminedCalls, UNREADABLE_CODES } from '../analyses/examined-calls.ts';
import { Notes } from '../model/notes.ts';
import { count, type Phrase } from '../model/phrase.ts';
import type { ExaminedData } from './contract.ts';
import { plural } from './plural.ts';
import type { TextBlock } from './report.ts';

const CLASSES = ['db', 'cache', 'http', 'rpc', 'messaging'] as const;
const WORDS = { db: 'database', cache: 'cache', http: 'HTTP', rpc: 'RPC', messaging: 'messaging' };

/** Adds up what was examined over many traces. */
export class ExaminedTotals {
  readonly #counts = new Map<string, { examined: number; unreadable: number }>();
  readonly #reasons = new Notes();
  #blindTraces = 0;

  add(calls: ExaminedCalls): void {
    let examined = 0;
    for (const name of CLASSES) {
      const total = this.#of(name);
      total.examined += calls[name].examined;
      total.unreadable += calls[name].unreadable;
      examined += calls[name].examined;
    }
    this.#reasons.addAll(calls.reasons);
    if (examined === 0) this.#blindTraces++;
  }

  data(): ExaminedData {
    return {
      db: { ...this.#of('db') },
      cache: { ...this.#of('cache') },
      http: { ...this.#of('http') },
      rpc: { ...this.#of('rpc') },
      messaging: { ...this.#of('messaging') },
      blindTraces: this.#blindTraces,
      reasons: this.#reasons.list(),
    };
  }

  #of(name: string): { examined: number; unreadable: number } {
    let total = this.#counts.get(name);
    if (!total) {
      total = { examined: 0, unreadable: 0 };
      this.#counts.set(name, total);
    }
    return total;
  }
}

/** True when no call of any class could be examined. */
export function nothingExamined(examined: ExaminedData): boolean {
  return CLASSES.every((name) => examined[name].examined === 0);
}

/** "1,204 database and 310 HTTP calls examined", and "6 not readable" where there are any. */
export function examinedFacts(examined: ExaminedData): Phrase[] {
  const seen: Phrase = nothingExamined(examined)
    ? ['no calls examined']
    : [...callsPhrase(examined), ' examined'];
  const unread = unreadable(examined);
  return unread > 0 ? [seen, [count(unread), ' not readable']] : [seen];
}

/** What findings, or their absence, rest on; `found` is how many there are of whatever kind. */
export function examinedBlock(
  examined: ExaminedData,
  { traces, found }: { readonly traces: number; readonly found?: number },
): TextBlock {
  const block = { kind: 'text', label: 'Examined' } as const;
  const why = unreadablePhrase(examined);
  if (nothingExamined(examined)) {
    const where = traces === 1 ? 'This trace shows' : 'These traces show';
    const none = `no call at all. ${where} none to a database, a cache or another service that can be recognised, so finding no loop says nothing`;
    return { ...block, tone: 'bad', phrase: [none, ...why, '.'] };
  }
  const blind: Phrase =
    examined.blindTraces > 0
      ? ['; in ', count(examined.blindTraces), ' of ', ...plural(traces, 'trace'), ' no call']
      : [];
  const nothing: Phrase = found === 0 ? ['; nothing was found'] : [];
  const phrase = [...callsPhrase(examined), ...why, ...blind, ...nothing];
  return { ...block, tone: 'plain', phrase };
}

function callsPhrase(examined: ExaminedData): Phrase {
  const seen = CLASSES.filter((name) => examined[name].examined > 0);
  const phrase: Phrase[number][] = [];
  for (const [index, name] of seen.entries()) {
    if (index > 0) phrase.push(index === seen.length - 1 ? ' and ' : ', ');
    phrase.push(count(examined[name].examined), ` ${WORDS[name]}`);
  }
  const isOne = seen.length === 1 && examined[seen[0] ?? 'db'].examined === 1;
  return [...phrase, isOne ? ' call' : ' calls'];
}

function unreadable(examined: ExaminedData): number {
  return CLASSES.reduce((sum, name) => sum + examined[name].unreadable, 0);
}

function unreadablePhrase(examined: ExaminedData): Phrase {
  const unread = unreadable(examined);
  if (unread === 0) return [];
  const reasons = examined.reasons.filter(({ code }) => UNREADABLE_CODES.has(code));
  const why = reasons.map(({ text }) => text).join('; ');
  return ['; ', count(unread), ` could not be read (${why})`];
}

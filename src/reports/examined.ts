// What detection looked at, in numbers and in words: an empty result is only worth as much.

import type { ExaminedCalls } from '../analyses/examined-calls.ts';
import { Notes } from '../model/notes.ts';
import { count, type Phrase } from '../model/phrase.ts';
import type { ExaminedData } from './contract.ts';

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

/** "1,204 database, 310 HTTP and 0 RPC calls examined". */
export function examinedPhrase(examined: ExaminedData): Phrase {
  const seen = CLASSES.filter((name) => examined[name].examined > 0);
  if (seen.length === 0) return ['no calls examined'];
  const phrase: Phrase[number][] = [];
  for (const [index, name] of seen.entries()) {
    if (index > 0) phrase.push(index === seen.length - 1 ? ' and ' : ', ');
    phrase.push(count(examined[name].examined), ` ${WORDS[name]}`);
  }
  return [...phrase, ' calls examined'];
}

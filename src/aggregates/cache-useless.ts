// Caches that are asked and then filled nearly every time: a GET followed by a SET of the same key
// pattern proves the miss.

import type { TraceContext } from '../analyses/analysis.ts';
import type { Call } from '../analyses/calls/call.ts';
import { logicalCalls } from '../analyses/calls/logical-calls.ts';
import { unitsOfWork } from '../analyses/calls/units-of-work.ts';
import type { DetectionOptions } from '../detectors/options.ts';
import { count, name, percent } from '../model/phrase.ts';
import type { RecurringFinding } from './recurring-finding.ts';
import type { WindowDetector, WindowWatch } from './window-detector.ts';
import { keptExample, type WindowExample, windowFinding } from './window-finding.ts';

const GET = /^(?:get|hget|hgetall|mget|json\.get) (.+)$/;
const SET = /^(?:set|setex|psetex|setnx|hset|hmset|mset|json\.set) (.+)$/;
const MAX_PATTERNS = 10_000;

interface Pattern {
  readonly service: string;
  readonly pattern: string;
  gets: number;
  misses: number;
  traces: number;
  example: WindowExample;
}

export const cacheUseless: WindowDetector = {
  meta: {
    id: 'cache-useless',
    title: 'Caches that never hit',
    description:
      'A cache is asked and then filled nearly every time: a GET that a SET of the same key pattern follows was a miss.',
    kinds: ['cache-useless'],
    failing: [],
  },
  watch: (options) => new UselessCaches(options),
};

class UselessCaches implements WindowWatch {
  readonly #patterns = new Map<string, Pattern>();

  constructor(private readonly options: DetectionOptions) {}

  add(context: TraceContext): void {
    const { calls, unitStart } = context.get(logicalCalls);
    if (!calls.some(({ callClass }) => callClass === 'cache')) return;
    const seen = new Set<Pattern>();
    for (const { number, service } of context.get(unitsOfWork).units) {
      const own = calls.slice(unitStart[number], unitStart[number + 1]);
      if (own.some(({ callClass }) => callClass === 'cache'))
        this.#look(context, service, own, seen);
    }
    for (const pattern of seen) pattern.traces++;
  }

  // In order of start: each SET answers one GET of its pattern that came before.
  #look(context: TraceContext, service: string, calls: readonly Call[], seen: Set<Pattern>): void {
    const open = new Map<string, number>();
    for (const call of calls) {
      if (call.callClass !== 'cache' || call.essence.identity.quality !== 'full') continue;
      const asked = GET.exec(call.template)?.[1];
      if (asked !== undefined) {
        const pattern = this.#of(context, service, asked, call.span);
        if (!pattern) continue;
        pattern.gets++;
        seen.add(pattern);
        open.set(asked, (open.get(asked) ?? 0) + 1);
      }
      const filled = SET.exec(call.template)?.[1];
      const waiting = filled === undefined ? 0 : (open.get(filled) ?? 0);
      if (filled === undefined || waiting === 0) continue;
      open.set(filled, waiting - 1);
      const pattern = this.#of(context, service, filled, call.span);
      if (pattern) pattern.misses++;
    }
  }

  result(): RecurringFinding[] {
    const { occurrences, share } = this.options.cacheUseless;
    return [...this.#patterns.values()]
      .filter(({ gets, misses }) => gets >= occurrences && misses >= share * gets)
      .map(({ service, pattern, gets, misses, traces, example }) =>
        windowFinding({
          kind: 'cache-useless',
          confidence: 'high',
          template: pattern,
          count: gets,
          traces: { affected: traces, of: traces },
          entryOperation: pattern,
          example,
          message: [
            name(service),
            ' finds nothing in its cache for ',
            name(pattern),
            ' in ',
            percent(misses / gets),
            ' of ',
            count(gets),
            ' reads, and fills it each time',
          ],
          advice: ['Keep entries longer or drop this cache; check that keys of GET and SET agree.'],
        }),
      );
  }

  #of(context: TraceContext, service: string, pattern: string, span: number): Pattern | undefined {
    const key = `${service}\n${pattern}`;
    const known = this.#patterns.get(key);
    if (known) {
      known.example = keptExample(known.example, context, span);
      return known;
    }
    if (this.#patterns.size >= MAX_PATTERNS) return undefined;
    const example = keptExample(undefined, context, span);
    const created: Pattern = { service, pattern, gets: 0, misses: 0, traces: 0, example };
    this.#patterns.set(key, created);
    return created;
  }
}

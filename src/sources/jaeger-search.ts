// One search over a live Jaeger: asks what the server can filter, of each service where one must be
// named, tests every trace again, and says what was not looked at.

import { InputError, SourceError } from '../errors.ts';
import { compareText } from '../lib/text-order.ts';
import type { Trace } from '../model/trace.ts';
import { matchesQuery, type TimeWindow, type TraceQuery } from '../model/trace-query.ts';
import { addGaps, type Coverage } from './coverage.ts';
import { planSearch, type SearchAbilities, type SearchPlan } from './search-plan.ts';
import { SearchRecord } from './search-record.ts';
import { type OpenedSearch, openSearch, type SearchRoutes } from './search-request.ts';
import { TraceGathering } from './trace-gathering.ts';

/** Services searched at the same time. */
const CONCURRENCY = 4;

export type WindowedQuery = TraceQuery & { readonly window: TimeWindow };

export class JaegerSearch {
  readonly #routes: SearchRoutes;
  readonly #query: WindowedQuery;
  readonly #plan: SearchPlan;
  readonly #maxLimit: number;
  readonly #coverage: Coverage;
  /** What earlier searches of the same source have counted. */
  readonly #before: { readonly traces: number; readonly spans: number };
  readonly #gathering: TraceGathering;
  readonly #record = new SearchRecord();
  #answers = 0;
  #matches = 0;
  #yielded = 0;
  /** True while services are searched side by side. */
  #aside = false;

  constructor(
    routes: SearchRoutes,
    query: WindowedQuery,
    abilities: SearchAbilities,
    coverage: Coverage,
  ) {
    this.#routes = routes;
    this.#query = query;
    this.#coverage = coverage;
    this.#before = { traces: coverage.traces, spans: coverage.spans };
    this.#maxLimit = abilities.maxLimit;
    this.#plan = planSearch(query, abilities);
    this.#gathering = new TraceGathering(coverage.notes);
  }

  /** Distinct traces that answers brought, whether they match or not. */
  get read(): number {
    return this.#gathering.traces;
  }

  /** Matching traces, newest first unless they are too many to hold. Errors: SourceError. */
  async *run(): AsyncGenerator<Trace, void, undefined> {
    this.#tellPlan();
    if (this.#query.service === undefined && this.#routes.api.needsService) {
      await this.#searchEachService();
    } else {
      yield* this.#searchOnce();
    }
    yield* this.#matching(this.#gathering.drain().sort(newestFirst));
    this.#record.finish(this.#coverage, this.#plan, {
      limit: this.#query.limit,
      mostLimit: Math.min(this.#maxLimit, this.#routes.most.limit),
      read: this.#gathering.traces,
      matches: this.#matches,
    });
  }

  #tellPlan(): void {
    const { pushedDown, appliedHere, exact } = this.#plan;
    const asked = pushedDown.length === 0 ? 'no filter' : pushedDown.join(', ');
    const here = appliedHere.length === 0 ? '' : `; applied here: ${appliedHere.join(', ')}`;
    this.#routes.detail(`asking for up to ${exact.limit} traces by ${asked}${here}`);
  }

  // One service, or all at once: traces leave while the answer is still coming in.
  async *#searchOnce(): AsyncGenerator<Trace, void, undefined> {
    const { service } = this.#query;
    let opened: OpenedSearch;
    try {
      opened = await openSearch(this.#routes, this.#plan.exact);
    } catch (error) {
      if (service !== undefined || !isReadFailure(error)) throw error;
      this.#routes.detail(`searching all services at once failed: ${error.message}`);
      await this.#searchEachService();
      return;
    }
    const cutOff = yield* this.#read(opened);
    if (!cutOff) return;
    this.#record.sawLimit(service ?? '', opened);
    yield* this.#followHints(service);
  }

  // The answers for many services name the same traces again and again, and together may be far
  // more than wanted: only the newest are kept, so the limit bounds the memory.
  async #searchEachService(): Promise<void> {
    const services = await this.#routes.api.services();
    this.#routes.detail(`no service given: searching each of ${services.length}`);
    this.#record.services = services.length;
    this.#aside = true;
    this.#gathering.maxHeldSpans = Number.POSITIVE_INFINITY;
    const cutOff: string[] = [];
    await inParallel(services, async (service) => {
      try {
        const opened = await openSearch(this.#routes, { ...this.#plan.exact, service });
        if (!(await finish(this.#read(opened)))) return;
        this.#record.sawLimit(service, opened);
        cutOff.push(service);
      } catch (error) {
        if (!isReadFailure(error)) throw error;
        this.#record.sawFailure(service, error);
      }
    });
    if (this.#record.totalFailure) throw this.#record.totalFailure;
    await inParallel(cutOff, (service) => finish(this.#followHints(service)));
  }

  // A search that finds more of what is wanted, though not all of it, may fail.
  async *#followHints(service: string | undefined): AsyncGenerator<Trace, void, undefined> {
    for (const { flag, search } of this.#plan.hints) {
      this.#routes.detail(`the limit was reached: asking the server for ${flag} as well`);
      try {
        yield* this.#read(await openSearch(this.#routes, { ...search, service }), true);
      } catch (error) {
        if (!isReadFailure(error)) throw error;
        this.#routes.detail(`asking for ${flag} failed: ${error.message}`);
      }
    }
  }

  /** Takes an answer in and lets go what cannot be held; true when its limit cut it off. */
  async *#read(
    { found, limit }: OpenedSearch,
    isHint = false,
  ): AsyncGenerator<Trace, boolean, undefined> {
    const answer = this.#answers++;
    const seen = new Set<string>();
    try {
      for await (const trace of found.traces) {
        seen.add(trace.id);
        if (!isHint) this.#record.sawTrace(trace);
        const leaving = this.#gathering.add(trace, answer);
        this.#coverage.traces = this.#before.traces + this.#gathering.traces;
        this.#coverage.spans = this.#before.spans + this.#gathering.spans;
        if (this.#aside) this.#keepNewest();
        else yield* this.#matching(leaving);
      }
    } finally {
      addGaps(this.#coverage, found.coverage);
      await found.discard();
    }
    return seen.size >= limit;
  }

  *#matching(traces: readonly Trace[]): Generator<Trace, void, undefined> {
    for (const trace of traces) {
      if (!matchesQuery(trace, this.#query)) continue;
      this.#matches++;
      if (this.#yielded >= this.#query.limit) continue;
      this.#yielded++;
      yield trace;
    }
  }

  #keepNewest(): void {
    const { limit } = this.#query;
    if (this.#gathering.held < 2 * limit + 100) return;
    this.#gathering.retain((held) => {
      const matching = held.filter((trace) => matchesQuery(trace, this.#query)).sort(newestFirst);
      this.#matches += Math.max(0, matching.length - limit);
      return matching.slice(0, limit);
    });
  }
}

function newestFirst(a: Trace, b: Trace): number {
  return b.startUs - a.startUs || b.startRestNs - a.startRestNs || compareText(a.id, b.id);
}

// Of what was asked; an interruption, or a bug of ours, ends everything.
function isReadFailure(error: unknown): error is SourceError | InputError {
  return error instanceof SourceError || error instanceof InputError;
}

/** Runs a generator to its end without looking at what it yields; gives what it returns. */
async function finish<R>(generator: AsyncGenerator<unknown, R, undefined>): Promise<R> {
  for (;;) {
    const { done, value } = await generator.next();
    if (done) return value;
  }
}

async function inParallel(
  names: readonly string[],
  work: (name: string) => Promise<void>,
): Promise<void> {
  const waiting = [...names].reverse();
  const worker = async (): Promise<void> => {
    for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) await work(name);
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
}

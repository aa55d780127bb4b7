// One search asked of the server until it answers: with fewer traces where it refuses the number,
// and around the one trace that it cannot write.

import { utcText } from '../lib/time-text.ts';
import type { Trace } from '../model/trace.ts';
import { addGaps, addUnreadable, type Coverage, emptyCoverage } from './coverage.ts';
import type { FoundTraces, JaegerApi } from './jaeger-api.ts';
import type { ServerSearch } from './search-plan.ts';
import { foundTraces } from './trace-answer.ts';

/** Traces on their way, and how many were asked for in the end. */
export interface OpenedSearch {
  readonly found: FoundTraces;
  readonly limit: number;
  /** Larger answers than this limit gives are too large for the server. */
  readonly isShrunk: boolean;
}

export interface SearchRoutes {
  readonly api: JaegerApi;
  /** api_v3 where v1 is searched: it can write what v1 cannot. */
  readonly fallback?: JaegerApi | undefined;
  /** The largest limit that the server takes, as far as it is known; kept for the run. */
  readonly most: { limit: number };
  detail(line: string): void;
}

/** Errors: SourceError. */
export async function openSearch(
  routes: SearchRoutes,
  search: ServerSearch,
): Promise<OpenedSearch> {
  let limit = Math.min(search.limit, routes.most.limit);
  let isShrunk = false;
  let { api } = routes;
  for (;;) {
    const outcome = await api.search({ ...search, limit });
    if (outcome.kind === 'found') {
      if (isShrunk) noteShrunk(outcome.coverage, search.limit, limit);
      return { found: api === routes.api ? outcome : namingFaults(outcome), limit, isShrunk };
    }
    if (outcome.why === 'limit' && limit > 1) {
      limit = await mostTaken(routes, api, search, limit);
    } else if (outcome.why === 'size' && limit > 1) {
      routes.detail(`the answer for ${limit} traces is too large for the server, halving`);
      limit = Math.floor(limit / 2);
      isShrunk = true;
    } else if (outcome.why === 'nan' && api !== routes.fallback && routes.fallback) {
      routes.detail('v1 cannot answer because of a NaN attribute, asking api_v3');
      api = routes.fallback;
    } else if (outcome.why === 'nan') {
      routes.detail('v1 cannot answer because of a NaN attribute, narrowing the window around it');
      const coverage = emptyCoverage();
      const traces = searchAround(routes, { ...search, limit }, coverage);
      return { found: foundTraces(traces, coverage), limit, isShrunk };
    } else {
      throw outcome.error;
    }
  }
}

function noteShrunk(coverage: Coverage, wanted: number, limit: number): void {
  coverage.notes.add(
    'answer-too-large',
    `${wanted} traces are more than the server or its storage can send in one answer: ${limit} were asked for; search several narrower windows (--since, --until) for more`,
  );
}

/** The largest limit below `refused` that the server takes, asked for windows that hold nothing. */
async function mostTaken(
  routes: SearchRoutes,
  api: JaegerApi,
  search: ServerSearch,
  refused: number,
): Promise<number> {
  let low = 1;
  let high = refused;
  while (high - low > 1) {
    const limit = Math.floor((low + high) / 2);
    const outcome = await api.search({ ...search, limit, window: { startUs: 0, endUs: 1 } });
    if (outcome.kind === 'found') {
      await outcome.discard();
      low = limit;
    } else if (outcome.why === 'limit') high = limit;
    else throw outcome.error;
  }
  routes.most.limit = low;
  routes.detail(`the server refused ${refused} traces: it takes ${low} at most`);
  return low;
}

// Both bound the search for one bad trace: halving an hour down to a millisecond takes 22 steps.
const SMALLEST_SLICE_US = 1000;
const MOST_REQUESTS = 400;

/** Halves the window, newest half first, and leaves out the slices that cannot be answered. */
async function* searchAround(
  { api }: SearchRoutes,
  search: ServerSearch,
  coverage: Coverage,
): AsyncGenerator<Trace, void, undefined> {
  const open = halves(search.window);
  const seen = new Set<string>();
  for (let requests = 0; open.length > 0 && seen.size < search.limit; requests++) {
    const window = open.pop() as ServerSearch['window'];
    if (requests >= MOST_REQUESTS) {
      noteUnanswered(coverage, window);
      continue;
    }
    const outcome = await api.search({ ...search, window });
    if (outcome.kind === 'refused' && outcome.why !== 'nan') throw outcome.error;
    if (outcome.kind === 'found') {
      for await (const trace of outcome.traces) {
        seen.add(trace.id);
        yield trace;
      }
      addGaps(coverage, outcome.coverage);
    } else if (window.endUs - window.startUs < SMALLEST_SLICE_US) {
      noteUnanswered(coverage, window);
    } else {
      open.push(...halves(window));
    }
  }
}

// The newer half comes off the stack first.
function halves({ startUs, endUs }: ServerSearch['window']): ServerSearch['window'][] {
  const middle = Math.floor((startUs + endUs) / 2);
  return [
    { startUs, endUs: middle },
    { startUs: middle + 1, endUs },
  ];
}

function noteUnanswered(coverage: Coverage, { startUs, endUs }: ServerSearch['window']): void {
  addUnreadable(coverage);
  const when =
    endUs - startUs < SMALLEST_SLICE_US
      ? `in the millisecond from ${utcText(startUs)} on`
      : `from ${utcText(startUs)} to ${utcText(endUs)}`;
  coverage.notes.add(
    'nan-attribute',
    `traces with a span ${when} are missing: one of them has a NaN or infinite number as an attribute, which the v1 API cannot write`,
  );
}

/** The same traces, with a note for each that v1 could not have written. */
function namingFaults(found: FoundTraces): FoundTraces {
  const { coverage } = found;
  async function* named(): AsyncGenerator<Trace, void, undefined> {
    for await (const trace of found.traces) {
      const key = nonFiniteAttribute(trace);
      if (key !== undefined) {
        coverage.notes.add(
          'nan-attribute',
          `trace ${trace.id} has a NaN or infinite number as attribute ${key}, which the v1 API cannot write: it was read through api_v3`,
        );
      }
      yield trace;
    }
  }
  return { ...found, traces: named() };
}

/** The key of an attribute that is no number JSON can write, in any span of the trace. */
export function nonFiniteAttribute({ table, row }: Trace): string | undefined {
  const ranges = (owner: { start(i: number): number; end(i: number): number }, index: number) => {
    for (let i = owner.start(index); i < owner.end(index); i++) {
      const { key, type, value } = table.attributeAt(i);
      if (type === 'double' && !Number.isFinite(value)) return key;
    }
    return undefined;
  };
  for (const span of row) {
    const resource = table.spanResource.at(span);
    const key =
      ranges(table.spanAttributes, span) ??
      (resource < 0 ? undefined : ranges(table.resourceAttributes, resource));
    if (key !== undefined) return key;
    for (let e = table.spanEvents.start(span); e < table.spanEvents.end(span); e++) {
      const ofEvent = ranges(table.eventAttributes, e);
      if (ofEvent !== undefined) return ofEvent;
    }
  }
  return undefined;
}

// A live Jaeger as a source of traces, whichever dialect it speaks. The dialect is found at the
// first question and holds for the run.

import { NoDataError, SourceError, UsageError } from '../errors.ts';
import { nearestNames } from '../lib/nearest-name.ts';
import { quotedText } from '../lib/quoted-text.ts';
import { mergeTraces } from '../model/merge-traces.ts';
import type { Trace } from '../model/trace.ts';
import { canonicalTraceId } from '../model/trace-id.ts';
import type { TraceQuery } from '../model/trace-query.ts';
import { addGaps, type Coverage, emptyCoverage } from './coverage.ts';
import type { HttpClient } from './http-answer.ts';
import type { FoundTraces, JaegerApi } from './jaeger-api.ts';
import { type ApiChoice, type Dialect, describeDialect, probeDialect } from './jaeger-dialect.ts';
import { type JaegerRoutes, jaegerRoutes, searchAbilities } from './jaeger-routes.ts';
import { JaegerSearch } from './jaeger-search.ts';
import type { OperationInfo, TraceSource } from './source.ts';

export interface JaegerSourceOptions {
  /** Forces a dialect instead of probing for one. */
  readonly api?: ApiChoice | undefined;
  readonly onDetail?: ((line: string) => void) | undefined;
}

/** The source over `client`, which it closes. Nothing is asked before the first question. */
export function jaegerSource(client: HttpClient, options: JaegerSourceOptions = {}): TraceSource {
  return new JaegerSource(client, options);
}

class JaegerSource implements TraceSource {
  readonly description: string;
  readonly coverage: Coverage = emptyCoverage();
  onDetail: ((line: string) => void) | undefined;
  readonly #client: HttpClient;
  readonly #forced: ApiChoice | undefined;
  readonly #most = { limit: Number.POSITIVE_INFINITY };
  #dialect: Promise<Dialect> | undefined;

  constructor(client: HttpClient, options: JaegerSourceOptions) {
    this.#client = client;
    this.#forced = options.api;
    this.onDetail = options.onDetail;
    this.description = client.baseUrl;
  }

  async *search(query: TraceQuery): AsyncGenerator<Trace, void, undefined> {
    const dialect = await this.#findDialect();
    const { api, fallback } = await this.#searchRoutes();
    const abilities = searchAbilities(dialect, api.name);
    const windowed = { ...query, window: query.window ?? { startUs: 0, endUs: Date.now() * 1000 } };
    const detail = (line: string): void => this.onDetail?.(line);
    const routes = { api, fallback, detail, most: this.#most };
    const search = new JaegerSearch(routes, windowed, abilities, this.coverage);
    yield* search.run();
    const most = Math.min(abilities.maxLimit, this.#most.limit);
    if (query.limit > most) this.#noteCappedLimit(most);
    if (search.read === 0 && query.service !== undefined) {
      await this.#explainNothing(api, query.service, query.operation);
    }
  }

  async fetch(text: string): Promise<Trace> {
    const id = traceIdOf(text);
    const { api, fallback } = await this.#routes();
    let outcome = await api.byId(id);
    if (outcome.kind === 'refused' && fallback) {
      this.onDetail?.(`v1 cannot answer (${outcome.error.message}), asking api_v3`);
      outcome = await fallback.byId(id);
    }
    if (outcome.kind === 'refused') throw outcome.error;
    const parts = await this.#partsOf(id, outcome);
    if (parts.length > 0) {
      const trace = mergeTraces(parts);
      this.coverage.traces++;
      this.coverage.spans += trace.size;
      return trace;
    }
    throw new NoDataError(
      `${this.description} has no trace ${id}.`,
      'It may be older than the server keeps traces, not have arrived yet, or never have been sampled. Servers on Elasticsearch look up an ID in the last 72 hours only: find older traces with --since or --at around their time.',
    );
  }

  async services(): Promise<readonly string[]> {
    return (await this.#searchRoutes()).api.services();
  }

  async operations(service: string): Promise<readonly OperationInfo[]> {
    const { api } = await this.#searchRoutes();
    const operations = await api.operations(service);
    if (operations.length === 0) await this.#explainNothing(api, service, undefined);
    return operations;
  }

  async close(): Promise<void> {
    await this.#client.close();
  }

  async #findDialect(): Promise<Dialect> {
    this.#dialect ??= probeDialect(this.#client, this.#forced).then((dialect) => {
      this.onDetail?.(`${this.description}: ${describeDialect(dialect)} (${dialect.why})`);
      return dialect;
    });
    return this.#dialect;
  }

  async #routes(): Promise<JaegerRoutes> {
    return jaegerRoutes(this.#client, await this.#findDialect());
  }

  // Traces by ID outlive the rest of v1.
  async #searchRoutes(): Promise<JaegerRoutes> {
    const { v1Search, v3 } = await this.#findDialect();
    if (v1Search || v3 !== 'none') return this.#routes();
    throw new SourceError(
      `${this.description} has no v1 search.`,
      'If it is a Jaeger after 2.20, which only has api_v3: leave out --api v1.',
    );
  }

  async #partsOf(id: string, found: FoundTraces): Promise<Trace[]> {
    const parts: Trace[] = [];
    try {
      for await (const trace of found.traces) {
        if (canonicalTraceId(trace.id) === id) parts.push(trace);
      }
    } finally {
      addGaps(this.coverage, found.coverage);
      await found.discard();
    }
    return parts;
  }

  /** Throws NoDataError when the server does not know the name; returns when it does. */
  async #explainNothing(
    api: JaegerApi,
    service: string,
    operation: string | undefined,
  ): Promise<void> {
    const services = await api.services();
    if (services.length === 0) {
      throw new NoDataError(
        `${this.description} knows no services: no traces have arrived there yet.`,
        'Check that the collector sends to this Jaeger, and its tenant if it has several.',
      );
    }
    if (!services.includes(service)) {
      throw new NoDataError(
        `${this.description} knows no service "${quotedText(service)}".`,
        nameHint(service, services, 'tracescope services lists them'),
      );
    }
    if (operation === undefined) return;
    const operations = (await api.operations(service)).map(({ name }) => name);
    if (operations.length === 0 || operations.includes(operation)) return;
    throw new NoDataError(
      `service "${quotedText(service)}" has no operation "${quotedText(operation)}".`,
      nameHint(operation, operations, `tracescope operations ${quotedText(service)} lists them`),
    );
  }

  #noteCappedLimit(most: number): void {
    this.coverage.notes.add(
      'limit-capped',
      `this server is asked for ${most} traces at most: search several narrower windows (--since, --until) for more`,
    );
  }
}

// As people paste it: with spaces around, in upper case, without leading zeros, as a UUID.
function traceIdOf(text: string): string {
  const id = text.trim();
  const hex = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id) ? id.replaceAll('-', '') : id;
  if (/^[0-9a-f]{1,32}$/i.test(hex)) return canonicalTraceId(hex);
  throw new UsageError(
    `"${id}" is not a trace ID.`,
    'A trace ID is 1 to 32 hexadecimal digits, as in 4bf92f3577b34da6a3ce929d0e0e4736.',
  );
}

function nameHint(name: string, known: readonly string[], otherwise: string): string {
  const near = nearestNames(name, known);
  if (near.length === 0) return `${otherwise}.`;
  return `Did you mean ${near.map((n) => `"${quotedText(n)}"`).join(' or ')}? (${otherwise})`;
}

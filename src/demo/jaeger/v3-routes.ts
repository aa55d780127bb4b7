// The routes of api_v3: OTLP over HTTP.

import { type ApiAnswer, type JaegerServer, v3Answer, v3Error } from './api-answer.ts';
import type { Behaviour } from './behaviour.ts';
import {
  GoParseError,
  parseBoolean,
  parseDuration,
  parseInteger,
  parseStringMap,
  parseTime,
  syntaxError,
} from './go-parsing.ts';
import { listOperations } from './operation-list.ts';
import type { QueryString } from './query-string.ts';
import { readTrace, v3ResourceSpans } from './read-trace.ts';
import { type SearchQuery, StorageError, searchTraces } from './search.ts';
import { parseTraceId } from './trace-id.ts';
import type { StoredTrace } from './trace-store.ts';
import { summarize } from './trace-summary.ts';

/** A request that cannot be served; the message is the server's. */
class BadRequest extends Error {}

/** Reads parameters in the spellings that a release knows; camelCase comes first. */
class Parameters {
  constructor(
    readonly query: QueryString,
    readonly behaviour: Behaviour,
  ) {}

  /** The name to use in messages when nothing was given. */
  name(camel: string, snake: string): string {
    return this.behaviour.camelCase ? camel : snake;
  }

  /** The first spelling with a value; undefined when there is none. */
  find(...spellings: readonly string[]): { name: string; text: string } | undefined {
    for (const name of spellings) {
      if (!this.behaviour.camelCase && /[A-Z]/.test(name)) continue;
      const text = this.query.get(name);
      if (text !== '') return { name, text };
    }
    return undefined;
  }

  read<T>(parse: (text: string) => T, ...spellings: readonly string[]): T | undefined {
    const found = this.find(...spellings);
    if (!found) return undefined;
    try {
      return parse(found.text);
    } catch (error) {
      if (!(error instanceof GoParseError)) throw error;
      throw new BadRequest(`malformed parameter ${found.name}: ${error.message}`);
    }
  }
}

/** GET /api/v3/traces */
export function searchV3(server: JaegerServer, query: QueryString): ApiAnswer {
  return answering(() => {
    const { behaviour } = server;
    const parameters = new Parameters(query, behaviour);
    const search = readSearch(parameters);
    const raw = readRaw(parameters, 'query.rawTraces', 'query.raw_traces');
    readFilter(parameters);
    const found = searchTraces(server.store, search);
    if (found.length === 0 && behaviour.v3EmptySearch === 'not-found') {
      return v3Error(404, 'No traces found');
    }
    return tracesAnswer(server, found, raw);
  });
}

function tracesAnswer(server: JaegerServer, traces: readonly StoredTrace[], raw: boolean) {
  const resourceSpans = v3ResourceSpans(server, traces, raw);
  return v3Answer(server.behaviour, { result: { resourceSpans } });
}

function answering(answer: () => ApiAnswer): ApiAnswer {
  try {
    return answer();
  } catch (error) {
    if (error instanceof BadRequest) return v3Error(400, error.message);
    if (error instanceof StorageError) return v3Error(500, error.message);
    throw error;
  }
}

// The order is the server's: the first mistake is the one it names.
function readSearch(parameters: Parameters): SearchQuery {
  const { behaviour } = parameters;
  const minNames = ['query.startTimeMin', 'query.start_time_min'] as const;
  const maxNames = ['query.startTimeMax', 'query.start_time_max'] as const;
  const minName = parameters.name(...minNames);
  const maxName = parameters.name(...maxNames);
  if (!parameters.find(...minNames) || !parameters.find(...maxNames)) {
    throw new BadRequest(`${minName} and ${maxName} are required`);
  }
  const startNs = parameters.read(parseTime, ...minNames) ?? 0n;
  const endNs = parameters.read(parseTime, ...maxNames) ?? 0n;
  if (behaviour.camelCase && startNs >= endNs) {
    throw new BadRequest(`${minName} must be before ${maxName}`);
  }
  const depth = parameters.read(
    (text) => parseInteger(text, 64, 'Atoi'),
    'query.searchDepth',
    ...(behaviour.camelCase ? ['query.search_depth'] : []),
    'query.num_traces',
  );
  const duration = (camel: string, snake: string) =>
    parameters.read(parseDuration, camel, snake) ?? 0n;
  return {
    service: parameters.find('query.serviceName', 'query.service_name')?.text ?? '',
    operation: parameters.find('query.operationName', 'query.operation_name')?.text ?? '',
    startNs,
    endNs,
    depth: depth ?? behaviour.defaultDepth,
    minDurationNs: duration('query.durationMin', 'query.duration_min'),
    maxDurationNs: duration('query.durationMax', 'query.duration_max'),
    tags: behaviour.attributesFilter
      ? (parameters.read(parseStringMap, 'query.attributes') ?? new Map())
      : new Map(),
  };
}

function readRaw(parameters: Parameters, camel: string, snake: string): boolean {
  if (!parameters.behaviour.rawParameters) return false;
  return parameters.read(parseBoolean, camel, snake) ?? false;
}

// The filter's feature gate is off, as it is by default; broken JSON is noticed first.
function readFilter(parameters: Parameters): void {
  const found = parameters.behaviour.structuredFilter && parameters.find('query.filter');
  if (!found) return;
  try {
    JSON.parse(found.text);
  } catch {
    throw new BadRequest(`malformed parameter query.filter: ${syntaxError(found.text)}`);
  }
  throw new BadRequest(
    'the structured query filter is disabled: enable the "jaeger.query.structuredFilters" feature gate to use it',
  );
}

/** GET /api/v3/trace-summaries */
export function summariesV3(server: JaegerServer, query: QueryString): ApiAnswer {
  return answering(() => {
    const parameters = new Parameters(query, server.behaviour);
    const search = readSearch(parameters);
    readRaw(parameters, 'query.rawTraces', 'query.raw_traces');
    readFilter(parameters);
    const whole = { ...server, maxTraceSize: 0 };
    const summaries = searchTraces(server.store, search).map((trace) =>
      summarize(trace.traceId, readTrace(whole, trace, 'v3', false)),
    );
    return v3Answer(server.behaviour, { summaries });
  });
}

/** GET /api/v3/traces/{id} */
export function traceV3(server: JaegerServer, idText: string, query: QueryString): ApiAnswer {
  return answering(() => {
    const { behaviour } = server;
    const parameters = new Parameters(query, behaviour);
    const id = readId(idText, behaviour);
    if (behaviour.rawParameters) {
      parameters.read(parseTime, 'startTime', 'start_time');
      parameters.read(parseTime, 'endTime', 'end_time');
    }
    const raw = readRaw(parameters, 'rawTraces', 'raw_traces');
    const trace = server.store.find(id);
    if (!trace) return v3Error(404, behaviour.v3UnknownId);
    return tracesAnswer(server, [trace], raw);
  });
}

function readId(text: string, behaviour: Behaviour): string {
  try {
    return parseTraceId(text, behaviour.base64Ids);
  } catch (error) {
    if (!(error instanceof GoParseError)) throw error;
    throw new BadRequest(`malformed parameter trace_id: ${error.message}`);
  }
}

/** GET /api/v3/services */
export function servicesV3(server: JaegerServer): ApiAnswer {
  const services = server.store.services();
  const none = services.length === 0 && server.behaviour.emptyServicesAreNull;
  return v3Answer(server.behaviour, none ? {} : { services });
}

/** GET /api/v3/operations */
export function operationsV3(server: JaegerServer, query: QueryString): ApiAnswer {
  const { behaviour } = server;
  const kind = new Parameters(query, behaviour).find('spanKind', 'span_kind')?.text ?? '';
  const operations = listOperations(server, query.get('service'), kind).map((operation) => ({
    name: operation.name,
    spanKind: operation.kind || behaviour.kindlessInV3 || undefined,
  }));
  return v3Answer(behaviour, { operations });
}

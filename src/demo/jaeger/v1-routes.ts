// The routes of Jaeger's own JSON API.

import { decodeOtlp, tracesOf } from '../decode-otlp.ts';
import type { DemoTrace } from '../demo-trace.ts';
import { encodeJaegerTrace, shortTraceId } from '../encode-jaeger-v1.ts';
import { type ApiAnswer, type JaegerServer, v1Answer, v1Error } from './api-answer.ts';
import { dependenciesBetween } from './dependencies.ts';
import {
  GoParseError,
  parseBoolean,
  parseDuration,
  parseInteger,
  parseStringMap,
} from './go-parsing.ts';
import { listOperations } from './operation-list.ts';
import type { QueryString } from './query-string.ts';
import { v1Trace } from './read-trace.ts';
import { type SearchQuery, StorageError, searchTraces } from './search.ts';
import { parseTraceId } from './trace-id.ts';
import type { StoredTrace } from './trace-store.ts';

const DEFAULT_DEPTH = 100;
const TWO_DAYS_MS = 48 * 3600_000;
const DAY_MS = 24 * 3600_000;

/** GET /api/traces: a search, or traces by ID when `traceID` is given. */
export function searchV1(server: JaegerServer, query: QueryString, nowMs: number): ApiAnswer {
  try {
    const search = readSearch(query, nowMs);
    const ids = query.all('traceID').map((text) => parseTraceId(text, server.behaviour.base64Ids));
    if (ids.length === 0 && search.service === '') {
      return v1Error(400, "parameter 'service' is required");
    }
    const { minDurationNs: min, maxDurationNs: max } = search;
    if (min !== 0n && max !== 0n && max < min) {
      return v1Error(400, "'maxDuration' should be greater than 'minDuration'");
    }
    const raw = server.behaviour.rawParameters && readRaw(query);
    if (ids.length > 0) return tracesById(server, ids, raw);
    return v1Answer(searchTraces(server.store, search).map((trace) => v1Trace(server, trace, raw)));
  } catch (error) {
    if (error instanceof GoParseError) return v1Error(400, error.message);
    if (error instanceof StorageError) return v1Error(500, error.message);
    throw error;
  }
}

function tracesById(server: JaegerServer, ids: readonly string[], raw: boolean): ApiAnswer {
  const found: StoredTrace[] = [];
  const errors: unknown[] = [];
  for (const id of ids) {
    const trace = server.store.find(id);
    if (trace) found.push(trace);
    else errors.push({ msg: 'trace not found', traceID: shortTraceId(id) });
  }
  const data = found.map((trace) => v1Trace(server, trace, raw));
  return v1Answer(data, 0, errors.length > 0 ? errors : null);
}

// The order is the server's: the first mistake is the one it names.
function readSearch(query: QueryString, nowMs: number): SearchQuery {
  const startNs = readMicroseconds(query, 'start') ?? BigInt(nowMs - TWO_DAYS_MS) * 1_000_000n;
  const endNs = readMicroseconds(query, 'end') ?? BigInt(nowMs) * 1_000_000n;
  const tags = readTags(query);
  const limit = query.get('limit');
  return {
    service: query.get('service'),
    operation: query.get('operation'),
    startNs,
    endNs,
    tags,
    depth: limit === '' ? DEFAULT_DEPTH : parseInteger(limit, 32, 'ParseInt'),
    minDurationNs: readNamed(query, 'minDuration', parseDuration) ?? 0n,
    maxDurationNs: readNamed(query, 'maxDuration', parseDuration) ?? 0n,
  };
}

function readNamed<T>(query: QueryString, name: string, parse: (text: string) => T): T | undefined {
  const text = query.get(name);
  if (text === '') return undefined;
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof GoParseError)) throw error;
    throw new GoParseError(`unable to parse param '${name}': ${error.message}`);
  }
}

function readMicroseconds(query: QueryString, name: string): bigint | undefined {
  const us = readNamed(query, name, (text) => parseInteger(text, 64, 'ParseInt'));
  return us === undefined ? undefined : BigInt(us) * 1000n;
}

const readRaw = (query: QueryString): boolean => readNamed(query, 'raw', parseBoolean) ?? false;

function readTags(query: QueryString): Map<string, string> {
  const tags = new Map<string, string>();
  for (const pair of query.all('tag')) {
    const at = pair.indexOf(':');
    if (at < 0) {
      throw new GoParseError(`malformed 'tag' parameter, expecting key:value, received: ${pair}`);
    }
    tags.set(pair.slice(0, at), pair.slice(at + 1));
  }
  for (const text of query.all('tags')) {
    try {
      for (const [key, value] of parseStringMap(text)) tags.set(key, value);
    } catch (error) {
      if (!(error instanceof GoParseError)) throw error;
      throw new GoParseError(`malformed 'tags' parameter, cannot unmarshal JSON: ${error.message}`);
    }
  }
  return tags;
}

/** GET /api/traces/{id} */
export function traceV1(server: JaegerServer, idText: string, query: QueryString): ApiAnswer {
  const { behaviour } = server;
  try {
    const id = parseTraceId(idText, behaviour.base64Ids);
    if (behaviour.rawParameters) {
      readMicroseconds(query, 'start');
      readMicroseconds(query, 'end');
    }
    const raw = behaviour.rawParameters ? readRaw(query) : query.get('raw') === 'true';
    const trace = server.store.find(id);
    if (!trace) return v1Error(404, 'trace not found');
    return v1Answer([v1Trace(server, trace, raw)]);
  } catch (error) {
    if (error instanceof GoParseError) return v1Error(400, error.message);
    throw error;
  }
}

/** GET /api/services */
export function servicesV1(server: JaegerServer): ApiAnswer {
  const services = server.store.services();
  const none = services.length === 0 && server.behaviour.emptyServicesAreNull;
  return v1Answer(none ? null : services, services.length);
}

/** GET /api/services/{service}/operations */
export function operationNamesV1(server: JaegerServer, service: string): ApiAnswer {
  const operations = server.store.operations(service);
  if (!operations) return v1Answer(null);
  const names = [...new Set(operations.map((operation) => operation.name))];
  return v1Answer(names, names.length);
}

/** GET /api/operations */
export function operationsV1(server: JaegerServer, query: QueryString): ApiAnswer {
  const service = query.get('service');
  if (service === '') return v1Error(400, "parameter 'service' is required");
  const operations = listOperations(server, service, query.get('spanKind'));
  const data = operations.map(({ name, kind }) => ({
    name,
    spanKind: kind || server.behaviour.kindlessInV1,
  }));
  return v1Answer(data, data.length);
}

/** GET /api/dependencies: milliseconds here. */
export function dependenciesV1(server: JaegerServer, query: QueryString, nowMs: number): ApiAnswer {
  try {
    const integer = (text: string) => parseInteger(text, 64, 'ParseInt');
    const endMs = readNamed(query, 'endTs', integer) ?? nowMs;
    const lookbackMs = readNamed(query, 'lookback', integer) ?? DAY_MS;
    const service = query.get('service');
    const edges = dependenciesBetween(server, endMs - lookbackMs, endMs);
    return v1Answer(
      service === '' ? edges : edges.filter((e) => e.parent === service || e.child === service),
    );
  } catch (error) {
    if (error instanceof GoParseError) return v1Error(400, error.message);
    throw error;
  }
}

/** POST /api/transform: OTLP JSON in, v1 JSON out, nothing stored. */
export function transformV1(body: string): ApiAnswer {
  let traces: DemoTrace[];
  try {
    traces = tracesOf(decodeOtlp(JSON.parse(body)));
  } catch {
    return v1Error(400, 'cannot unmarshal OTLP JSON');
  }
  return v1Answer(traces.map((trace) => encodeJaegerTrace(trace.traceId, trace.spans)));
}

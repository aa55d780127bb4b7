// What the server that the demo plays is asked and what it answers: plain data, no sockets.

import { UnsupportedJsonValue, writeJson } from '../write-json.ts';
import type { Behaviour } from './behaviour.ts';
import type { TraceStore } from './trace-store.ts';

export interface ApiRequest {
  readonly method: string;
  /** Path and query as they came over the wire. */
  readonly target: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
  /** Epoch milliseconds. */
  readonly nowMs: number;
  /** What to say in the `traceresponse` header. */
  readonly traceResponse: string;
}

export interface ApiAnswer {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** As text, also where `content-encoding` says gzip: compressing is left to whoever sends it. */
  readonly body: string;
}

/** A server with its configuration. */
export interface JaegerServer {
  readonly behaviour: Behaviour;
  readonly store: TraceStore;
  /** '' or `/jaeger`: starts with a slash, does not end with one. */
  readonly basePath: string;
  /** Largest clock skew that is corrected; 0 only warns. */
  readonly maxSkewNs: bigint;
  /** Most spans of a trace in an adjusted answer; 0 for all. */
  readonly maxTraceSize: number;
  /** Known tenants; undefined when tenancy is off. All see the same traces. */
  readonly tenants: readonly string[] | undefined;
}

const TEXT = 'text/plain; charset=utf-8';

/** An error as Go's http.Error writes it: plain text whatever the body is. */
export function plainError(status: number, text: string): ApiAnswer {
  return {
    status,
    headers: { 'content-type': TEXT, 'x-content-type-options': 'nosniff' },
    body: `${text}\n`,
  };
}

/** The envelope of v1 around an error. */
export function v1Error(status: number, msg: string): ApiAnswer {
  const errors = [{ code: status, msg }];
  return plainError(status, writeJson({ data: null, total: 0, limit: 0, offset: 0, errors }));
}

/** The envelope of v1 around data; 500 when the data holds what JSON cannot. */
export function v1Answer(data: unknown, total = 0, errors: unknown = null): ApiAnswer {
  try {
    const body = writeJson({ data, total, limit: 0, offset: 0, errors });
    return { status: 200, headers: { 'content-type': 'application/json' }, body };
  } catch (error) {
    if (!(error instanceof UnsupportedJsonValue)) throw error;
    const why = 'failed writing HTTP response: failed marshalling HTTP response to JSON';
    return v1Error(500, `${why}: ${error.message}`);
  }
}

export function v3Error(httpCode: number, message: string): ApiAnswer {
  return plainError(httpCode, writeJson({ error: { httpCode, message } }));
}

export function v3Answer(behaviour: Behaviour, value: unknown): ApiAnswer {
  const headers = { 'content-type': behaviour.v3ContentType };
  return { status: 200, headers, body: writeJson(value) };
}

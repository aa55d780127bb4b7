// One recorded Jaeger, answering GETs: word for word where the request was recorded, and otherwise
// as that version would, from what was sent to it.

import { RecordedBodies } from './recorded-bodies.ts';
import {
  contexts,
  findSent,
  hasNewStore,
  isCamel,
  KINDS,
  MAX_TRACES,
  type SearchTerms,
} from './recorded-search.ts';
import { type Recorded, recordings, type SentTrace, sentTo, type Version } from './recordings.ts';

export interface ReplayedAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Name of the recording, or `computed`. */
  readonly from: string;
}

type Parameters = readonly (readonly [string, string])[];

const known = new Map<string, RecordedJaeger>();

/** The server of that version and run; made once. */
export function recordedJaeger(version: Version, run = 'main'): RecordedJaeger {
  const key = `${version} ${run}`;
  let jaeger = known.get(key);
  if (!jaeger) {
    jaeger = new RecordedJaeger(version, run);
    known.set(key, jaeger);
  }
  return jaeger;
}

export class RecordedJaeger {
  readonly version: Version;
  readonly run: string;
  readonly #exact = new Map<string, Recorded>();
  readonly #bodies: RecordedBodies;
  readonly #traces: readonly SentTrace[];

  constructor(version: Version, run = 'main') {
    this.version = version;
    this.run = run;
    for (const answer of recordings(version)) {
      // The empty server's answers and those of other users stand under the same requests.
      if (answer.run !== run || answer.method !== 'GET' || /^\d+-empty-/.test(answer.name))
        continue;
      const key = requestKey(answer.path, answer.parameters, answer.requestHeaders);
      if (!this.#exact.has(key)) this.#exact.set(key, answer);
    }
    this.#bodies = new RecordedBodies(version, run);
    this.#traces = sentTo(run);
  }

  answer(
    path: string,
    parameters: Parameters,
    headers: Readonly<Record<string, string>> = {},
  ): ReplayedAnswer {
    const exact = this.#exact.get(requestKey(path, parameters, headers));
    if (exact) return { ...exact, from: exact.name };
    if (this.run === 'tenant' || this.run === 'base-path') return this.#unknownPath(path);
    const isV1 = !path.startsWith('/api/v3/');
    if (isV1 && this.version === 'head' && !path.startsWith('/api/traces/')) {
      return plainNotFound();
    }
    const values = new Map(parameters);
    if (path === '/api/traces') return this.#searchV1(values);
    if (path === '/api/v3/traces') return this.#searchV3(values);
    const byId = /^\/api\/(v3\/)?traces\/([^/]+)$/.exec(path);
    if (byId) return this.#byId(byId[2] as string, byId[1] !== undefined, values);
    if (path === '/api/services') return v1Answer(this.#services());
    if (path === '/api/v3/services') return v3Answer({ services: this.#services() });
    if (path === '/api/operations') return v1Answer(this.#operations(values.get('service')));
    const byPath = /^\/api\/services\/([^/]+)\/operations$/.exec(path);
    if (byPath) {
      const names = this.#operations(decodeURIComponent(byPath[1] as string)).map((o) => o.name);
      return v1Answer(names.length === 0 ? null : [...new Set(names)]);
    }
    if (path === '/api/v3/operations') {
      return v3Answer({ operations: this.#operations(values.get('service')) });
    }
    return this.#unknownPath(path);
  }

  #searchV1(values: ReadonlyMap<string, string>): ReplayedAnswer {
    const service = values.get('service');
    if (!service) return v1Error(400, "parameter 'service' is required");
    const limit = Number(values.get('limit') || 100);
    if (this.#refusesLimit(limit)) return v1Error(500, REFUSED_LIMIT);
    const tags = new Map<string, string>();
    for (const [key, value] of Object.entries(JSON.parse(values.get('tags') ?? '{}') as object)) {
      tags.set(key, String(value));
    }
    const found = findSent(this.version, this.#traces, {
      service,
      operation: values.get('operation'),
      startNs: BigInt(values.get('start') ?? 0) * 1000n,
      endNs: BigInt(values.get('end') ?? 0) * 1000n,
      minDuration: values.get('minDuration'),
      maxDuration: values.get('maxDuration'),
      tags,
      limit,
    });
    if (this.run === 'nan' && found.some(({ name }) => name === 'nan')) {
      return v1Error(500, 'json: unsupported value: NaN');
    }
    const raw = values.get('raw') === 'true' && this.version !== '1.57.0';
    return v1Answer(found.map((trace) => this.#bodies.v1(trace, raw)));
  }

  #searchV3(values: ReadonlyMap<string, string>): ReplayedAnswer {
    const get = (camel: string, ...snakes: string[]): string | undefined => {
      const names = isCamel(this.version) ? [camel, ...snakes] : snakes;
      return names.map((name) => values.get(`query.${name}`)).find((value) => value);
    };
    const start = get('startTimeMin', 'start_time_min');
    const end = get('startTimeMax', 'start_time_max');
    if (!start || !end)
      return v3Error(
        400,
        `query.${isCamel(this.version) ? 'startTimeMin' : 'start_time_min'} and more are required`,
      );
    const depth = get(
      'searchDepth',
      ...(isCamel(this.version) ? ['search_depth'] : []),
      'num_traces',
    );
    const limit = depth === undefined ? (isCamel(this.version) ? 100 : 0) : Number(depth);
    if (this.#refusesLimit(limit)) return v3Error(500, REFUSED_LIMIT);
    const attributes = isCamel(this.version) ? (values.get('query.attributes') ?? '{}') : '{}';
    const terms: SearchTerms = {
      service: get('serviceName', 'service_name'),
      operation: get('operationName', 'operation_name'),
      startNs: nanoseconds(start),
      endNs: nanoseconds(end),
      minDuration: get('durationMin', 'duration_min'),
      maxDuration: get('durationMax', 'duration_max'),
      tags: new Map(Object.entries(JSON.parse(attributes) as Record<string, string>)),
      limit,
    };
    const serviceless = terms.service === undefined && !hasNewStore(this.version);
    const found = serviceless ? [] : findSent(this.version, this.#traces, terms);
    if (found.length === 0 && this.version !== '1.57.0') return v3Error(404, 'No traces found');
    return v3Answer({
      result: { resourceSpans: found.flatMap((trace) => this.#bodies.v3(trace)) },
    });
  }

  #byId(text: string, isV3: boolean, values: ReadonlyMap<string, string>): ReplayedAnswer {
    const id = text.toLowerCase().padStart(32, '0');
    const trace = this.#traces.find(({ traceId }) => traceId === id);
    if (!/^[0-9a-f]{32}$/.test(id)) {
      const message = `malformed parameter trace_id: strconv.ParseUint: parsing "${text}"`;
      return isV3 ? v3Error(400, message) : v1Error(400, message);
    }
    if (!trace) {
      if (!isV3) return v1Error(404, 'trace not found');
      return v3Error(404, this.version === '1.57.0' ? 'trace not found' : 'No traces found');
    }
    if (isV3) return v3Answer({ result: { resourceSpans: this.#bodies.v3(trace) } });
    if (trace.name === 'nan') return v1Error(500, 'json: unsupported value: NaN');
    return v1Answer([this.#bodies.v1(trace, values.get('raw') === 'true')]);
  }

  #services(): string[] {
    const all = this.#traces.flatMap((trace) => contexts(this.version, trace));
    return [...new Set(all.map(({ service }) => service))];
  }

  #operations(service: string | undefined): { name: string; spanKind: string }[] {
    const operations = new Map<string, { name: string; spanKind: string }>();
    for (const trace of this.#traces) {
      for (const { span, service: own } of contexts(this.version, trace)) {
        if (own !== service) continue;
        const operation = { name: span.name ?? '', spanKind: KINDS[span.kind ?? 0] ?? '' };
        operations.set(JSON.stringify(operation), operation);
      }
    }
    return [...operations.values()];
  }

  #refusesLimit(limit: number): boolean {
    const room = this.run === 'small-memory' ? 5 : MAX_TRACES;
    return hasNewStore(this.version) && (limit <= 0 || limit > room);
  }

  #unknownPath(path: string): ReplayedAnswer {
    if (isCamel(this.version) && path.startsWith('/api/')) return plainNotFound();
    const page = this.#exact.get(requestKey('/nope', [], {}));
    if (page) return { ...page, from: 'unknown path' };
    return plainNotFound();
  }
}

const REFUSED_LIMIT = 'search depth must be greater than 0 and less than max traces';

function requestKey(
  path: string,
  parameters: Parameters,
  headers: Readonly<Record<string, string>>,
): string {
  const pairs = parameters.map(([key, value]) => `${key}=${canonicalValue(key, value)}`).sort();
  const tenant = headers['x-tenant'] ?? '';
  return JSON.stringify([path.replace(/%20/g, ' '), pairs, tenant]);
}

// The same instant may be written with or without a fraction.
function canonicalValue(key: string, value: string): string {
  if (!/time/i.test(key) || !/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value)) return value;
  return String(nanoseconds(value));
}

function nanoseconds(text: string): bigint {
  const fraction = /\.(\d+)/.exec(text)?.[1] ?? '';
  const seconds = BigInt(Date.parse(text.replace(/\.\d+/, '')) / 1000);
  return seconds * 1_000_000_000n + BigInt(fraction.padEnd(9, '0'));
}

function v1Answer(data: unknown): ReplayedAnswer {
  const body = JSON.stringify({ data, total: 0, limit: 0, offset: 0, errors: null });
  return { status: 200, headers: { 'content-type': 'application/json' }, body, from: 'computed' };
}

function v3Answer(value: unknown): ReplayedAnswer {
  const headers = { 'content-type': 'text/plain; charset=utf-8' };
  return { status: 200, headers, body: JSON.stringify(value), from: 'computed' };
}

function v1Error(status: number, msg: string): ReplayedAnswer {
  const errors = [{ code: status, msg }];
  const body = `${JSON.stringify({ data: null, total: 0, limit: 0, offset: 0, errors })}\n`;
  const headers = { 'content-type': 'text/plain; charset=utf-8' };
  return { status, headers, body, from: 'computed' };
}

function v3Error(status: number, message: string): ReplayedAnswer {
  const body = `${JSON.stringify({ error: { httpCode: status, message } })}\n`;
  const headers = { 'content-type': 'text/plain; charset=utf-8' };
  return { status, headers, body, from: 'computed' };
}

function plainNotFound(): ReplayedAnswer {
  const headers = { 'content-type': 'text/plain; charset=utf-8' };
  return { status: 404, headers, body: '404 page not found\n', from: 'computed' };
}

// The recorded answers of five Jaeger versions and the data that was sent to them; see
// fixtures/recorded/README.md. Read once per test file.

import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

export const VERSIONS = ['1.57.0', '1.76.0', '2.13.0', '2.20.0', 'head'] as const;
export type Version = (typeof VERSIONS)[number];

/** One recorded request with its answer. */
export interface Recorded {
  readonly name: string;
  /** Which server of that version answered: `main`, `base-path`, `nan`, … */
  readonly run: string;
  readonly method: string;
  /** Path and query exactly as sent. */
  readonly target: string;
  readonly path: string;
  readonly parameters: readonly (readonly [string, string])[];
  readonly requestHeaders: Readonly<Record<string, string>>;
  readonly requestBody: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface SentSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name?: string;
  readonly kind?: number;
  readonly startTimeUnixNano?: string;
  readonly endTimeUnixNano?: string;
  readonly attributes?: readonly SentAttribute[];
  readonly events?: readonly {
    readonly name?: string;
    readonly timeUnixNano?: string;
    readonly attributes?: readonly SentAttribute[];
  }[];
  readonly links?: readonly {
    readonly traceId: string;
    readonly spanId: string;
    readonly attributes?: readonly SentAttribute[];
  }[];
  readonly status?: { readonly code?: number; readonly message?: string };
}

export interface SentAttribute {
  readonly key: string;
  readonly value: Readonly<Record<string, unknown>>;
}

export interface SentResource {
  readonly resource?: { readonly attributes?: readonly SentAttribute[] };
  readonly scopeSpans: readonly {
    readonly scope?: {
      readonly name?: string;
      readonly version?: string;
      readonly attributes?: readonly SentAttribute[];
    };
    readonly spans: readonly SentSpan[];
  }[];
}

export interface SentTrace {
  readonly name: string;
  readonly run: string;
  readonly note: string;
  readonly traceId: string;
  readonly rootSpanId: string;
  readonly spans: number;
  readonly body: { readonly resourceSpans: readonly SentResource[] };
}

export interface Sent {
  readonly base: string;
  readonly window: { readonly start: string; readonly end: string };
  readonly traces: readonly SentTrace[];
}

const FOLDER = new URL('../../fixtures/recorded/', import.meta.url);
const loaded = new Map<Version, readonly Recorded[]>();
let sentTraces: Sent | undefined;

/** What was sent, in this order. */
export function sent(): Sent {
  sentTraces ??= JSON.parse(readFileSync(new URL('sent.json', FOLDER), 'utf8')) as Sent;
  return sentTraces;
}

/** The traces that a server of the given run received. */
export function sentTo(run: string): readonly SentTrace[] {
  const own = run === 'nan' || run === 'odd' ? run : 'main';
  return sent().traces.filter((trace) => trace.run === own);
}

export function recordings(version: Version): readonly Recorded[] {
  const known = loaded.get(version);
  if (known) return known;
  const text = gunzipSync(readFileSync(new URL(`${version}.ndjson.gz`, FOLDER))).toString('utf8');
  const bodies = new Map<string, string>();
  const all = text
    .trim()
    .split('\n')
    .map((line) => recordedFrom(JSON.parse(line) as RecordedLine, bodies));
  loaded.set(version, all);
  return all;
}

/** The recording whose name, without its number, is `name`. */
export function recorded(version: Version, name: string): Recorded {
  const found = recordings(version).find((r) => r.name.slice(4) === name);
  if (!found) throw new Error(`no recording ${name} of ${version}`);
  return found;
}

interface RecordedLine {
  readonly name: string;
  readonly run: string;
  readonly request: string;
  readonly requestHeaders?: Record<string, string>;
  readonly requestBody?: string;
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body?: string;
  readonly bodySameAs?: string;
}

function recordedFrom(line: RecordedLine, bodies: Map<string, string>): Recorded {
  const body = line.body ?? bodies.get((line.bodySameAs ?? '').replace(/\.json$/, '')) ?? '';
  bodies.set(line.name, body);
  const [method = '', target = ''] = line.request.split(' ', 2);
  const [path = '', query = ''] = target.split('?', 2);
  return {
    name: line.name,
    run: line.run,
    method,
    target,
    path,
    parameters: [...new URLSearchParams(query)],
    requestHeaders: line.requestHeaders ?? {},
    requestBody: line.requestBody ?? '',
    status: line.status,
    headers: line.headers,
    body,
  };
}

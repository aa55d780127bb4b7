// A live source over a recorded or canned server, and what came out of a search of it.

import type { Trace } from '../../src/model/trace.ts';
import type { TraceQuery } from '../../src/model/trace-query.ts';
import type { ApiChoice } from '../../src/sources/jaeger-dialect.ts';
import { jaegerSource } from '../../src/sources/jaeger-source.ts';
import type { TraceSource } from '../../src/sources/source.ts';
import { recordedJaeger } from './recorded-jaeger.ts';
import type { Version } from './recordings.ts';
import { type ReplayClient, type ReplayOptions, replayClient } from './replay-client.ts';
import { SENT_WINDOW, sentName } from './sent-truth.ts';

export interface LiveSource {
  readonly client: ReplayClient;
  readonly source: TraceSource;
  readonly details: readonly string[];
  /** Names of the sent traces found, sorted. */
  find(query: Partial<TraceQuery>): Promise<string[]>;
  traces(query: Partial<TraceQuery>): Promise<Trace[]>;
  /** Text of the note with this code, or undefined. */
  note(code: string): string | undefined;
}

export interface LiveOptions extends ReplayOptions {
  readonly run?: string;
  readonly api?: ApiChoice | undefined;
}

/** `version` undefined: only what `intercept` answers. */
export function liveSource(version: Version | undefined, options: LiveOptions = {}): LiveSource {
  const jaeger = version === undefined ? undefined : recordedJaeger(version, options.run);
  const client = replayClient(jaeger, options);
  const details: string[] = [];
  const source = jaegerSource(client, { api: options.api, onDetail: (line) => details.push(line) });
  const traces = async (query: Partial<TraceQuery>): Promise<Trace[]> => {
    const found: Trace[] = [];
    const whole = { tags: [], error: false, limit: 100, window: SENT_WINDOW, ...query };
    for await (const trace of source.search(whole)) found.push(trace);
    return found;
  };
  return {
    client,
    source,
    details,
    traces,
    find: async (query) => (await traces(query)).map(({ id }) => sentName(id)).sort(),
    note: (code) => source.coverage.notes.list().find((note) => note.code === code)?.text,
  };
}

export function tags(...texts: string[]): { tags: { key: string; value: string }[] } {
  return {
    tags: texts.map((text) => {
      const at = text.indexOf('=');
      return { key: text.slice(0, at), value: text.slice(at + 1) };
    }),
  };
}

// The demo read from the demo server by the ordinary Jaeger source: every release and dialect must
// give the traces that the generator meant, whoever read them before.

import { afterAll, describe, expect, it } from 'vitest';
import { encodeOtlp } from '../../src/demo/encode-otlp.ts';
import { generateDemo } from '../../src/demo/generate-demo.ts';
import { JAEGER_VERSIONS, type JaegerVersion } from '../../src/demo/jaeger/releases.ts';
import { type DemoServer, startDemoServer } from '../../src/demo/server.ts';
import type { TraceQuery } from '../../src/model/trace-query.ts';
import { emptyCoverage } from '../../src/sources/coverage.ts';
import { createHttpClient } from '../../src/sources/http-client.ts';
import { jaegerSource } from '../../src/sources/jaeger-source.ts';
import { readTraces } from '../../src/sources/trace-reader.ts';
import { factsOf, type TraceFacts } from '../support/trace-facts.ts';

const NOW_MS = Date.now();
const traces = generateDemo({ nowMs: NOW_MS, traces: 40 });

const everything: TraceQuery = {
  service: 'order-service',
  tags: [],
  error: false,
  window: { startUs: (NOW_MS - 600_000) * 1000, endUs: NOW_MS * 1000 },
  limit: 1000,
};

const servers = new Map<JaegerVersion, DemoServer>();
async function serverOf(version: JaegerVersion): Promise<DemoServer> {
  const known = servers.get(version);
  if (known) return known;
  const server = await startDemoServer({ traces, version });
  servers.set(version, server);
  return server;
}
afterAll(() => Promise.all([...servers.values()].map((server) => server.close())));

async function search(version: JaegerVersion, api: 'v1' | 'v3', query: TraceQuery) {
  const client = createHttpClient({ baseUrl: (await serverOf(version)).url });
  const source = jaegerSource(client, { api });
  const found = new Map<string, TraceFacts>();
  try {
    for await (const trace of source.search(query)) found.set(trace.id, bare(factsOf(trace)));
  } finally {
    await source.close();
  }
  return found;
}

/** Without what releases add, and without where they put library and trace state. */
function bare(facts: TraceFacts): TraceFacts {
  const added = /^(otel\.(scope|library)\.|w3c\.tracestate=|internal\.span\.format=)/;
  const own = (texts: readonly string[]) => texts.filter((text) => !added.test(text));
  return {
    ...facts,
    spans: facts.spans.map((span) => ({
      ...span,
      attributes: own(span.attributes),
      resource: own(span.resource),
    })),
  };
}

async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

const reference = new Map<string, TraceFacts>();
const file = bytesOf(encodeOtlp(traces));
for await (const trace of readTraces(file, { name: 'demo', coverage: emptyCoverage() })) {
  reference.set(trace.id, bare(factsOf(trace)));
}

const DIALECTS: (readonly [JaegerVersion, 'v1' | 'v3'])[] = [];
for (const version of JAEGER_VERSIONS) {
  if (version !== 'next') DIALECTS.push([version, 'v1']);
  DIALECTS.push([version, 'v3']);
}

describe.each(DIALECTS)('Jaeger %s over %s', (version, api) => {
  it('gives the traces as they were meant, twice', async () => {
    expect(reference.size).toBe(traces.length);
    expect(await search(version, api, everything)).toEqual(reference);
    expect(await search(version, api, everything)).toEqual(reference);
  });

  it('finds the failed traces, whatever the server makes of error=true', async () => {
    const failed = [...reference.values()].filter(({ spans }) => spans.some((s) => s.failed));
    const found = await search(version, api, { ...everything, error: true });
    expect([...found.keys()].sort()).toEqual(failed.map(({ id }) => id).sort());
    expect(failed.length).toBeGreaterThan(2);
  });

  it('finds the slow user, number or text', async () => {
    const query = { ...everything, tags: [{ key: 'user.id', value: '12345' }] };
    const found = await search(version, api, query);
    const ids = traces.filter((t) => t.scenario === 'slow-user').map((t) => t.traceId);
    expect([...found.keys()].sort()).toEqual(ids.sort());
  });
});

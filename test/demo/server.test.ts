import { createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterAll, describe, expect, it } from 'vitest';
import { generateDemo } from '../../src/demo/generate-demo.ts';
import { JAEGER_VERSIONS } from '../../src/demo/jaeger/releases.ts';
import { type DemoServer, startDemoServer } from '../../src/demo/server.ts';
import { askRaw } from '../support/raw-request.ts';

const traces = generateDemo({ nowMs: Date.now(), traces: 40 });
const open: DemoServer[] = [];
const start = async (options: Partial<Parameters<typeof startDemoServer>[0]> = {}) => {
  const server = await startDemoServer({ traces, version: '2.20', ...options });
  open.push(server);
  return server;
};
afterAll(() => Promise.all(open.map((server) => server.close().catch(() => undefined))));

describe('startDemoServer', () => {
  it('listens on loopback only, on a free port, under its base path', async () => {
    const server = await start({ basePath: '/jaeger' });
    expect(server.url).toBe(`http://127.0.0.1:${server.port}/jaeger`);
    expect((await fetch(`${server.url}/api/v3/services`)).status).toBe(200);
    const outside = Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .find((address) => address.family === 'IPv4' && !address.internal);
    if (outside) {
      await expect(fetch(`http://${outside.address}:${server.port}/`)).rejects.toThrow();
    }
  });

  it('writes a URL for IPv6', async () => {
    const server = await start({ host: '::1' }).catch((error: NodeJS.ErrnoException) => error);
    if (server instanceof Error) expect(server.code).toMatch(/EADDRNOTAVAIL|EAFNOSUPPORT/);
    else expect(server.url).toBe(`http://[::1]:${server.port}`);
  });

  it('remembers what it was asked', async () => {
    const server = await start();
    await fetch(`${server.url}/api/services`);
    await fetch(`${server.url}/api/traces?service=x&tags=%7B%7D`);
    expect(server.requests).toEqual(['GET /api/services', 'GET /api/traces?service=x&tags=%7B%7D']);
  });

  it('rejects when the port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as { port: number };
    await expect(start({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
    other.close();
  });

  it('frees the port on close, with connections still open', async () => {
    const server = await startDemoServer({ traces: [], version: '1.57' });
    await fetch(`${server.url}/api/services`);
    await server.close();
    const again = await start({ port: server.port });
    expect(again.port).toBe(server.port);
  });

  it('takes more traces while it runs', async () => {
    const server = await start({ traces: [] });
    const services = async () =>
      ((await (await fetch(`${server.url}/api/services`)).json()) as { data: string[] }).data;
    expect(await services()).toEqual([]);
    server.add(traces);
    expect(await services()).toContain('order-service');
  });

  it('asks for a tenant where tenancy is on', async () => {
    const server = await start({ tenants: ['acme'] });
    const ask = (headers: Record<string, string>) =>
      fetch(`${server.url}/api/services`, { headers }).then((answer) => answer.status);
    expect(await ask({})).toBe(401);
    expect(await ask({ 'x-tenant': 'other' })).toBe(401);
    expect(await ask({ 'x-tenant': 'acme' })).toBe(200);
  });

  it.each(JAEGER_VERSIONS)('serves the demo as %s', async (version) => {
    const server = await start({ version });
    const search = version === 'next' ? undefined : '/api/traces?service=order-service&limit=500';
    if (search) {
      const body = (await (await fetch(server.url + search)).json()) as { data: unknown[] };
      expect(body.data).toHaveLength(traces.length);
    }
    const window = { min: Date.now() - 3_600_000, max: Date.now() };
    const parameters = new URLSearchParams();
    for (const [camel, snake, value] of [
      ['startTimeMin', 'start_time_min', new Date(window.min).toISOString()],
      ['startTimeMax', 'start_time_max', new Date(window.max).toISOString()],
      ['serviceName', 'service_name', 'order-service'],
      ['searchDepth', 'num_traces', '500'],
    ] as const) {
      parameters.append(`query.${camel}`, value);
      parameters.append(`query.${snake}`, value);
    }
    const text = await (await fetch(`${server.url}/api/v3/traces?${parameters}`)).text();
    const ids = new Set([...text.matchAll(/"traceId":"([0-9a-f]{32})"/g)].map((match) => match[1]));
    expect(ids).toEqual(new Set(traces.map((trace) => trace.traceId)));
  });

  it('survives targets and queries that make no sense', async () => {
    const server = await start();
    for (const target of [
      '/api/traces?service=%zz&tags=%7B',
      '/api/traces/%',
      '/api/services/%E0%A4%A/operations',
      '/api/v3/traces?query.startTimeMin=2026-13-45T99:99:99Z&query.startTimeMax=2026-01-01T00:00:00Z',
      '/api/traces?service=a&start=99999999999999999999',
      '/api/traces?service=a&minDuration=1e9s',
      '/api/traces?service=a&tags=[]',
      '/../../etc/passwd',
      '/?',
      '*',
    ]) {
      const answer = await askRaw({
        port: server.port,
        method: 'GET',
        target,
        headers: {},
        body: '',
      });
      expect(answer.status, target).toBeLessThan(500);
    }
    const answer = await askRaw({
      port: server.port,
      method: 'POST',
      target: '/api/transform',
      headers: {},
      body: '{"resourceSpans":[{"scopeSpans":[{"spans":[{"startTimeUnixNano":"x"}]}]}]}',
    });
    expect(answer.status).toBe(400);
  });
});

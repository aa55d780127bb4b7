import { describe, expect, it } from 'vitest';
import { SourceError } from '../../src/errors.ts';
import { describeDialect, probeDialect } from '../../src/sources/jaeger-dialect.ts';
import { recordedJaeger } from '../support/recorded-jaeger.ts';
import type { Version } from '../support/recordings.ts';
import { type CannedAnswer, type ReplayOptions, replayClient } from '../support/replay-client.ts';

const JSON_TYPE = { 'content-type': 'application/json' };

/** A server that answers these paths, and 404 elsewhere. */
function serving(answers: Readonly<Record<string, CannedAnswer>>) {
  const missing = { status: 404, headers: { 'content-type': 'text/plain' }, body: 'not found' };
  return replayClient(undefined, { intercept: ({ path }) => answers[path] ?? missing });
}

describe.each([
  ['1.57.0', { v1Search: true, v3: 'snake', attributesFilter: false, summaries: false }, 2],
  ['1.76.0', { v1Search: true, v3: 'snake', attributesFilter: false, summaries: false }, 2],
  ['2.13.0', { v1Search: true, v3: 'snake', attributesFilter: false, summaries: false }, 2],
  ['2.20.0', { v1Search: true, v3: 'camel', attributesFilter: true, summaries: true }, 3],
  ['head', { v1Search: false, v3: 'camel', attributesFilter: true, summaries: true }, 3],
] as const)('%s', (version: Version, expected, requests) => {
  it('is told by routes that touch no storage', async () => {
    const client = replayClient(recordedJaeger(version));
    expect(await probeDialect(client)).toMatchObject({ kind: 'jaeger', ...expected });
    expect(client.log).toHaveLength(requests);
    expect(client.asked.every(({ parameters }) => parameters.length === 0)).toBe(true);
    expect(client.log.join()).not.toMatch(/services|operations/);
  });

  it('is found under its base path, and named as wrong without it', async () => {
    const jaeger = recordedJaeger(version, 'base-path');
    const found = await probeDialect(replayClient(jaeger, { basePath: '/jaeger' }));
    expect(found).toMatchObject(expected);
    for (const basePath of ['', '/other']) {
      const error = await probeDialect(replayClient(jaeger, { basePath })).catch((e) => e);
      expect(error).toBeInstanceOf(SourceError);
      expect(`${error.message} ${error.hint}`).toMatch(/base path/);
    }
  });

  it('asks for a tenant', async () => {
    const jaeger = recordedJaeger(version, 'tenant');
    for (const headers of [{}, { 'x-tenant': 'nobody' }]) {
      const client = replayClient(jaeger, { headers });
      const error = await probeDialect(client).catch((e) => e);
      expect(error).toBeInstanceOf(SourceError);
      expect(error.hint).toContain('--tenant');
      expect(client.log).toHaveLength(1);
    }
    const options: ReplayOptions = { headers: { 'x-tenant': 'acme' } };
    // Summaries were not recorded under a tenant before they existed.
    const found = await probeDialect(replayClient(jaeger, options));
    expect(found.v1Search).toBe(expected.v1Search);
    expect(found.v3).toBe(expected.v3);
  });

  it('can be forced', async () => {
    const v3Client = replayClient(recordedJaeger(version));
    expect(await probeDialect(v3Client, 'v3')).toMatchObject({
      v1Search: false,
      v3: expected.v3,
      attributesFilter: expected.attributesFilter,
    });
    expect(v3Client.log).toEqual(['GET /api/v3/traces']);
    const v1 = await probeDialect(replayClient(recordedJaeger(version)), 'v1');
    expect(v1).toMatchObject({ kind: 'jaeger', v1Search: expected.v1Search, v3: 'none' });
  });
});

describe('other servers', () => {
  const services = { status: 200, headers: JSON_TYPE, body: '{"data":["web"]}' };

  it('that speak v1 in part are compatible', async () => {
    const client = serving({
      '/api/traces': { status: 400, body: 'the service name is required' },
      '/api/services': services,
    });
    const dialect = await probeDialect(client);
    expect(dialect).toMatchObject({ kind: 'compatible', v1Search: true, v3: 'none' });
    expect(describeDialect(dialect)).toContain('in part');
    expect(client.log).toHaveLength(3);
  });

  it.each([
    ['null data', '{"data":null,"total":0}'],
    ['data last', '{"total":1,"errors":null,"data":["a"]}'],
    ['more services than the probe reads', `{"data":["${'x'.repeat(100_000)}"]}`],
  ])('may list services as %s', async (_, body) => {
    const client = serving({ '/api/services': { ...services, body } });
    expect((await probeDialect(client)).kind).toBe('compatible');
  });

  it('that answer without a service given are compatible too', async () => {
    const empty = { status: 200, headers: JSON_TYPE, body: '{"data":[]}' };
    const client = serving({ '/api/traces': empty, '/api/services': services });
    expect((await probeDialect(client)).kind).toBe('compatible');
  });

  it('behind a gateway that hides api_v3 still have v1', async () => {
    const refusal = recordedJaeger('2.20.0').answer('/api/traces', []);
    const dialect = await probeDialect(serving({ '/api/traces': refusal }));
    expect(dialect).toMatchObject({ kind: 'jaeger', v1Search: true, v3: 'none' });
    expect(describeDialect(dialect)).toContain('api_v3 is not reachable');
  });

  it('behind a gateway that serves a page for v1 still have api_v3', async () => {
    const page = { status: 200, headers: { 'content-type': 'text/html' }, body: '<html></html>' };
    const refusal = recordedJaeger('2.13.0').answer('/api/v3/traces', []);
    const client = serving({ '/api/traces': page, '/api/v3/traces': refusal });
    expect(await probeDialect(client)).toMatchObject({ v1Search: false, v3: 'snake' });
  });

  it.each([401, 403, 429, 502, 503, 504])('that answer %d are not asked again', async (status) => {
    const client = serving({ '/api/traces': { status, body: 'no' } });
    await expect(probeDialect(client)).rejects.toBeInstanceOf(SourceError);
    expect(client.log).toHaveLength(1);
  });

  it.each(['v1', 'v3'] as const)('are not believed to speak %s when they refuse', async (api) => {
    const client = replayClient(undefined, { intercept: () => ({ status: 401, body: 'no' }) });
    await expect(probeDialect(client, api)).rejects.toMatchObject({
      message: expect.stringContaining('401'),
      hint: expect.stringContaining('TRACESCOPE_TOKEN'),
    });
    expect(client.log).toHaveLength(1);
  });

  it('that refuse v1 may let api_v3 through, which can be forced', async () => {
    const refusal = recordedJaeger('head').answer('/api/v3/traces', []);
    const answers = { '/api/traces': { status: 403, body: 'RBAC: access denied' } };
    await expect(
      probeDialect(serving({ ...answers, '/api/v3/traces': refusal })),
    ).rejects.toMatchObject({ hint: expect.stringMatching(/only api_v3 through: --api v3\.$/) });
    const forced = probeDialect(serving({ ...answers, '/api/v3/traces': refusal }), 'v3');
    expect(await forced).toMatchObject({ v3: 'camel', attributesFilter: true });
  });

  it('without any of it are an error after three requests', async () => {
    const client = serving({});
    const error = await probeDialect(client).catch((e) => e);
    expect(error).toBeInstanceOf(SourceError);
    expect(error.message).toContain('404');
    expect(client.log).toHaveLength(3);
  });
});

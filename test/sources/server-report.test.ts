import { describe, expect, it } from 'vitest';
import { SourceError } from '../../src/errors.ts';
import { inspectServer } from '../../src/sources/server-report.ts';
import { recordedJaeger } from '../support/recorded-jaeger.ts';
import { VERSIONS } from '../support/recordings.ts';
import { type ReplayOptions, replayClient } from '../support/replay-client.ts';

const NOW = Date.parse('2026-11-22T22:00:00Z');
const codes = (report: { findings: readonly { code: string }[] }): string[] =>
  report.findings.map(({ code }) => code);

describe.each(VERSIONS)('%s', (version) => {
  it('is reported with what it honours', async () => {
    const client = replayClient(recordedJaeger(version));
    const report = await inspectServer(client, { now: () => NOW });
    expect(report).toMatchObject({
      url: 'http://jaeger.test:16686',
      redirects: [],
      api: version === 'head' ? 'v3' : 'v1',
      serviceCount: 31,
      credentials: undefined,
      clock: undefined,
      maxLimit: 100_000,
      findings: [],
    });
    expect(report.dialectText).toContain('Jaeger');
    expect(report.filters.map(({ filter, appliedBy }) => `${filter} ${appliedBy}`)).toEqual([
      '--service server',
      '--operation server',
      '--since, --until both',
      '--tag both',
      '--error tracescope',
      '--min-duration, --max-duration tracescope',
    ]);
    expect(client.log.length).toBeLessThanOrEqual(4);
    expect(client.unread()).toEqual([]);
  });

  it('is reported through api_v3 when that is forced', async () => {
    const client = replayClient(recordedJaeger(version));
    const report = await inspectServer(client, { api: 'v3' });
    expect(report.api).toBe('v3');
    const tag = report.filters.find(({ filter }) => filter === '--tag');
    const honoured = version === '2.20.0' || version === 'head';
    expect(tag?.appliedBy).toBe(honoured ? 'both' : 'tracescope');
  });
});

describe('the clock', () => {
  const dated = (offsetMs: number): ReplayOptions => ({
    intercept: ({ path, parameters }) => {
      const answer = recordedJaeger('2.20.0').answer(path, parameters);
      const date = new Date(NOW + offsetMs).toUTCString();
      return { ...answer, headers: { ...answer.headers, date } };
    },
  });
  const inspect = (offsetMs: number) =>
    inspectServer(replayClient(undefined, dated(offsetMs)), { now: () => NOW });

  it.each([0, 1000, -1500])('is fine when it differs by %d ms', async (offsetMs) => {
    const report = await inspect(offsetMs);
    expect(codes(report)).toEqual([]);
    expect(Math.abs((report.clock?.differenceMs ?? Number.NaN) - offsetMs)).toBeLessThanOrEqual(
      1000,
    );
  });

  it.each([
    [90_000, 'ahead of'],
    [-3_600_000, 'behind'],
  ])('is told when it differs by %d ms', async (offsetMs, side) => {
    const report = await inspect(offsetMs);
    expect(codes(report)).toEqual(['clock-difference']);
    expect(report.findings[0]?.text).toContain(side);
    expect(report.findings[0]?.todo).toContain('NTP');
  });
});

describe('findings', () => {
  it('name a server without services', async () => {
    const client = replayClient(recordedJaeger('2.20.0'), {
      intercept: ({ path }) =>
        path === '/api/services' ? { status: 200, body: '{"data":[]}' } : undefined,
    });
    const report = await inspectServer(client);
    expect(report.serviceCount).toBe(0);
    expect(codes(report)).toEqual(['no-services']);
  });

  it('survive services that cannot be listed', async () => {
    const client = replayClient(recordedJaeger('2.20.0'), {
      intercept: ({ path }) =>
        path === '/api/services' ? { status: 500, body: 'no shard available' } : undefined,
    });
    const report = await inspectServer(client);
    expect(report.serviceCount).toBeUndefined();
    expect(codes(report)).toEqual(['services-unreadable']);
  });

  it('name a gateway that hides api_v3, and a server that only resembles Jaeger', async () => {
    const hidden = replayClient(recordedJaeger('2.20.0'), {
      intercept: ({ path }) =>
        path.startsWith('/api/v3/') ? { status: 404, body: 'not here' } : undefined,
    });
    expect(codes(await inspectServer(hidden))).toEqual(['no-v3']);
    const compatible = replayClient(undefined, {
      intercept: ({ path }) =>
        path === '/api/services'
          ? { status: 200, body: '{"data":["web"]}' }
          : { status: 404, body: 'unsupported path' },
    });
    const report = await inspectServer(compatible);
    expect(codes(report)).toEqual(['compatible-server']);
    expect(report.maxLimit).toBe(1000);
  });

  it('name redirects and credentials in the clear', async () => {
    const client = replayClient(recordedJaeger('2.20.0'));
    const redirected = {
      ...client,
      access: { credentials: 'the bearer token from TRACESCOPE_TOKEN' },
      get: async (...args: Parameters<typeof client.get>) => ({
        ...(await client.get(...args)),
        redirects: ['/jaeger/api/traces'],
      }),
    };
    const report = await inspectServer(redirected);
    expect(codes(report)).toEqual(['redirected', 'credentials-in-clear']);
    expect(report.redirects).toEqual(['/jaeger/api/traces']);
    expect(report.findings[0]?.todo).toBe('Use --url http://jaeger.test:16686/jaeger');
    expect(report.credentials).toBe('the bearer token from TRACESCOPE_TOKEN');
  });

  it('are none where no Jaeger answers: that is an error', async () => {
    const client = replayClient(undefined, { intercept: () => ({ status: 502, body: '' }) });
    await expect(inspectServer(client)).rejects.toBeInstanceOf(SourceError);
  });
});

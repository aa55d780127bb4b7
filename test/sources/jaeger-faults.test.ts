// What goes wrong inside a search: a trace that v1 cannot write, requests that fail among many,
// pieces of traces, errors beside data, routes that are not there.

import { describe, expect, it } from 'vitest';
import { SourceError } from '../../src/errors.ts';
import { liveSource } from '../support/live-source.ts';
import { recordedJaeger } from '../support/recorded-jaeger.ts';
import { VERSIONS } from '../support/recordings.ts';
import type { AskedRequest, CannedAnswer } from '../support/replay-client.ts';
import { SENT_WINDOW } from '../support/sent-truth.ts';

const errorOf = (promise: Promise<unknown>): Promise<Error & { hint: string }> =>
  promise.then(
    () => Promise.reject(new Error('nothing was thrown')),
    (error) => error,
  );

const NAN_ID = '76e87f063c86c715a9b0dc68b78ce18c';

describe.each(VERSIONS)('a NaN attribute in %s', (version) => {
  it('costs nothing where api_v3 is there, and the trace is named', async () => {
    const live = liveSource(version, { run: 'nan' });
    expect(await live.find({ service: 'floats', limit: 10 })).toEqual(['nan', 'nan-clean']);
    expect(live.source.coverage.complete).toBe(true);
    if (version !== 'head') {
      expect(live.note('nan-attribute')).toMatch(
        new RegExp(`^trace ${NAN_ID} has a NaN or infinite number as attribute .*api_v3$`),
      );
    }
    expect(live.client.unread()).toEqual([]);
  });

  it('does not keep the trace from being explained', async () => {
    const live = liveSource(version, { run: 'nan' });
    const trace = await live.source.fetch(NAN_ID);
    expect(trace.attributes(0).map(({ value }) => value)).toContain('NaN');
  });
});

describe.each(VERSIONS.filter((version) => version !== 'head'))(
  'a NaN attribute in %s without api_v3',
  (version) => {
    it('loses that trace only, and says when it was', async () => {
      const live = liveSource(version, { run: 'nan', api: 'v1' });
      expect(await live.find({ service: 'floats', limit: 10 })).toEqual(['nan-clean']);
      expect(live.source.coverage).toMatchObject({ traces: 1, complete: false });
      expect(live.note('nan-attribute')).toMatch(
        /^traces with a span in the millisecond from 2026-11-22T19:59:59\.999\d*Z on are missing: one of them has a NaN/,
      );
      expect(live.client.log.length).toBeLessThan(80);
      expect(live.client.unread()).toEqual([]);
    });

    it('makes the trace itself unreadable', async () => {
      const live = liveSource(version, { run: 'nan', api: 'v1' });
      const error = await errorOf(live.source.fetch(NAN_ID));
      expect(error).toBeInstanceOf(SourceError);
      expect(error.message).toMatch(/unsupported value: (NaN|\+Inf)/);
      expect(error.hint).toContain('--api v3');
    });
  },
);

describe('a window full of NaN attributes', () => {
  it('is given up after a bounded number of requests', async () => {
    const msg = 'json: unsupported value: +Inf';
    const live = liveSource('1.57.0', {
      api: 'v1',
      intercept: ({ parameters }) =>
        parameters.length > 1
          ? { status: 500, body: JSON.stringify({ data: null, errors: [{ code: 500, msg }] }) }
          : undefined,
    });
    expect(await live.traces({ service: 'users' })).toEqual([]);
    expect(live.client.log.length).toBeLessThan(450);
    expect(live.source.coverage.complete).toBe(false);
    expect(live.source.coverage.notes.count('nan-attribute')).toBeGreaterThan(1);
  });
});

const serviceOf = ({ parameters }: AskedRequest): string | undefined =>
  parameters.find(([key]) => key === 'service')?.[1];

describe('one of many requests', () => {
  const failing = (services: readonly string[]) => (request: AskedRequest) =>
    services.includes(serviceOf(request) ?? '')
      ? { status: 500, body: '{"errors":[{"code":500,"msg":"shard 3 is down"}]}' }
      : undefined;

  it('loses only what it held, and that is said', async () => {
    const live = liveSource('2.20.0', { intercept: failing(['users', 'limits']) });
    const found = await live.find({});
    expect(found).toHaveLength(44 - 4 - 6);
    expect(live.source.coverage.complete).toBe(false);
    expect(live.note('request-failed')).toBe(
      'the traces of 2 of 31 services could not be read, such as limits: http://jaeger.test:16686/api/traces answered 500: shard 3 is down',
    );
    expect(live.client.unread()).toEqual([]);
  });

  it('is named within bounds, whatever its name is', async () => {
    const live = liveSource('2.20.0', {
      intercept: (request) => {
        if (request.path === '/api/services')
          return { status: 200, body: JSON.stringify({ data: ['x'.repeat(100_000), 'users'] }) };
        return serviceOf(request) === 'users'
          ? undefined
          : failing([serviceOf(request) ?? ''])(request);
      },
    });
    await live.find({});
    expect(live.note('request-failed')).toMatch(/such as x{50,80}…: http/);
    expect(live.note('request-failed')?.length).toBeLessThan(400);
  });

  it('may break off in the middle', async () => {
    const whole = recordedJaeger('2.20.0').answer('/api/traces', [
      ['service', 'limits'],
      ['start', String(SENT_WINDOW.startUs)],
      ['end', String(SENT_WINDOW.endUs)],
      ['limit', '100'],
    ]);
    const half = { ...whole, body: whole.body.slice(0, whole.body.length / 2) };
    const intercept = (request: AskedRequest): CannedAnswer | undefined =>
      serviceOf(request) === 'limits' ? half : undefined;
    const live = liveSource('2.20.0', { intercept });
    const found = await live.find({});
    expect(found.filter((name) => name.startsWith('limit-')).length).toBeGreaterThan(0);
    expect(found.length).toBeLessThan(44);
    expect(live.note('request-failed')).toContain('1 of 31 services');
    expect(live.source.coverage).toMatchObject({ complete: false, unreadable: 1 });
    const alone = liveSource('2.20.0', { intercept });
    const error = await errorOf(alone.traces({ service: 'limits' }));
    expect(error).toBeInstanceOf(SourceError);
    expect(error.message).toMatch(/ends too early: at byte \d+/);
    expect(error.hint).toMatch(/ended it early.*smaller window/);
  });

  it('is the error when all fail', async () => {
    const all = await liveSource('2.20.0').source.services();
    const live = liveSource('2.20.0', { intercept: failing(all) });
    const error = await errorOf(live.traces({}));
    expect(error).toBeInstanceOf(SourceError);
    expect(error.message).toContain('shard 3 is down');
  });

  it('does not hide a bug of ours', async () => {
    const live = liveSource('2.20.0', {
      intercept: (request) => {
        if (serviceOf(request) === 'users') throw new TypeError('a bug');
        return undefined;
      },
    });
    expect(await errorOf(live.traces({}))).toBeInstanceOf(TypeError);
  });
});

describe('api_v3 without a service', () => {
  const refusing = ({ path, parameters }: AskedRequest): CannedAnswer | undefined => {
    if (path !== '/api/v3/traces' || parameters.length === 0) return undefined;
    if (parameters.some(([key]) => key === 'query.serviceName')) return undefined;
    return { status: 400, body: '{"error":{"httpCode":400,"message":"service is required"}}' };
  };

  it('asks for each service where the storage wants one', async () => {
    const live = liveSource('head', { intercept: refusing });
    expect(await live.find({ error: true })).toEqual(
      await liveSource('head').find({ error: true }),
    );
    expect(live.details.join('\n')).toContain('no service given: searching each of 31');
  });
});

describe('a search route that is not there', () => {
  it.each([
    ['plain text', '404 page not found'],
    ['a gateway', '{"message":"no Route matched with those values"}'],
  ])('is an error and no empty result: %s', async (_, body) => {
    const live = liveSource('head', {
      intercept: ({ parameters }) => (parameters.length > 0 ? { status: 404, body } : undefined),
    });
    expect(await errorOf(live.traces({ service: 'users' }))).toBeInstanceOf(SourceError);
  });

  it.each(['<html><title>Sign in</title></html>', '', 'ok', '\u0000\u0001'])(
    'is an error when something else answers 200: %j',
    async (body) => {
      for (const version of ['1.57.0', 'head'] as const) {
        const live = liveSource(version, {
          intercept: ({ parameters }) =>
            parameters.length > 0 ? { status: 200, body } : undefined,
        });
        const error = await errorOf(live.traces({ service: 'users' }));
        expect(error).toBeInstanceOf(SourceError);
        expect(error.message).toContain('http://jaeger.test:16686/api/');
        expect(await errorOf(live.source.operations('users'))).toBeInstanceOf(SourceError);
        expect(live.client.unread()).toEqual([]);
      }
    },
  );
});

describe('a port that answers everything with JSON of its own', () => {
  const intercept = () => ({ status: 200, body: '{"status":"Server available","upSince":"x"}' });

  it.each(['v1', 'v3', undefined] as const)('is told for what it is, --api %s', async (api) => {
    const live = () => liveSource(undefined, { intercept, api }).source;
    for (const question of [
      () => live().services(),
      () => live().operations('users'),
      () => live().fetch('ab'),
      () => liveSource(undefined, { intercept, api }).traces({ service: 'users' }),
    ]) {
      const error = await errorOf(question());
      expect(error).toBeInstanceOf(SourceError);
      expect(error.message).toContain('a health check');
    }
  });
});

describe('an answer', () => {
  const span = (traceID: string, spanID: string, parent?: string) => ({
    traceID,
    spanID,
    operationName: spanID,
    references: parent ? [{ refType: 'CHILD_OF', traceID, spanID: parent }] : [],
    startTime: SENT_WINDOW.startUs + 5,
    duration: 10,
    tags: [],
    logs: [],
    processID: 'p1',
  });
  const processes = { p1: { serviceName: 'users', tags: [] } };
  const answering = (body: unknown) =>
    liveSource('2.20.0', {
      intercept: ({ parameters }) =>
        parameters.length > 0 ? { status: 200, body: JSON.stringify(body) } : undefined,
    });

  it('may name failures beside its data', async () => {
    const live = answering({
      data: [{ traceID: 'a1', spans: [span('a1', 'r')], processes }],
      errors: [{ msg: 'trace not found', traceID: 'b2' }],
    });
    expect(await live.traces({ service: 'users' })).toHaveLength(1);
    expect(live.note('server-error')).toContain('trace not found');
  });

  it('may bring a trace in two pieces', async () => {
    const live = answering({
      data: [
        { traceID: 'a1', spans: [span('a1', 'r'), span('a1', 'x', 'r')], processes },
        { traceID: 'c3', spans: [span('c3', 'r')], processes },
        { traceID: '00000000000000a1', spans: [span('00000000000000a1', 'y', 'x')], processes },
      ],
    });
    const traces = await live.traces({ service: 'users' });
    expect(traces.map(({ size }) => size).sort()).toEqual([1, 3]);
    const whole = traces.find(({ size }) => size === 3);
    expect(whole?.incomplete).toBe(false);
    expect(live.source.coverage).toMatchObject({ traces: 2, spans: 4, complete: true });
  });
});

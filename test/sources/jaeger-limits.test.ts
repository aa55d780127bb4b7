import { describe, expect, it } from 'vitest';
import { liveSource, tags } from '../support/live-source.ts';
import { VERSIONS } from '../support/recordings.ts';
import type { AskedRequest, CannedAnswer } from '../support/replay-client.ts';

describe.each(VERSIONS)('%s', (version) => {
  it('says that a search was cut off, what it saw, and what to do', async () => {
    const live = liveSource(version);
    const newest = ['1.57.0', '1.76.0'].includes(version);
    const expected = newest ? ['limit-4', 'limit-5'] : ['limit-2', 'limit-4'];
    expect(await live.find({ service: 'limits', limit: 2 })).toEqual(expected);
    expect(live.source.coverage).toMatchObject({ traces: 2, complete: false });
    const from = newest ? '20:42:00Z to 2026-11-22T20:43:00Z' : '20:40:00Z to 2026-11-22T20:42:00Z';
    expect(live.note('limit-reached')).toBe(
      `the limit of 2 traces was reached: they start from 2026-11-22T${from}, other traces were not looked at; narrow the window (--since, --until) or raise --limit`,
    );
    expect(live.client.unread()).toEqual([]);
  });

  it('is silent where the limit was not reached', async () => {
    const live = liveSource(version);
    expect(await live.find({ service: 'limits', limit: 7 })).toHaveLength(6);
    expect(live.source.coverage.complete).toBe(true);
    expect(live.source.coverage.notes.list()).toEqual([]);
  });

  it('reads wider than the limit for filters that count here', async () => {
    const live = liveSource(version);
    const slowest = await live.find({ service: 'limits', limit: 1, minDurationNs: 600e6 });
    expect(slowest).toEqual(['limit-5']);
    expect(live.source.coverage).toMatchObject({ traces: 6, complete: true });
    expect(live.note('filtered-here')).toBe(
      '--min-duration was applied here: of 6 traces read 1 match',
    );
  });

  it('gives the newest where more match than are wanted', async () => {
    const live = liveSource(version);
    const found = await live.find({ service: 'limits', limit: 2, minDurationNs: 200e6 });
    expect(found).toEqual(['limit-4', 'limit-5']);
    expect(live.source.coverage.complete).toBe(false);
    expect(live.note('limit-reached')).toContain('5 traces match and the limit is 2');
  });

  it('keeps the limit over all services', async () => {
    const live = liveSource(version);
    expect(await live.find({ limit: 5 })).toHaveLength(5);
    expect(live.source.coverage.complete).toBe(false);
    expect(live.note('limit-reached')).toContain('other traces were not looked at');
    expect(live.client.unread()).toEqual([]);
  });
});

describe.each(['2.13.0', '2.20.0', 'head'] as const)('%s with room for 5 traces', (version) => {
  it('is asked for as many as it takes', async () => {
    const live = liveSource(version, { run: 'small-memory', api: 'v3' });
    expect(await live.traces({ service: 'limits', limit: 100 })).toHaveLength(4);
    expect(live.note('limit-capped')).toContain('is asked for 5 traces at most');
    const asked = live.client.log.length;
    await live.traces({ service: 'limits', limit: 100 });
    expect(live.client.log.length).toBe(asked + 1);
    expect(live.client.unread()).toEqual([]);
  });
});

/** A v1 server with `count` traces, one a second; every 500th is slow and failed. */
function busyServer(count: number, kind: 'jaeger' | 'compatible' = 'jaeger') {
  const startUs = Date.parse('2026-05-01T10:00:00Z') * 1000;
  const trace = (i: number) => ({
    traceID: (i + 1).toString(16).padStart(32, '0'),
    processes: { p1: { serviceName: 'shop' } },
    spans: [
      {
        traceID: (i + 1).toString(16).padStart(32, '0'),
        spanID: '1',
        operationName: 'GET /',
        startTime: startUs + i * 1e6,
        duration: i % 500 === 0 ? 900_000 : 1000,
        tags: i % 500 === 0 ? [{ key: 'error', type: 'bool', value: true }] : [],
        processID: 'p1',
      },
    ],
  });
  const intercept = ({ path, parameters }: AskedRequest): CannedAnswer => {
    const values = new Map(parameters);
    if (path === '/api/services') return { status: 200, body: '{"data":["shop"]}' };
    if (path !== '/api/traces') return { status: 404, body: '404 page not found' };
    if (!values.has('service')) {
      const msg = kind === 'jaeger' ? "parameter 'service' is required" : 'service, please';
      return { status: 400, body: JSON.stringify({ errors: [{ code: 400, msg }] }) };
    }
    const limit = Number(values.get('limit'));
    if (kind === 'compatible' && limit > 1000) return { status: 400, body: 'limit exceeds 1000' };
    const hinted = values.has('minDuration') || values.has('tags');
    const data = [];
    for (let i = count - 1; i >= 0 && data.length < limit; i--) {
      if (!hinted || i % 500 === 0) data.push(trace(i));
    }
    return { status: 200, body: JSON.stringify({ data }) };
  };
  const window = { startUs, endUs: startUs + 10_000e6 };
  return { intercept, window };
}

describe('a busy server', () => {
  const { intercept, window } = busyServer(5000);

  it.each([
    ['--error', { error: true }, '{"error":"true"}'],
    ['--min-duration', { minDurationNs: 500e6 }, '500ms'],
  ])('is asked for %s as well once the wide read was cut off', async (flag, query, pushed) => {
    const live = liveSource(undefined, { intercept });
    const found = await live.traces({ service: 'shop', window, ...query });
    expect(found).toHaveLength(10);
    expect(live.client.log.filter((line) => line.includes('service=shop'))).toEqual([
      expect.stringContaining('limit=1000'),
      expect.stringContaining(pushed),
    ]);
    expect(live.source.coverage).toMatchObject({ traces: 1008, complete: false });
    expect(live.note('limit-reached')).toContain(`1000 traces were read to apply ${flag} here`);
    expect(live.details.join('\n')).toContain(`asking the server for ${flag} as well`);
  });

  it('is asked so service by service where one must be named', async () => {
    const live = liveSource(undefined, { intercept });
    const found = await live.traces({ window, error: true, limit: 20 });
    expect(found).toHaveLength(10);
    expect(live.source.coverage).toMatchObject({ traces: 210, complete: false });
    expect(live.client.unread()).toEqual([]);
  });

  it('is counted on when the same source searches again', async () => {
    const live = liveSource(undefined, { intercept });
    await live.traces({ service: 'shop', window, limit: 10 });
    await live.traces({ service: 'shop', window, limit: 5 });
    expect(live.source.coverage).toMatchObject({ traces: 15, spans: 15 });
  });

  it('may refuse such a search without spoiling the rest', async () => {
    const refusing = (request: AskedRequest): CannedAnswer =>
      new Map(request.parameters).has('minDuration')
        ? { status: 500, body: 'cannot query for duration and tags simultaneously' }
        : intercept(request);
    const live = liveSource(undefined, { intercept: refusing });
    const found = await live.traces({ service: 'shop', window, minDurationNs: 500e6 });
    expect(found).toHaveLength(2);
    expect(live.details.join('\n')).toContain('asking for --min-duration failed');
    expect(live.note('request-failed')).toBeUndefined();
  });

  it('pushes a tag down instead of reading wider', async () => {
    const live = liveSource(undefined, { intercept });
    await live.traces({ service: 'shop', window, ...tags('user=7'), limit: 3 });
    expect(live.client.log[live.client.log.length - 1]).toContain('limit=3&tags={"user":"7"}');
  });

  it('is halved when its answer is too large', async () => {
    const tooLarge = (request: AskedRequest): CannedAnswer => {
      const limit = Number(new Map(request.parameters).get('limit') ?? 0);
      const msg = 'grpc: received message larger than max (5000000 vs. 4194304)';
      if (limit > 300) return { status: 500, body: JSON.stringify({ errors: [{ msg }] }) };
      return intercept(request);
    };
    const live = liveSource(undefined, { intercept: tooLarge });
    expect(await live.traces({ service: 'shop', window, limit: 1000 })).toHaveLength(250);
    expect(live.source.coverage.complete).toBe(false);
    expect(live.note('answer-too-large')).toMatch(/^1000 traces are more than .*: 250 were asked/);
    expect(live.note('limit-reached')).not.toContain('raise --limit');
  });

  it('hands traces out while they come, and stops when nobody wants more', async () => {
    const live = liveSource(undefined, { intercept });
    const query = { service: 'shop', window, tags: [], error: false, limit: 1000 };
    for await (const _ of live.source.search(query)) break;
    expect(live.client.unread()).toEqual([]);
  });
});

describe('a server that only resembles Jaeger', () => {
  const { intercept, window } = busyServer(3000, 'compatible');

  it('is asked for 1000 traces at most, which is said', async () => {
    const live = liveSource(undefined, { intercept });
    expect(await live.traces({ service: 'shop', window, limit: 2000 })).toHaveLength(1000);
    expect(live.note('limit-capped')).toContain('1000 traces at most');
    expect(live.note('limit-reached')).not.toContain('raise --limit');
    expect(live.client.log.join('\n')).not.toContain('raw=');
  });

  it('is not trusted with tags', async () => {
    const live = liveSource(undefined, { intercept });
    await live.traces({ service: 'shop', window, ...tags('user=7'), limit: 10 });
    const searches = live.client.log.filter((line) => line.includes('service=shop'));
    expect(searches[0]).not.toContain('tags=');
    expect(searches[1]).toContain('tags=');
  });
});

describe('all services of a server that wants one named', () => {
  it('are read with the memory of a few', async () => {
    const { intercept, window } = busyServer(2000);
    const services = Array.from({ length: 20 }, (_, i) => `shop${i}`);
    const many = (request: AskedRequest): CannedAnswer =>
      request.path === '/api/services'
        ? { status: 200, body: JSON.stringify({ data: services }) }
        : intercept(request);
    const live = liveSource(undefined, { intercept: many });
    const found = await live.traces({ window, limit: 50 });
    expect(found).toHaveLength(50);
    expect(live.source.coverage.traces).toBe(50);
    expect(live.note('limit-reached')).toContain('for 20 of 20 services (such as shop0)');
  });
});

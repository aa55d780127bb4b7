// One trace by its ID, services and operations, and names that the server does not know.

import { describe, expect, it } from 'vitest';
import { NoDataError, SourceError, UsageError } from '../../src/errors.ts';
import { liveSource } from '../support/live-source.ts';
import { contexts } from '../support/recorded-search.ts';
import { recorded, sent, sentTo, VERSIONS, type Version } from '../support/recordings.ts';

const errorOf = (promise: Promise<unknown>): Promise<Error & { hint: string }> =>
  promise.then(
    () => Promise.reject(new Error('nothing was thrown')),
    (error) => error,
  );

const DIALECTS: [Version, 'v1' | 'v3' | undefined][] = VERSIONS.flatMap((version) =>
  ([undefined, 'v1', 'v3'] as const).map((api): [Version, typeof api] => [version, api]),
);

describe.each(DIALECTS)('%s, --api %s', (version, api) => {
  // v1 by ID is still there in the newest version, and enough for explain.
  it('fetches a trace by any spelling of its ID', async () => {
    const { traceId } = sent().traces.find(({ name }) => name === 'id-64bit') ?? { traceId: '' };
    const short = traceId.replace(/^0+/, '');
    for (const text of [traceId, short, short.toUpperCase(), ` ${traceId}\n`]) {
      const live = liveSource(version, { api });
      const trace = await live.source.fetch(text);
      expect(trace.id).toBe(traceId);
      expect(trace.size).toBe(2);
      expect(live.source.coverage).toMatchObject({ traces: 1, spans: 2, complete: true });
      expect(live.client.unread()).toEqual([]);
    }
  });

  it('asks for raw data', async () => {
    const live = liveSource(version, { api });
    await live.source.fetch('ab3736bc01c219494bcf8bb1502ca9af');
    const { path, parameters } = live.client.asked[live.client.asked.length - 1] ?? {
      path: '',
      parameters: [],
    };
    expect(parameters.map((pair) => pair.join('='))).toEqual(
      path.startsWith('/api/v3/') ? ['raw_traces=true', 'rawTraces=true'] : ['raw=true'],
    );
  });

  it('says that there is no such trace, and where it may be', async () => {
    const live = liveSource(version, { api });
    const error = await errorOf(live.source.fetch('0123456789abcdef0123456789abcdef'));
    expect(error).toBeInstanceOf(NoDataError);
    expect(error.message).toContain('no trace 0123456789abcdef0123456789abcdef');
    expect(error.hint).toContain('--since');
  });
});

describe.each(VERSIONS)('%s', (version) => {
  const services = [
    ...new Set(sentTo('main').flatMap((trace) => contexts(version, trace).map((c) => c.service))),
  ].sort();

  it('lists its services in order', async () => {
    const live = liveSource(version);
    expect(await live.source.services()).toEqual(services);
  });

  it('lists no services when it is empty, whatever stands for that', async () => {
    const dialect = version === 'head' ? 'v3' : 'v1';
    const empty = recorded(version, `empty-${dialect}-services`);
    const live = liveSource(version, {
      intercept: ({ path, parameters }) => {
        if (path.endsWith('/services')) return empty;
        if (parameters.length < 5) return undefined;
        return recorded(version, `empty-${dialect}-search`);
      },
    });
    expect(await live.source.services()).toEqual([]);
    expect(await live.traces({})).toEqual([]);
    const error = await errorOf(live.traces({ service: 'Nobody' }));
    expect(error).toBeInstanceOf(NoDataError);
    expect(error.message).toContain('knows no services');
  });

  it('lists operations with their kinds', async () => {
    const operations = await liveSource(version).source.operations('web');
    expect(operations).toContainEqual({ name: 'GET /checkout', kind: 'server' });
    expect(operations.every(({ kind }) => kind !== '')).toBe(true);
    const names = operations.map(({ name }) => name);
    expect(names).toEqual([...names].sort());
    // api_v3 calls spans without a kind internal, and there is no v1 left to ask.
    const kind = version === 'head' ? 'internal' : '';
    expect(await liveSource(version).source.operations('kindless')).toEqual([
      { name: 'plain', kind },
      { name: 'plain', kind: 'server' },
      { name: 'plain child', kind },
    ]);
    expect(await liveSource(version).source.operations('köp-日本')).not.toHaveLength(0);
  });

  it('names the nearest services and operations', async () => {
    const unknown = await errorOf(liveSource(version).traces({ service: 'Users' }));
    expect(unknown).toBeInstanceOf(NoDataError);
    expect(unknown.message).toContain('knows no service "Users"');
    expect(unknown.hint).toContain('"users"');
    const misspelt = await errorOf(
      liveSource(version).traces({ service: 'users', operation: 'PUT /profil' }),
    );
    expect(misspelt.message).toContain('service "users" has no operation "PUT /profil"');
    expect(misspelt.hint).toContain('"PUT /profile"');
    const operations = await errorOf(liveSource(version).source.operations('orphan'));
    expect(operations.hint).toContain('"orphaned"');
    const nothing = await errorOf(liveSource(version).traces({ service: 'qqqqqqqqqq' }));
    expect(nothing.hint).toBe('tracescope services lists them.');
  });

  it('does not look names up when they are right', async () => {
    const live = liveSource(version);
    const long = { startUs: 1_000_000_000_000_000, endUs: 1_000_000_000_000_001 };
    expect(
      await live.traces({ service: 'users', operation: 'PUT /profile', window: long }),
    ).toEqual([]);
    const found = liveSource(version);
    await found.traces({ service: 'users' });
    expect(found.client.log.join('\n')).not.toMatch(/\/services|\/operations/);
  });

  it('is probed once', async () => {
    const live = liveSource(version);
    await Promise.all([live.source.services(), live.traces({ service: 'users' })]);
    await live.source.fetch('ab3736bc01c219494bcf8bb1502ca9af');
    expect(live.client.log.filter((line) => line === 'GET /api/traces')).toHaveLength(1);
    expect(live.details[0]).toContain('http://jaeger.test:16686: Jaeger');
  });

  it('closes its client', async () => {
    const live = liveSource(version);
    await live.source.close();
    expect(live.client.closed).toBe(true);
    expect(live.client.log).toEqual([]);
  });
});

describe('the newest Jaeger, forced to v1', () => {
  it('has traces by ID, and says that it has no more', async () => {
    const live = liveSource('head', { api: 'v1' });
    for (const promise of [live.source.services(), live.traces({}), live.source.operations('a')]) {
      const error = await errorOf(promise);
      expect(error).toBeInstanceOf(SourceError);
      expect(error.message).toContain('has no v1 search');
      expect(error.hint).toContain('leave out --api v1');
    }
  });
});

describe('trace IDs', () => {
  it('may be a UUID', async () => {
    const trace = await liveSource('2.20.0').source.fetch('AB3736BC-01c2-1949-4bcf-8bb1502ca9af');
    expect(trace.id).toBe('ab3736bc01c219494bcf8bb1502ca9af');
  });

  it.each(['', 'xyz', '0x12', 'f'.repeat(33), 'a b', '../services', '9vvkrT5dg8jCKMWwsD0+dw=='])(
    'are refused when they are none: %j',
    async (text) => {
      const live = liveSource('2.20.0');
      expect(await errorOf(live.source.fetch(text))).toBeInstanceOf(UsageError);
      expect(live.client.log).toEqual([]);
    },
  );
});

describe('servers that resemble Jaeger', () => {
  const answers: Record<string, string> = {
    '/api/services': '{"data":["web","web","db"]}',
    '/api/services/a%2Fb%20%C3%B6/operations': '{"data":["GET /","GET /"]}',
    '/api/services/none/operations': '{"data":null}',
    '/api/traces/000000000000000000000000000000ff': '{"data":[]}',
  };
  const live = () =>
    liveSource(undefined, {
      intercept: ({ path }) => {
        const body = answers[path];
        return body ? { status: 200, body } : { status: 404, body: 'no such handler' };
      },
    });

  it('may list operations by path only, without kinds', async () => {
    expect(await live().source.operations('a/b ö')).toEqual([{ name: 'GET /', kind: '' }]);
    expect(await live().source.services()).toEqual(['db', 'web']);
    expect(await errorOf(live().source.operations('none'))).toBeInstanceOf(NoDataError);
  });

  it('may answer a missing trace with an empty list', async () => {
    expect(await errorOf(live().source.fetch('ff'))).toBeInstanceOf(NoDataError);
  });

  it.each(['trace not found', '{"error":"trace fe was not found"}', 'no trace found'])(
    'may say in their own words that there is no trace: %s',
    async (body) => {
      const answering = liveSource(undefined, {
        intercept: ({ path }) => {
          const services = answers[path];
          return services ? { status: 200, body: services } : { status: 404, body };
        },
      });
      expect(await errorOf(answering.source.fetch('fe'))).toBeInstanceOf(NoDataError);
    },
  );

  it('do not turn a missing route into a missing trace', async () => {
    expect(await errorOf(live().source.fetch('fe'))).toBeInstanceOf(SourceError);
    const worded = liveSource(undefined, {
      intercept: ({ path }) => {
        const body = answers[path];
        return body ? { status: 200, body } : { status: 404, body: `path ${path} not found` };
      },
    });
    expect(await errorOf(worded.source.fetch('fe'))).toBeInstanceOf(SourceError);
  });
});

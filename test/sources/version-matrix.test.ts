// In what the versions differ, row by row, and what a user sees of it: nothing. Rows that have
// tests of their own name them.

import { describe, expect, it } from 'vitest';
import { NoDataError } from '../../src/errors.ts';
import { type LiveSource, liveSource, tags } from '../support/live-source.ts';
import { recorded, VERSIONS, type Version } from '../support/recordings.ts';

const isCamel = (version: Version): boolean => version === '2.20.0' || version === 'head';

/** Parameters of the last request for traces. */
function lastSearch(live: LiveSource): Map<string, string> {
  const searches = live.client.asked.filter(
    ({ path, parameters }) => /\/traces$/.test(path) && parameters.length > 0,
  );
  return new Map(searches[searches.length - 1]?.parameters ?? []);
}

const EMPTY_WINDOW = { startUs: 1_600_000_000_000_000, endUs: 1_600_000_000_000_001 };

describe.each(VERSIONS)('%s', (version) => {
  it('v1 search: used where it is there', async () => {
    const live = liveSource(version);
    await live.traces({ service: 'users' });
    const used = live.client.asked.map(({ path }) => path);
    expect(used[used.length - 1]).toBe(version === 'head' ? '/api/v3/traces' : '/api/traces');
  });

  it('v1 by ID: there in every version', async () => {
    const live = liveSource(version, { api: 'v1' });
    expect((await live.source.fetch('ab3736bc01c219494bcf8bb1502ca9af')).size).toBe(3);
  });

  it('v3 spelling: both go out, with equal values', async () => {
    const live = liveSource(version, { api: 'v3' });
    await live.traces({ service: 'users', operation: 'PUT /profile', limit: 7 });
    const sent = lastSearch(live);
    for (const [snake, camel] of [
      ['service_name', 'serviceName'],
      ['operation_name', 'operationName'],
      ['start_time_min', 'startTimeMin'],
      ['start_time_max', 'startTimeMax'],
      ['num_traces', 'searchDepth'],
      ['raw_traces', 'rawTraces'],
    ]) {
      expect(sent.get(`query.${snake}`)).toBeDefined();
      expect(sent.get(`query.${camel}`)).toBe(sent.get(`query.${snake}`));
    }
    expect(sent.size).toBe(12);
  });

  it('v3 attribute filter: asked for only where it is honoured', async () => {
    const live = liveSource(version, { api: 'v3' });
    expect(await live.find({ service: 'users', ...tags('user.id=12345') })).toEqual([
      'user-int',
      'user-str',
    ]);
    const attributes = lastSearch(live).get('query.attributes');
    expect(attributes).toBe(isCamel(version) ? '{"user.id":"12345"}' : undefined);
    expect(live.note('filtered-here') === undefined).toBe(isCamel(version));
  });

  it('limit: always sent, as an absent one is an error, a default or no limit at all', async () => {
    for (const api of version === 'head' ? (['v3'] as const) : (['v1', 'v3'] as const)) {
      const live = liveSource(version, { api });
      await live.traces({ service: 'limits' });
      const sent = lastSearch(live);
      expect(sent.get('limit') ?? sent.get('query.num_traces')).toBe('100');
    }
  });

  it('v3 search without match: no traces and no error, whether 200 or 404', async () => {
    const live = liveSource(version, { api: 'v3' });
    expect(await live.traces({ service: 'users', window: EMPTY_WINDOW })).toEqual([]);
    expect(live.source.coverage).toMatchObject({ traces: 0, complete: true });
  });

  it('v3 by unknown ID: no such trace, whichever words the server has for it', async () => {
    const live = liveSource(version, { api: 'v3' });
    const fetched = live.source.fetch('0123456789abcdef0123456789abcdef');
    await expect(fetched).rejects.toBeInstanceOf(NoDataError);
  });

  it('adjusted data: never asked for', async () => {
    for (const api of version === 'head' ? (['v3'] as const) : (['v1', 'v3'] as const)) {
      const live = liveSource(version, { api });
      await live.traces({ service: 'users' });
      await live.source.fetch('ab3736bc01c219494bcf8bb1502ca9af');
      const forTraces = live.client.asked.filter(
        ({ path, parameters }) => /\/traces\//.test(path) || parameters.length > 3,
      );
      expect(forTraces).toHaveLength(2);
      for (const { parameters } of forTraces) {
        expect(parameters.some(([key, value]) => /raw/.test(key) && value === 'true')).toBe(true);
      }
    }
  });

  it('content type: read by content, as success and failure come under any', async () => {
    const types = [undefined, 'text/plain; charset=utf-8', 'application/json', 'text/html'];
    for (const type of types) {
      const answer = recorded(version, 'id-v3-raw-multi-service');
      const live = liveSource(version, {
        api: 'v3',
        intercept: ({ parameters }) =>
          parameters.length > 0
            ? { ...answer, headers: type === undefined ? {} : { 'content-type': type } }
            : undefined,
      });
      const trace = await live.source.fetch('4081376cce0c869546d29fed656218fd');
      expect(trace.size).toBe(7);
    }
  });

  it('limit order: which traces come differs and is said, how many does not', async () => {
    const live = liveSource(version);
    expect(await live.find({ service: 'limits', limit: 4 })).toHaveLength(4);
    expect(live.note('limit-reached')).toMatch(/they start from 2026-11-22T20:\d\d:00Z to /);
  });

  it('error=true: what the server finds by it is not what is given', async () => {
    const live = liveSource(version);
    await live.traces({ service: 'errs', error: true });
    const sent = lastSearch(live);
    expect(sent.has('tags') || sent.has('query.attributes')).toBe(false);
  });

  it('search without a service: finds the traces of all', async () => {
    for (const api of [undefined, 'v3'] as const) {
      const live = liveSource(version, { api });
      expect(await live.find({ operation: 'op' })).toEqual(
        expect.arrayContaining(['limit-0', 'limit-5']),
      );
      expect(live.source.coverage.complete).toBe(true);
    }
  });

  it('a window of one moment: finds what starts in it', async () => {
    const atUs = Date.parse('2026-11-22T20:40:00Z') * 1000;
    for (const api of [undefined, 'v3'] as const) {
      const live = liveSource(version, { api });
      const window = { startUs: atUs, endUs: atUs };
      expect(await live.find({ service: 'limits', window })).toEqual(['limit-2']);
    }
  });

  it('kinds of operations: absent, empty and unspecified are the same', async () => {
    const live = liveSource(version, { api: 'v3' });
    const operations = await live.source.operations('kindless');
    // From 2.16 on api_v3 says internal of a span that has no kind.
    const kind = isCamel(version) ? 'internal' : '';
    expect(operations).toContainEqual({ name: 'plain child', kind });
  });
});

describe('reading', () => {
  it('changes nothing for others: only raw reads and no dependencies', async () => {
    // The stores of 2.13 and 2.20 are rewritten by reads that are not raw; that of 1.57 by
    // dependencies.
    for (const version of VERSIONS) {
      const live = liveSource(version);
      await live.traces({ error: true });
      await live.source.operations('users');
      expect(live.client.log.join('\n')).not.toContain('dependencies');
      expect(live.client.log.join('\n')).not.toContain('summaries?');
    }
  });
});

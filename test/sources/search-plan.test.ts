import { describe, expect, it } from 'vitest';
import type { TraceQuery } from '../../src/model/trace-query.ts';
import { isSafeTag, planSearch, type SearchAbilities } from '../../src/sources/search-plan.ts';

const WINDOW = { startUs: 1, endUs: 2 };
const JAEGER: SearchAbilities = { tags: true, tagHints: true, maxLimit: 100_000 };
const OLD_V3: SearchAbilities = { tags: false, tagHints: false, maxLimit: 100_000 };
const COMPATIBLE: SearchAbilities = { tags: false, tagHints: true, maxLimit: 1000 };

function plan(part: Partial<TraceQuery>, abilities = JAEGER) {
  return planSearch({ tags: [], error: false, limit: 100, ...part, window: WINDOW }, abilities);
}

const tags = (...texts: string[]) =>
  texts.map((text) => {
    const [key = '', value = ''] = text.split('=', 2);
    return { key, value };
  });

describe('planSearch', () => {
  it('asks the server for what it filters exactly', () => {
    const { exact, hints, appliedHere, pushedDown } = plan({
      service: 'web',
      operation: 'GET /',
      tags: tags('user.id=12345', 'region=eu-1'),
    });
    expect(exact).toEqual({
      service: 'web',
      operation: 'GET /',
      tags: tags('user.id=12345', 'region=eu-1'),
      window: WINDOW,
      limit: 100,
    });
    expect(hints).toEqual([]);
    expect(appliedHere).toEqual([]);
    expect(pushedDown).toEqual([
      'service',
      'operation',
      '--tag user.id=12345',
      '--tag region=eu-1',
    ]);
  });

  it('never lets the server decide about errors or latency, and reads wider instead', () => {
    const { exact, hints, appliedHere } = plan({
      error: true,
      minDurationNs: 5e9,
      maxDurationNs: 9e9,
    });
    expect(exact).toMatchObject({ tags: [], limit: 1000 });
    expect(exact.minDurationNs).toBeUndefined();
    expect(appliedHere).toEqual(['--error', '--min-duration', '--max-duration']);
    expect(hints.map(({ flag }) => flag)).toEqual(['--error', '--min-duration']);
    expect(hints[0]?.search).toMatchObject({ tags: tags('error=true'), limit: 100 });
    expect(hints[1]?.search).toMatchObject({ minDurationNs: 5e9, maxDurationNs: 9e9, tags: [] });
  });

  it('takes --tag error=true for --error', () => {
    expect(plan({ tags: tags('error=true') }).appliedHere).toEqual(['--error']);
    expect(plan({ tags: tags('error=true') }).exact.tags).toEqual([]);
  });

  it('keeps hints to the filters that lose traces', () => {
    const { exact, hints } = plan({ error: true, tags: tags('a=1', 'b=x*', 'span.kind=client') });
    expect(exact.tags).toEqual(tags('a=1'));
    expect(hints.map(({ search }) => search.tags)).toEqual([
      tags('a=1', 'error=true'),
      tags('a=1', 'b=x*'),
    ]);
  });

  it('asks for a key once, as both dialects take an object', () => {
    const { exact, appliedHere, hints } = plan({ tags: tags('a=1', 'a=2') });
    expect(exact.tags).toEqual(tags('a=1'));
    expect(appliedHere).toEqual(['--tag a=2']);
    expect(hints).toEqual([]);
  });

  it('pushes no tag to servers that ignore them or read them their own way', () => {
    const old = plan({ tags: tags('a=1'), error: true }, OLD_V3);
    expect(old.exact.tags).toEqual([]);
    expect(old.hints).toEqual([]);
    const compatible = plan({ tags: tags('a=1') }, COMPATIBLE);
    expect(compatible.exact.tags).toEqual([]);
    expect(compatible.hints.map(({ search }) => search.tags)).toEqual([tags('a=1')]);
  });

  it.each([
    [10, JAEGER, 100],
    [150, JAEGER, 1500],
    [1000, JAEGER, 1500],
    [5000, JAEGER, 5000],
    [Number.POSITIVE_INFINITY, JAEGER, 100_000],
    [100, COMPATIBLE, 1000],
    [5000, COMPATIBLE, 1000],
  ])('reads ahead of a limit of %d', (limit, abilities, expected) => {
    expect(plan({ limit, error: true }, abilities).exact.limit).toBe(expected);
  });

  it('keeps the limit where nothing is filtered here', () => {
    expect(plan({ limit: 5000 }).exact.limit).toBe(5000);
    expect(plan({ limit: 5000 }, COMPATIBLE).exact.limit).toBe(1000);
  });
});

describe('isSafeTag', () => {
  it.each(['12345', '-5', '1.5', '0', 'true', 'false', 'GET', 'eu-west_1', 'a b', '/x/y', 'größe'])(
    'trusts %s',
    (value) => {
      expect(isSafeTag({ key: 'k', value })).toBe(true);
    },
  );

  it.each([
    ['a regular expression', 'a*'],
    ['a regular expression', 'a|b'],
    ['a regular expression', 'x@y'],
    ['a regular expression', 'a#b'],
    ['JSON', '["x","y"]'],
    ['nothing', ''],
    ['a space that could be a number', ' '],
    ['a number spelled otherwise', '1.50'],
    ['a number spelled otherwise', '007'],
    ['a number spelled otherwise', '1e3'],
    ['a number spelled otherwise', '0x10'],
    ['a number beyond exactness', '9007199254740993'],
    ['a number that Go writes otherwise', '0.00001'],
    ['no number', 'NaN'],
    ['no end', 'Infinity'],
    ['a truth value spelled otherwise', 'TRUE'],
    ['a long text', 'x'.repeat(201)],
    ['a line break', 'a\nb'],
  ])('does not trust %s: %j', (_, value) => {
    expect(isSafeTag({ key: 'k', value })).toBe(false);
  });

  it.each([
    'error',
    'event',
    'span.kind',
    'otel.status_code',
    'otel.scope.name',
    'service.name',
    'resource.host.name',
    'ip',
    'w3c.tracestate',
  ])('does not trust the key %s', (key) => {
    expect(isSafeTag({ key, value: 'x' })).toBe(false);
  });

  it.each(['http.method', 'errors', 'db.system', 'error.type', 'resource', 'host.name'])(
    'trusts the key %s',
    (key) => {
      expect(isSafeTag({ key, value: 'x' })).toBe(true);
    },
  );
});

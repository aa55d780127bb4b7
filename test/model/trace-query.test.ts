import { describe, expect, it } from 'vitest';
import { isErrorFilter, matchesQuery, type TraceQuery } from '../../src/model/trace-query.ts';
import { BASE_US, makeTrace, type TestSpan } from '../support/make-trace.ts';

function query(part: Partial<TraceQuery>): TraceQuery {
  return { tags: [], error: false, limit: 10, ...part };
}

function tag(text: string): Partial<TraceQuery> {
  const at = text.indexOf('=');
  return { tags: [{ key: text.slice(0, at), value: text.slice(at + 1) }] };
}

const ROOT: TestSpan = {
  id: 'r',
  service: 'web',
  name: 'GET /',
  startUs: 0,
  durationUs: 1000,
  kind: 'server',
  attributes: { 'user.id': 12345, ratio: 1.5, cached: true, note: 'a b', weird: 'NaN' },
  resource: { 'host.name': 'h-a' },
  events: [{ name: 'retry', attributes: { attempt: 2 } }],
};
const CHILD: TestSpan = {
  id: 'c',
  parent: 'r',
  service: 'db',
  name: 'SELECT',
  startUs: 100,
  durationUs: 400,
  kind: 'client',
  error: true,
  statusMessage: 'deadlock',
  attributes: { 'user.id': '12345' },
};
const trace = makeTrace([ROOT, CHILD]);

describe('matchesQuery', () => {
  it.each<[string, Partial<TraceQuery>, boolean]>([
    ['nothing asked', {}, true],
    ['service', { service: 'db' }, true],
    ['service in another case', { service: 'DB' }, false],
    ['service and operation of one span', { service: 'db', operation: 'SELECT' }, true],
    ['service and operation of two spans', { service: 'web', operation: 'SELECT' }, false],
    ['operation alone', { operation: 'SELECT' }, true],
    ['latency of the trace, not of a span', { minDurationNs: 1_000_000 }, true],
    ['too short', { minDurationNs: 1_000_001 }, false],
    ['short enough', { maxDurationNs: 1_000_000 }, true],
    ['too long, though a span is not', { maxDurationNs: 999_999 }, false],
    ['an error in any service', { error: true, service: 'web' }, true],
    ['window', { window: { startUs: BASE_US, endUs: BASE_US } }, true],
    [
      'window with only the child',
      { window: { startUs: BASE_US + 1, endUs: BASE_US + 100 } },
      true,
    ],
    ['window between the spans', { window: { startUs: BASE_US + 1, endUs: BASE_US + 99 } }, false],
    [
      'window and service of two spans',
      { service: 'web', window: { startUs: BASE_US + 1, endUs: BASE_US + 100 } },
      false,
    ],
  ])('%s', (_, part, expected) => {
    expect(matchesQuery(trace, query(part))).toBe(expected);
  });

  it.each([
    ['user.id=12345', true],
    ['user.id=12345.0', true],
    ['user.id=1234', false],
    ['ratio=1.5', true],
    ['ratio=1.50', true],
    ['ratio=1.51', false],
    ['cached=true', true],
    ['cached=TRUE', true],
    ['cached=false', false],
    ['note=a b', true],
    ['note=a', false],
    ['weird=NaN', true],
    ['weird=nan', false],
    ['ratio=', false],
    ['host.name=h-a', true],
    ['attempt=2', true],
    ['nothing=', false],
    ['event=retry', true],
    ['event=web', false],
    ['span.kind=client', true],
    ['span.kind=CLIENT', true],
    ['span.kind=consumer', false],
    ['otel.status_code=ERROR', true],
    ['otel.status_code=OK', false],
    ['otel.status_description=deadlock', true],
    ['service.name=db', true],
    ['service.name=cache', false],
    ['error=true', true],
    ['error=false', true],
    ['__proto__=x', false],
  ])('--tag %s', (text, expected) => {
    expect(matchesQuery(trace, query(tag(text)))).toBe(expected);
  });

  it('wants all tags, the service and the operation on one span', () => {
    const both = query({
      tags: [
        { key: 'user.id', value: '12345' },
        { key: 'cached', value: 'true' },
      ],
    });
    expect(matchesQuery(trace, both)).toBe(true);
    expect(matchesQuery(trace, { ...both, service: 'db' })).toBe(false);
    const spread = query({
      tags: [
        { key: 'cached', value: 'true' },
        { key: 'span.kind', value: 'client' },
      ],
    });
    expect(matchesQuery(trace, spread)).toBe(false);
  });

  it('takes error=true for the whole trace and error=false for the span', () => {
    expect(matchesQuery(trace, query({ ...tag('error=true'), service: 'web' }))).toBe(true);
    expect(matchesQuery(trace, query({ ...tag('error=false'), service: 'db' }))).toBe(false);
    const fine = makeTrace([{ ...ROOT, attributes: { error: 'unset' } }]);
    expect(matchesQuery(fine, query({ error: true }))).toBe(false);
    expect(matchesQuery(fine, query(tag('error=true')))).toBe(false);
    expect(matchesQuery(fine, query(tag('error=false')))).toBe(true);
  });

  it('finds an error attribute by its text', () => {
    const failed = makeTrace([{ ...ROOT, attributes: { error: 'timeout' } }]);
    expect(matchesQuery(failed, query(tag('error=timeout')))).toBe(true);
    expect(matchesQuery(failed, query(tag('error=true')))).toBe(true);
    expect(matchesQuery(failed, query(tag('error=refused')))).toBe(false);
  });
});

describe('isErrorFilter', () => {
  it('knows error=true in any case', () => {
    expect(isErrorFilter({ key: 'error', value: 'true' })).toBe(true);
    expect(isErrorFilter({ key: 'error', value: 'True' })).toBe(true);
    expect(isErrorFilter({ key: 'error', value: 'false' })).toBe(false);
    expect(isErrorFilter({ key: 'Error', value: 'true' })).toBe(false);
  });
});

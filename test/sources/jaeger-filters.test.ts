// --service, --operation, --tag, --error and durations give the same traces from every version and
// dialect, and those are the true ones.

import { describe, expect, it } from 'vitest';
import type { ApiChoice } from '../../src/sources/jaeger-dialect.ts';
import { liveSource, tags } from '../support/live-source.ts';
import { sentTo, VERSIONS, type Version } from '../support/recordings.ts';
import { matchingNames } from '../support/sent-truth.ts';

const DIALECTS: [Version, ApiChoice | undefined][] = VERSIONS.flatMap((version) =>
  ([undefined, 'v1', 'v3'] as const)
    .filter((api) => version !== 'head' || api !== 'v1')
    .map((api): [Version, ApiChoice | undefined] => [version, api]),
);
const MAIN = sentTo('main');

/**
 * What api_v3 of the v1 binaries makes of a span is not what was sent: on the way from Jaeger's old
 * model to OTLP an `error` attribute becomes status ERROR, and so does an HTTP status of 500.
 */
const INVENTED_BY_OLD_V3 = ['error-attr-bool', 'status-unset'];
const inventsErrors = (version: Version, api: ApiChoice | undefined): boolean =>
  api === 'v3' && (version === '1.57.0' || version === '1.76.0');

describe.each(DIALECTS)('%s, --api %s', (version, api) => {
  const truth = (wanted: Parameters<typeof matchingNames>[2]) => {
    const names = matchingNames(version, MAIN, wanted);
    const concernsStatus = wanted.error || wanted.tag?.join('=') === 'otel.status_code=ERROR';
    if (!concernsStatus || !inventsErrors(version, api)) return names;
    return [...new Set([...names, ...INVENTED_BY_OLD_V3])].sort();
  };

  it('finds the traces of a service, and of an operation of it', async () => {
    const live = liveSource(version, { api });
    expect(await live.find({ service: 'users' })).toEqual(truth({ service: 'users' }));
    expect(live.source.coverage).toMatchObject({ traces: 4, spans: 4, complete: true });
    const operation = 'PUT /profile';
    expect(await liveSource(version, { api }).find({ service: 'users', operation })).toEqual([
      'user-other-str',
    ]);
  });

  it('finds every failed trace, also where the failure is in another service', async () => {
    const live = liveSource(version, { api });
    const expected = truth({ service: 'errs', error: true });
    expect(expected).toEqual(
      expect.arrayContaining([
        'error-attr-bool',
        'error-attr-string',
        'error-in-child',
        'error-status',
      ]),
    );
    expect(await live.find({ service: 'errs', error: true })).toEqual(expected);
    expect(
      await liveSource(version, { api }).find({ service: 'errs', ...tags('error=true') }),
    ).toEqual(expected);
    expect(live.note('filtered-here')).toBe(
      `--error was applied here: of 7 traces read ${expected.length} match`,
    );
    expect(live.source.coverage.complete).toBe(true);
  });

  it('finds every failed trace of all services', async () => {
    const live = liveSource(version, { api });
    const expected = truth({ error: true });
    expect(expected).toContain('retry');
    expect(await live.find({ error: true })).toEqual(expected);
    expect(live.source.coverage.traces).toBe(truth({}).length);
  });

  it.each<[string, string]>([
    ['users', 'user.id=12345'],
    ['users', 'user.id=u-1'],
    ['typed', 'a.bool=false'],
    ['typed', 'a.double=1.5'],
    ['typed', 'a.double.whole=3'],
    ['typed', 'a.big=9007199254740993'],
    ['typed', 'a.arr=["x","y"]'],
    ['typed', 'a.arr=x'],
    ['typed', 'a.str.empty='],
    ['skew-a', 'host.name=h-a'],
    ['skew-a', 'host.name=h-b'],
    ['payments', 'exception.type=CardDeclined'],
    ['payments', 'event=exception'],
    ['errs', 'otel.status_code=ERROR'],
    ['errs', 'otel.status_code=OK'],
    ['errs', 'span.kind=server'],
    ['errs', 'span.kind=client'],
    ['errs', 'http.status_code=500'],
    ['skew-a', 'service.name=skew-a'],
    ['users', 'user.id=123*'],
    ['users', 'nope=x'],
    ['köp-日本', 'straße=größe "Ω" \u0001\t\\ 🚀'],
  ])('finds what is true of %s with --tag %s', async (service, text) => {
    const [{ key, value }] = tags(text).tags as [{ key: string; value: string }];
    const live = liveSource(version, { api });
    const expected = truth({ service, tag: [key, value] });
    expect(await live.find({ service, ...tags(text) })).toEqual(expected);
    expect(live.source.coverage.complete).toBe(true);
  });

  it('finds a tag in any service', async () => {
    const live = liveSource(version, { api });
    expect(await live.find(tags('user.id=12345'))).toEqual(['user-int', 'user-str']);
  });

  it('wants all tags on one span', async () => {
    const live = liveSource(version, { api });
    expect(await live.find({ service: 'async', ...tags('part=one', 'half=two') })).toEqual([]);
    const one = await liveSource(version, { api }).find({ service: 'async', ...tags('part=one') });
    expect(one).toEqual(truth({ service: 'async', tag: ['part', 'one'] }));
  });

  it('compares the latency of the trace, not of a span of the service', async () => {
    const live = liveSource(version, { api });
    const slow = await live.find({ service: 'limits', minDurationNs: 300e6 });
    expect(slow).toEqual(['limit-2', 'limit-3', 'limit-4', 'limit-5']);
    const quick = await liveSource(version, { api }).find({
      service: 'limits',
      minDurationNs: 200e6,
      maxDurationNs: 400e6,
    });
    expect(quick).toEqual(['limit-1', 'limit-2', 'limit-3']);
    // The root belongs to web, and the spans of payments are shorter than the trace.
    const all = await liveSource(version, { api }).traces({ service: 'payments' });
    for (const trace of all) {
      const latencyNs = trace.durationNs[0] as number;
      const found = await liveSource(version, { api }).traces({
        service: 'payments',
        minDurationNs: latencyNs,
        maxDurationNs: latencyNs,
      });
      expect(found.map(({ id }) => id)).toContain(trace.id);
    }
  });

  it('finds names outside ASCII', async () => {
    const live = liveSource(version, { api });
    const operation = 'emoji 👩‍👩‍👧';
    expect(await live.find({ service: 'köp-日本', operation })).toEqual(['non-ascii']);
  });
});

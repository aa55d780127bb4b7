// The demo server against the recorded answers of the releases that it plays: every recorded request
// is put to it again over HTTP, in the recorded order, and must be answered the same way.

import { describe, expect, it } from 'vitest';
import { decodeOtlp, tracesOf } from '../../src/demo/decode-otlp.ts';
import type { DemoTrace } from '../../src/demo/demo-trace.ts';
import type { JaegerVersion } from '../../src/demo/jaeger/releases.ts';
import { type DemoServerOptions, startDemoServer } from '../../src/demo/server.ts';
import { askRaw } from '../support/raw-request.ts';
import { type Recorded, recordings, sent, type Version } from '../support/recordings.ts';
import { differences } from '../support/same-answer.ts';

/** Recorded release, the release played, and how many recorded answers must be matched. */
const RELEASES: readonly (readonly [Version, JaegerVersion, number])[] = [
  ['1.57.0', '1.57', 493],
  ['1.76.0', '1.76', 493],
  ['2.13.0', '2.13', 496],
  ['2.20.0', '2.20', 562],
  ['head', 'next', 561],
];

/** Runs that are not replayed, each with its reason. */
const EXCLUDED: Readonly<Record<string, string>> = {
  'structured-filters-on':
    'a feature gate that is off by default; the demo plays servers in their default settings',
};

/** Releases whose memory answers in a fixed order: last arrived first. */
const ORDERED: ReadonlySet<JaegerVersion> = new Set<JaegerVersion>(['2.13', '2.20', 'next']);

/** The first requests of run `main` were put to an empty server. */
const FIRST_WITH_DATA = 49;

/** Just after the window of the recordings, within 48 hours of all traces. */
const NOW_MS = Date.parse('2026-11-22T21:00:30Z');

const named = (...names: string[]): DemoTrace[] =>
  names.flatMap((name) => {
    const trace = sent().traces.find((one) => one.name === name);
    if (!trace) throw new Error(`no trace ${name} was sent`);
    return tracesOf(decodeOtlp(trace.body));
  });

const ofRun = (run: string): DemoTrace[] =>
  sent()
    .traces.filter((trace) => trace.run === run)
    .flatMap((trace) => tracesOf(decodeOtlp(trace.body)));

/** What each run's server was started with, and held. */
const RUNS: Readonly<Record<string, () => Partial<DemoServerOptions>>> = {
  main: () => ({}),
  'fresh-adjusted': () => ({ traces: ofRun('main') }),
  mutation: () => ({ traces: named('orphans', 'events-order') }),
  nan: () => ({ traces: ofRun('nan') }),
  odd: () => ({ traces: ofRun('odd') }),
  'base-path': () => ({ traces: named('limit-0'), basePath: '/jaeger' }),
  tenant: () => ({ tenants: ['acme', 'globex'] }),
  'small-memory': () => ({
    traces: named('limit-3', 'limit-0', 'limit-5', 'limit-1', 'limit-4', 'limit-2', 'user-int'),
    maxTraces: 5,
  }),
  'skew-10s': () => ({ traces: named('skew', 'async-child'), maxSkewMs: 10_000 }),
  'tracing-off': () => ({ selfTracing: false }),
  'max-trace-size-5': () => ({ traces: named('n-plus-one', 'error-exception'), maxTraceSize: 5 }),
};

async function replay(version: JaegerVersion, run: string, recorded: readonly Recorded[]) {
  const settings = RUNS[run]?.();
  if (!settings) throw new Error(`nobody knows what the server of run ${run} held`);
  const server = await startDemoServer({ traces: [], version, now: () => NOW_MS, ...settings });
  const failures: string[] = [];
  let filled = run !== 'main';
  try {
    for (const expected of recorded) {
      if (!filled && Number.parseInt(expected.name, 10) >= FIRST_WITH_DATA) {
        server.add(ofRun('main'));
        filled = true;
      }
      const actual = await askRaw({
        port: server.port,
        method: expected.method,
        target: expected.target,
        headers: expected.requestHeaders,
        body: expected.requestBody,
      });
      const tracesInOrder = ORDERED.has(version);
      for (const line of differences(actual, expected, { tracesInOrder })) {
        failures.push(`${expected.name}: ${line}`);
      }
    }
  } finally {
    await server.close();
  }
  return failures;
}

describe.each(RELEASES)('recorded %s, played as %s', (file, version, count) => {
  const runs = new Map<string, Recorded[]>();
  for (const answer of recordings(file)) {
    if (answer.run in EXCLUDED) continue;
    const known = runs.get(answer.run);
    if (known) known.push(answer);
    else runs.set(answer.run, [answer]);
  }

  it(`has ${count} answers to match`, () => {
    expect([...runs.values()].reduce((sum, answers) => sum + answers.length, 0)).toBe(count);
  });

  it.each([...runs.keys()])('run %s', async (run) => {
    expect(await replay(version, run, runs.get(run) ?? [])).toEqual([]);
  });
});

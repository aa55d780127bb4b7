// The same trace through v1, api_v3 and as a file is the same trace, in every recorded answer of
// every version, adjusted by the server or raw. Where a server changed or lost something that
// nobody can bring back, it stands in the list below with its reason, and nowhere else.

import { beforeAll, describe, expect, it } from 'vitest';
import type { Trace } from '../../src/model/trace.ts';
import { emptyCoverage } from '../../src/sources/coverage.ts';
import { readTraces } from '../../src/sources/trace-reader.ts';
import { type Recorded, recorded, recordings, sent, VERSIONS } from '../support/recordings.ts';
import { sentName } from '../support/sent-truth.ts';
import { portraitDifferences, tracePortrait } from '../support/trace-portrait.ts';

interface Exception {
  /** Name of the trace. */
  readonly trace: string;
  /** The differences it covers, as `portraitDifferences` writes them. */
  readonly difference: RegExp;
  /** Where: version, run and dialect. */
  readonly where: RegExp;
  readonly reason: string;
}

const EXCEPTIONS: readonly Exception[] = [
  {
    trace: 'no-service',
    difference: /^(warnings: 2 missing-process -> |span \d service: unknown-service -> )/,
    where: /./,
    reason: 'servers put a name of their own where service.name is missing',
  },
  {
    trace: 'empty-service',
    difference: /^(warnings: 1 missing-process -> |span 0 service: unknown-service -> )/,
    where: /./,
    reason: 'servers put a name of their own where service.name is empty',
  },
  {
    trace: 'service-not-string',
    difference: /^span 0 service: 5 -> (empty-service-name|service-name-wrong-type)$/,
    where: /./,
    reason: 'servers put a name of their own where service.name is no text',
  },
  {
    trace: 'no-service',
    difference: /^span 0 name: {2}-> empty-span-name$/,
    where: /^(2\.20|head)/,
    reason: 'from 2.16 on servers put a name where a span has none',
  },
  {
    trace: 'odd-times',
    difference:
      /^(span [123] duration: 0 -> 1|warnings: 1 bad-start,1 negative-duration -> 1 bad-start)$/,
    where: /^(?!1\.57)/,
    reason: 'from 2.7 on a span that does not end after its start is stored as lasting 1 ns',
  },
  {
    trace: 'error-attr-bool',
    difference: /^span 0 (status: 0 -> 2|attributes: error=true -> )$/,
    where: /^1\..* v3/,
    reason: 'api_v3 over the old stores makes an error attribute a status; both count as failed',
  },
  {
    trace: 'status-unset',
    difference: /^span 0 (status: 0 -> 2|failed: 0 -> 1)$/,
    where: /^1\..* v3/,
    reason: 'api_v3 over the old stores makes an HTTP status of 500 a failure',
  },
  {
    trace: 'events-order',
    difference:
      /^span 0 events: .*log 3\d+ event=inner name level=info.* -> .*inner name 3\d+ level=info/s,
    where: /( v1|^1\..* v3)/,
    reason: 'an attribute called event replaces the name in v1, and in stores that keep v1 spans',
  },
  {
    trace: 'link-root',
    difference:
      /^(roots: 0,1 -> 0|warnings: 1 multiple-roots -> |span 1 (parent: -1 -> 0|follows: 0 -> 1|links: \S+ -> ))$/,
    where: /( v1|^1\..* v3)/,
    reason: 'v1 writes a link inside the trace as it writes a FOLLOWS_FROM parent',
  },
  {
    trace: 'duplicate',
    difference: /^warnings: 1 duplicate-span -> $/,
    where: /^(?!1\.57).*( adjusted|fresh-adjusted)/,
    reason: 'from 1.63 on adjusted answers leave copies out, and some stores forget them then',
  },
  {
    trace: 'shared-id',
    difference:
      /^(warnings: 1 shared-span-id -> |span 1 id: aaaaaaaaaaaaaaaa#server -> 0000000000000001)$/,
    where: /( adjusted|fresh-adjusted)/,
    reason: 'adjusted answers give the server span of a shared ID one of their own',
  },
  {
    trace: 'values',
    difference: /^span 0 attributes: .*peer\.ipv4=3221225985.* -> .*peer\.ipv4=192\.0\.2\.1/,
    where: /( adjusted|fresh-adjusted|^2\.20)/,
    reason: 'adjusted answers write numeric addresses with dots',
  },
];

async function read(body: string, format: string): Promise<Trace[]> {
  const coverage = emptyCoverage();
  const bytes = (async function* () {
    yield new TextEncoder().encode(body);
  })();
  const traces: Trace[] = [];
  for await (const trace of readTraces(bytes, { name: 'answer', format, coverage })) {
    traces.push(trace);
  }
  return traces;
}

function isTraceAnswer({ method, status, path, body, run }: Recorded): boolean {
  const isRoute = /^(\/jaeger)?\/api\/(v3\/)?traces(\/|$)/.test(path);
  return method === 'GET' && status === 200 && isRoute && body[0] === '{' && run !== CUT_RUN;
}

/** The run that keeps five spans of a trace. */
const CUT_RUN = 'max-trace-size-5';

/** Such as `2.13.0 main v1 adjusted`. */
function placeOf(version: string, answer: Recorded): string {
  const isV3 = answer.path.includes('/v3/');
  const asksRaw = answer.parameters.some(([key, value]) => /raw/i.test(key) && value === 'true');
  return `${version} ${answer.run} ${isV3 ? 'v3' : 'v1'} ${asksRaw ? 'raw' : 'adjusted'}`;
}

describe('every recorded trace', () => {
  const files = new Map<string, Trace>();
  const used = new Set<Exception>();
  let compared = 0;

  beforeAll(async () => {
    for (const { traceId, body } of sent().traces) {
      const [trace] = await read(JSON.stringify(body), 'otlp-json');
      files.set(traceId, trace as Trace);
    }
  });

  it.each(VERSIONS)('of %s is the trace that was sent', async (version) => {
    const unexplained: string[] = [];
    for (const answer of recordings(version).filter(isTraceAnswer)) {
      const isV3 = answer.path.includes('/v3/');
      const precision = isV3 ? 'ns' : 'us';
      for (const trace of await read(answer.body, isV3 ? 'api-v3' : 'jaeger-v1')) {
        const name = sentName(trace.id);
        const file = files.get(trace.id);
        if (!file) throw new Error(`${answer.name}: ${name}`);
        const found = tracePortrait(trace, precision);
        const where = placeOf(version, answer);
        for (const difference of portraitDifferences(found, tracePortrait(file, precision))) {
          const exception = EXCEPTIONS.find(
            (e) => e.trace === name && e.difference.test(difference) && e.where.test(where),
          );
          if (exception) used.add(exception);
          else unexplained.push(`${where}, ${answer.name}, ${name}: ${difference}`);
        }
        compared++;
      }
    }
    expect(unexplained).toEqual([]);
  });

  it('was compared, and every exception was needed', () => {
    expect(compared).toBeGreaterThan(2000);
    expect(
      EXCEPTIONS.filter((e) => !used.has(e)).map(({ trace, reason }) => [trace, reason]),
    ).toEqual([]);
  });
});

describe('what a server says about a trace', () => {
  const only = async (version: (typeof VERSIONS)[number], name: string): Promise<Trace> => {
    const answer = recorded(version, name);
    const [trace] = await read(answer.body, answer.path.includes('/v3/') ? 'api-v3' : 'jaeger-v1');
    return trace as Trace;
  };

  it('is said once, however often the store repeats it', async () => {
    const trace = await only('2.13.0', 'id-v3-second-time-orphans');
    const texts = trace.serverNotes.map(({ text }) => text);
    expect(texts.length).toBeGreaterThan(0);
    expect(new Set(texts).size).toBe(texts.length);
  });

  it.each(VERSIONS)('about moved clocks is undone in %s', async (version) => {
    for (const name of ['skew10-v1-skew', 'skew10-v3-skew', 'skew10-v3-raw-after-skew']) {
      const trace = await only(version, name);
      const moved = trace.serverNotes.filter(({ text }) => text.includes('were adjusted by'));
      expect(moved.every(({ text }) => text.endsWith('(undone here: times are as recorded)'))).toBe(
        true,
      );
      // Five seconds before the root, as it was recorded.
      expect(Math.max(...trace.startNs)).toBe(5_000_000_000);
    }
  });

  it.each(['2.20.0', 'head'] as const)('about spans it left out in %s is kept', async (version) => {
    const cut = recordings(version).filter(
      ({ run, status, path, parameters }) =>
        run === CUT_RUN &&
        status === 200 &&
        /traces\/\w{32}$/.test(path) &&
        parameters.length === 0,
    );
    expect(cut.length).toBeGreaterThan(1);
    for (const answer of cut) {
      const isV3 = answer.path.includes('/v3/');
      const [trace] = await read(answer.body, isV3 ? 'api-v3' : 'jaeger-v1');
      const texts = trace?.serverNotes.map(({ text }) => text) ?? [];
      if (trace?.size === 5) expect(texts.join()).toContain('trace has more than 5 spans');
    }
  });
});

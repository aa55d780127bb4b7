// Answers of the real Jaegers about the real order system, recorded by fixtures/stack/record, read
// through the readers that are used on a network: every version and both dialects give one trace.

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Trace } from '../../src/model/trace.ts';
import type { JaegerApi } from '../../src/sources/jaeger-api.ts';
import { jaegerV1 } from '../../src/sources/jaeger-v1.ts';
import { jaegerV3 } from '../../src/sources/jaeger-v3.ts';
import { type CannedAnswer, replayClient } from '../support/replay-client.ts';

interface RecordedAnswer {
  readonly file: string;
  readonly version: string;
  readonly name: string;
  readonly request: string;
  readonly status: number;
  readonly contentType: string | null;
}

interface Recording {
  readonly truth: {
    readonly requests: readonly {
      readonly scenario: string;
      readonly service: string;
      readonly operation: string;
      readonly traceId: string;
      readonly latencyMs: number;
      readonly failed: boolean;
      readonly items: number;
    }[];
  };
  readonly answers: readonly RecordedAnswer[];
}

type DialectName = 'v1' | 'v3';

const folder = (dialect: DialectName) =>
  new URL(`../../fixtures/jaeger-${dialect}/`, import.meta.url);
const recording = (dialect: DialectName) =>
  JSON.parse(readFileSync(new URL('index.json', folder(dialect)), 'utf8')) as Recording;

const VERSIONS = ['1.57', '1.76', '2.13'];
const EACH = VERSIONS.flatMap((version) => [
  { version, dialect: 'v1' as const },
  { version, dialect: 'v3' as const },
]);

/** The API in front of what one version answered; parameters beside the path are taken as asked. */
function recordedApi(version: string, dialect: DialectName): JaegerApi {
  const answers = recording(dialect).answers.filter((answer) => answer.version === version);
  const client = replayClient(undefined, {
    chunkBytes: 1000,
    intercept({ path, parameters }): CannedAnswer | undefined {
      const service = parameters.find(([key]) => key.endsWith('service'))?.[1];
      const wanted = service === undefined ? path : `${path}?service=${service}`;
      const found =
        answers.find(({ request }) => request === wanted || request === path) ??
        answers.find(({ request }) => request.startsWith(`${path}?raw`));
      if (!found) return undefined;
      const headers = found.contentType === null ? {} : { 'content-type': found.contentType };
      const body = readFileSync(new URL(found.file, folder(dialect)), 'utf8');
      return { status: found.status, headers, body };
    },
  });
  return dialect === 'v1' ? jaegerV1(client, 'jaeger') : jaegerV3(client, 'snake');
}

async function byId(version: string, dialect: DialectName, traceId: string): Promise<Trace[]> {
  const found = await recordedApi(version, dialect).byId(traceId);
  if (found.kind !== 'found') throw found.error;
  const traces: Trace[] = [];
  for await (const trace of found.traces) traces.push(trace);
  return traces;
}

function sent(dialect: DialectName, scenario: string) {
  const request = recording(dialect).truth.requests.find((r) => r.scenario === scenario);
  if (!request) throw new Error(`no ${scenario} was recorded`);
  return request;
}

/** What a trace says, in an order that does not depend on how it came. */
function facts(trace: Trace): string[] {
  const lines: string[] = [];
  for (let i = 0; i < trace.size; i++) {
    lines.push(
      [
        trace.service(i),
        trace.name(i),
        trace.kindName(i),
        // v1 knows microseconds only.
        Math.floor((trace.durationNs[i] as number) / 1000),
        trace.failed[i],
      ].join(' | '),
    );
  }
  return lines.sort();
}

describe.each(EACH)('recorded Jaeger $version over $dialect', ({ version, dialect }) => {
  test('the trace with the loop has its root, its latency and its price queries', async () => {
    const request = sent(dialect, 'n-plus-one');
    const [trace, ...others] = await byId(version, dialect, request.traceId);
    expect(others).toEqual([]);
    if (!trace) throw new Error('no trace');
    expect(trace.service(0)).toBe('order-service');
    expect(trace.name(0)).toBe('POST /orders');
    expect((trace.durationNs[0] as number) / 1e6).toBeLessThanOrEqual(request.latencyMs + 5);
    const names = facts(trace).filter((line) => line.startsWith('pricing-service | pg.query'));
    // The price list, then one query for each item.
    expect(names).toHaveLength(1 + request.items);
  });

  test('is the same trace as Jaeger 1.57 over v1 has', async () => {
    for (const scenario of ['n-plus-one', 'linked-message']) {
      const here = await byId(version, dialect, sent(dialect, scenario).traceId);
      const there = await byId('1.57', 'v1', sent('v1', scenario).traceId);
      expect(here.map(facts)).toEqual(there.map(facts));
    }
  });

  test('services and operations', async () => {
    const api = recordedApi(version, dialect);
    const services = await api.services();
    expect(services).toEqual([...services].sort());
    for (const { service } of recording(dialect).truth.requests)
      expect(services).toContain(service);
    expect(services).toContain('pricing-service');
    const operations = await api.operations('order-service');
    expect(operations).toContainEqual({ name: 'POST /orders', kind: 'server' });
    expect(operations).toContainEqual({ name: 'place-order', kind: 'internal' });
    expect(await api.operations('no-such-service')).toEqual([]);
  });

  test('an unknown ID is no trace, and one that is none is refused', async () => {
    expect(await byId(version, dialect, '0000000000000000000000000000abcd')).toEqual([]);
    await expect(byId(version, dialect, 'not-an-id')).rejects.toThrow(/not-an-id/);
  });
});

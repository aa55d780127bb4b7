// The JSON contract, held against what the commands really print: every schema over all fixtures and
// a demo server, what the numbers promise each other, and equal bytes for equal input.

import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generateDemo } from '../src/demo/generate-demo.ts';
import { type DemoServer, startDemoServer } from '../src/demo/server.ts';
import { type ExplainData, type FindData, publishedSchemas } from '../src/reports/contract.ts';
import { PROJECT, runCli } from './support/run-cli.ts';

const NOW = Date.UTC(2026, 4, 1, 12, 0, 0);
const FOLDER = path.join(PROJECT, 'fixtures/traces');
const FILES = readdirSync(FOLDER).filter((name) => /\.(json|jsonl)(\.gz)?$/.test(name));

const ajv = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true });
const validators = new Map<string, ValidateFunction>(
  Object.entries(publishedSchemas()).map(([name, schema]) => [name, ajv.compile(schema as object)]),
);

let server: DemoServer;
beforeAll(async () => {
  const traces = generateDemo({ nowMs: NOW }).slice(0, 80);
  server = await startDemoServer({ traces, version: '2.20', now: () => NOW });
});
afterAll(() => server.close());

/** Schemas that something was held against. */
const printed = new Set<string>();

type Json = Readonly<Record<string, unknown>> & { readonly schema: string };

/** Runs it with `-o json` and `-o ndjson`: both are one document, which fits its schema. */
async function documentOf(argv: readonly string[], stdin?: string): Promise<Json> {
  const options = { nowMs: NOW, ...(stdin === undefined ? {} : { stdin }) };
  const result = await runCli([...argv, '--quiet', '-o', 'json'], options);
  expect(result.stderr).toBe('');
  expect(result.stdout.endsWith('}\n')).toBe(true);
  const document = JSON.parse(result.stdout) as Json;
  const [, name, version] = /^tracescope\/(\w+)\/(\d+)$/.exec(document.schema) ?? [];
  expect(version).toBe('1');
  const validate = validators.get(name ?? '');
  printed.add(name ?? '');
  expect(validate?.(document), JSON.stringify(validate?.errors?.slice(0, 3))).toBe(true);
  const lines = await runCli([...argv, '--quiet', '-o', 'ndjson'], options);
  expect(recombined(lines.stdout)).toEqual(document);
  expect(lines.exitCode).toBe(result.exitCode);
  return document;
}

/** The document that lines of ndjson come from. */
function recombined(text: string): Json {
  const [summary, ...records] = text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  const { record, ...document } = summary as Record<string, unknown>;
  expect(record).toBe('summary');
  const lists = new Map<string, unknown[]>(LISTS.map((key) => [key, []]));
  for (const { record: key, ...rest } of records) lists.get(String(key))?.push(rest);
  for (const [key, list] of lists) {
    const isEmpty = !(key in document) && wants(document.schema as string, key);
    if (list.length > 0 || isEmpty) document[key] = list;
  }
  return document as Json;
}

// An empty list has no lines: which lists a document has, its schema says.
const LISTS = [
  'traces operations findings spans criticalPath chain gaps assertions services filters problems warnings detectors',
].flatMap((names) => names.split(' '));

function wants(schema: string, key: string): boolean {
  const name = schema.split('/')[1] ?? '';
  const { required } = publishedSchemas()[name] as { required: string[] };
  return required.includes(key);
}

describe('the published schemas', () => {
  it('are strict: what they do not name is refused', () => {
    const validate = validators.get('services');
    const data = { schema: 'tracescope/services/1', source: 'x', services: [] };
    expect(validate?.(data)).toBe(true);
    expect(validate?.({ ...data, extra: 1 })).toBe(false);
    expect(validate?.({ ...data, services: [{ service: 1 }] })).toBe(false);
    expect(validate?.({ ...data, schema: 'tracescope/services/2' })).toBe(false);
  });

  it('name the draft they follow, and themselves', () => {
    for (const [name, schema] of Object.entries(publishedSchemas())) {
      expect(schema).toMatchObject({
        $schema: 'https://json-schema.org/draft/2020-12/schema',
        title: `tracescope/${name}/1`,
      });
    }
  });
});

describe.each(FILES)('%s', (name) => {
  const file = ['--file', `fixtures/traces/${name}`];

  it('finds what adds up', async () => {
    checkFind((await documentOf(['find', ...file])) as unknown as FindData);
  });

  it('is explained along a path that adds up', async () => {
    checkExplain((await documentOf(['explain', ...file])) as unknown as ExplainData);
  });

  it('keeps the contract of nplus1, lint and check', async () => {
    await documentOf(['nplus1', ...file, '--all']);
    await documentOf(['lint', ...file]);
    await documentOf(['check', ...file, ...LIMITS]);
  });
});

const LIMITS =
  '--max-p50 1s --max-p99 2s --max-latency 3s --max-error-rate 5% --no-nplus1 --min-traces 2'.split(
    ' ',
  );

describe('a demo server', () => {
  const at = (): string[] => ['--url', server.url];

  it.each([
    ['find --service order-service --since 10m'],
    ['find --since 10m --error --sort errors'],
    ['find --service order-service --since 10m --tag user.id=12345 --min-duration 1ms'],
    ['find --service order-service --at 10:00 --window 1m'],
  ])('%s', async (line) => {
    checkFind((await documentOf([...line.split(' '), ...at()])) as unknown as FindData);
  });

  it('every trace of it is explained along a path that adds up', async () => {
    const found = (await documentOf(['find', '--since', '10m', ...at()])) as unknown as FindData;
    expect(found.traces.length).toBeGreaterThan(20);
    for (const { traceId, durationNs, slowest } of found.traces.slice(0, 12)) {
      const data = await documentOf(['explain', traceId, ...at()]);
      checkExplain(data as unknown as ExplainData);
      expect((data as unknown as ExplainData).trace).toMatchObject({
        traceId,
        durationNs,
        slowest,
      });
    }
  });

  it('the other commands', async () => {
    await documentOf(['nplus1', '--since', '10m', '--all', ...at()]);
    await documentOf(['check', '--since', '10m', ...LIMITS, ...at()]);
    await documentOf(['services', ...at()]);
    await documentOf(['operations', 'order-service', ...at()]);
    await documentOf(['doctor', ...at()]);
    await documentOf(['detectors']);
    expect([...printed].sort()).toEqual([...validators.keys()].sort());
  });
});

function checkFind(data: FindData): void {
  const { latency, traces, coverage, operations } = data;
  expect(traces).toHaveLength(data.traceCount);
  expect(coverage.traces).toBeGreaterThanOrEqual(data.traceCount);
  expect(data.errorTraceCount).toBe(traces.filter((t) => t.errorSpanCount > 0).length);
  expect(data.incompleteTraceCount).toBe(traces.filter((t) => t.incomplete).length);
  expect(latency.count).toBeLessThanOrEqual(data.traceCount);
  expect(latency.histogram.bins.reduce((sum, bin) => sum + bin.count, 0)).toBe(latency.count);
  const { minNs, p50Ns, p90Ns, p95Ns, p99Ns, maxNs } = latency;
  const ladder = [minNs, p50Ns, p90Ns, p95Ns, p99Ns, maxNs];
  expect(ladder.every((ns) => (ns === null) === (latency.count === 0))).toBe(true);
  expect(ladder).toEqual([...ladder].sort((a, b) => (a ?? 0) - (b ?? 0)));
  const durations = new Set(traces.map(({ durationNs }) => durationNs));
  expect(ladder.every((ns) => ns === null || durations.has(ns))).toBe(true);
  for (const { durationNs, extentNs, slowest, spanCount, errorSpanCount } of traces) {
    expect(extentNs).toBeGreaterThanOrEqual(durationNs);
    expect(slowest.onPathNs).toBeLessThanOrEqual(durationNs);
    expect(slowest.spanCount).toBeLessThanOrEqual(spanCount);
    expect(errorSpanCount).toBeLessThanOrEqual(spanCount);
  }
  const onPathNs = operations.map((operation) => operation.onPathNs);
  expect(onPathNs).toEqual([...onPathNs].sort((a, b) => b - a));
  const share = operations.reduce((sum, operation) => sum + operation.share, 0);
  expect(share).toBeLessThanOrEqual(1 + 1e-9);
}

function checkExplain(data: ExplainData): void {
  const { criticalPath, trace, spans, operations } = data;
  const ids = new Set(spans.map(({ spanId }) => spanId));
  let endNs = criticalPath[0]?.startNs ?? 0;
  let sumNs = 0;
  for (const step of criticalPath) {
    expect(step.startNs).toBe(endNs);
    expect(step.endNs).toBeGreaterThan(step.startNs);
    expect(ids.has(step.spanId)).toBe(true);
    sumNs += step.endNs - step.startNs;
    endNs = step.endNs;
  }
  expect(sumNs).toBe(trace.durationNs);
  expect(spans).toHaveLength(trace.spanCount);
  expect(ids.size).toBe(trace.spanCount);
  const onPathNs = new Map<string, number>();
  for (const { spanId, startNs, endNs: end } of criticalPath) {
    onPathNs.set(spanId, (onPathNs.get(spanId) ?? 0) + end - startNs);
  }
  for (const span of spans) {
    if (onPathNs.has(span.spanId)) expect(span.onPathNs).toBe(onPathNs.get(span.spanId));
  }
  expect(operations.reduce((sum, each) => sum + each.onPathNs, 0)).toBe(trace.durationNs);
  expect(spans.filter((span) => span.error)).toHaveLength(trace.errorSpanCount);
  for (const { parentSpanId, selfNs, durationNs } of spans) {
    expect(selfNs).toBeLessThanOrEqual(durationNs);
    if (parentSpanId !== null) expect(parentSpanId).not.toBe('');
  }
}

describe('equal input', () => {
  const COMMANDS = [['find'], ['explain'], ['nplus1', '--all'], ['check', ...LIMITS]];

  it.each([
    'hotrod-jaeger-v1.json',
    'online-boutique-jaeger-v1.json',
    'train-ticket-jaeger-v1.json.gz',
  ])('gives equal bytes whatever the order of traces and spans: %s', async (name) => {
    const text = textOf(name);
    const stdin = (seed: number): string => shuffledJaeger(text, seed);
    await expectEqualBytes(COMMANDS, [text, stdin(1)]);
  });

  it('gives equal bytes whatever the order of lines', async () => {
    const lines = textOf('project-api-jdbc-otlp.jsonl.gz').trim().split('\n');
    const shuffled = (seed: number): string => `${shuffle(lines, seed).join('\n')}\n`;
    await expectEqualBytes(COMMANDS, [`${lines.join('\n')}\n`, shuffled(1)]);
  });
});

async function expectEqualBytes(
  commands: readonly (readonly string[])[],
  inputs: readonly string[],
): Promise<void> {
  for (const command of commands) {
    for (const format of ['json', 'text']) {
      const argv = [...command, '--file', '-', '--quiet', '-o', format];
      const [first, ...others] = await Promise.all(inputs.map((stdin) => runCli(argv, { stdin })));
      for (const other of others) expect(other, argv.join(' ')).toEqual(first);
    }
  }
}

function textOf(name: string): string {
  const bytes = readFileSync(path.join(FOLDER, name));
  return (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
}

function shuffledJaeger(text: string, seed: number): string {
  const { data } = JSON.parse(text) as { data: { spans: unknown[] }[] };
  const traces = shuffle(data, seed).map((trace, i) => ({
    ...trace,
    spans: shuffle(trace.spans, seed + i),
  }));
  return JSON.stringify({ data: traces });
}

function shuffle<T>(items: readonly T[], seed: number): T[] {
  const all = fc.shuffledSubarray([...items], { minLength: items.length });
  return fc.sample(all, { seed, numRuns: 1 })[0] ?? [];
}

// Every real trace file gives what the table in fixtures/traces/README.md says of it.

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { Trace } from '../../src/model/trace.ts';
import { openTraceFiles } from '../../src/sources/trace-file.ts';
import { asyncBytes, factsById } from '../support/read-text.ts';

const FOLDER = fileURLToPath(new URL('../../fixtures/traces/', import.meta.url));

interface Row {
  readonly file: string;
  readonly traces: number;
  readonly spans: number;
  readonly services: number;
  readonly errors: number;
  readonly orphans: number;
}

/** The rows of the table "What is in each"; the longer files are kept packed. */
function readmeRows(): Row[] {
  const text = readFileSync(`${FOLDER}README.md`, 'utf8').split('## What is in each')[1] ?? '';
  const rows: Row[] = [];
  for (const line of text.split('\n')) {
    const cells = line.split('|').map((cell) => cell.trim());
    const name = /^`(.+)`$/.exec(cells[1] ?? '')?.[1];
    if (name === undefined) continue;
    const number = (cell: number) => Number((cells[cell] ?? '').replaceAll(',', ''));
    rows.push({
      file: FILES.find((file) => file === name || file === `${name}.gz`) ?? name,
      traces: number(2),
      spans: number(3),
      services: number(4),
      errors: number(6),
      orphans: number(7),
    });
  }
  return rows;
}

const FILES = [
  'buildkit-bake-jaeger-v1.json',
  'hotrod-jaeger-api-v3.json',
  'hotrod-jaeger-v1.json',
  'istio-bookinfo-tempo.json',
  'online-boutique-jaeger-v1.json',
  'otel-demo-2024-otlp.jsonl.gz',
  'otel-demo-2025-otlp.jsonl.gz',
  'otel-demo-checkout-jaeger-v1.json',
  'project-api-jdbc-otlp.jsonl.gz',
  'smartthings-oauth-jaeger-v1.json',
  'social-network-jaeger-v1.json.gz',
  'train-ticket-jaeger-v1.json.gz',
];

/** Spans that failed by an `error` attribute alone: the table counts only their status. */
const FAILED_WITHOUT_STATUS = new Map([
  ['otel-demo-2024-otlp.jsonl.gz', 40],
  ['otel-demo-2025-otlp.jsonl.gz', 1],
]);

const ALL = { tags: [], error: false, limit: Number.POSITIVE_INFINITY };
const nothing = asyncBytes([]);

async function readFile(file: string, stdin: AsyncIterable<Uint8Array> = nothing) {
  const source = openTraceFiles([file], { stdin, cwd: FOLDER });
  const traces: Trace[] = [];
  for await (const trace of source.search(ALL)) traces.push(trace);
  return { traces, coverage: source.coverage };
}

function countOf(traces: readonly Trace[], code: string): number {
  let count = 0;
  for (const { warnings } of traces) {
    for (const warning of warnings) if (warning.code === code) count += warning.count;
  }
  return count;
}

test('the table names all twelve files', () => {
  expect(
    readmeRows()
      .map(({ file }) => file)
      .sort(),
  ).toEqual(FILES);
});

describe.each(readmeRows())('$file', (row) => {
  test(`${row.traces} traces, ${row.spans} spans, ${row.errors} errors, ${row.orphans} orphans`, async () => {
    const { traces, coverage } = await readFile(row.file);
    const services = new Set(traces.flatMap(({ operations }) => operations.map((o) => o.service)));
    let failed = 0;
    for (const trace of traces) for (const flag of trace.failed) failed += flag;
    expect({
      file: row.file,
      traces: traces.length,
      spans: traces.reduce((sum, { size }) => sum + size, 0),
      services: services.size,
      errors: failed - (FAILED_WITHOUT_STATUS.get(row.file) ?? 0),
      orphans: countOf(traces, 'missing-parent'),
    }).toEqual(row);
    expect(coverage).toMatchObject({ traces: row.traces, spans: row.spans, complete: true });
    expect(countOf(traces, 'missing-process')).toBe(0);
  });

  test('packed or not, and through standard input, it is the same', async () => {
    const bytes = readFileSync(FOLDER + row.file);
    const other = row.file.endsWith('.gz') ? gunzipSync(bytes) : gzipSync(bytes);
    const here = await readFile(row.file);
    const there = await readFile('-', asyncBytes([other]));
    expect(factsById(there.traces)).toEqual(factsById(here.traces));
  });
});

test('lines that hold logs and metrics are counted, also before the first span', async () => {
  const { coverage } = await readFile('otel-demo-2024-otlp.jsonl.gz');
  const notes = coverage.notes.list().map(({ code, count }) => `${code} ${count}`);
  expect(notes).toEqual(['logs-skipped 16', 'metrics-skipped 40']);
});

test('all files together are one input', async () => {
  const source = openTraceFiles(['.'], { stdin: nothing, cwd: FOLDER });
  let traces = 0;
  for await (const _ of source.search(ALL)) traces++;
  const rows = readmeRows();
  expect(traces).toBe(rows.reduce((sum, row) => sum + row.traces, 0));
  expect(source.coverage.spans).toBe(rows.reduce((sum, row) => sum + row.spans, 0));
  const skipped = source.coverage.notes.list().find(({ code }) => code === 'file-skipped');
  expect(skipped).toMatchObject({ count: 3, text: expect.stringContaining('README.md') });
});

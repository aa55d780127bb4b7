// The loops that are known in the recorded traces are found, and nothing in those without.

import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import {
  type RecurringFinding,
  RecurringFindings,
} from '../../src/aggregates/recurring-findings.ts';
import { TraceContext } from '../../src/analyses/analysis.ts';
import { DEFAULT_DETECTION_OPTIONS } from '../../src/detectors/options.ts';
import { runDetectors } from '../../src/detectors/run-detectors.ts';
import { Notes } from '../../src/model/notes.ts';
import { openTraceFiles } from '../../src/sources/trace-file.ts';
import { REPEATED_KINDS } from '../support/find-in-trace.ts';

const FOLDER = fileURLToPath(new URL('../../fixtures/traces/', import.meta.url));

async function* nothing(): AsyncGenerator<Uint8Array> {}

async function findingsOf(file: string): Promise<RecurringFinding[]> {
  const source = openTraceFiles([file], { stdin: nothing(), cwd: FOLDER });
  const findings = new RecurringFindings();
  const notes = new Notes();
  for await (const trace of source.search({ tags: [], error: false, limit: 1e9 })) {
    const context = new TraceContext(trace);
    findings.add(context, runDetectors(context, DEFAULT_DETECTION_OPTIONS, notes));
  }
  expect(notes.list()).toEqual([]);
  return findings.result();
}

const inShort = (findings: readonly RecurringFinding[]) =>
  findings
    .filter(({ kind }) => REPEATED_KINDS.has(kind))
    .map(
      (f) =>
        `${f.kind} ${f.callClass} ${f.entryService}: ${f.template.slice(0, 60)} ×${f.counts.max} in ${f.traces.affected}`,
    )
    .sort();

describe('real traces', () => {
  test.each(['hotrod-jaeger-v1.json', 'hotrod-jaeger-api-v3.json'])(
    '%s: thirteen GetDriver spans are ten calls and three retries',
    async (file) => {
      const findings = await findingsOf(file);
      expect(inShort(findings)).toEqual([
        'nplus1 http frontend: GET /route?dropoff&pickup ×10 in 1',
        'nplus1 rpc driver: GetDriver ×10 in 1',
      ]);
      const drivers = findings.find(({ template }) => template === 'GetDriver');
      expect(JSON.stringify(drivers?.remarks)).toContain('{"type":"count","count":3}');
      expect(drivers).toMatchObject({ shape: 'sequential', confidence: 'high' });
    },
  );

  test('online-boutique: GetProduct and Convert per item, without kinds and tags', async () => {
    const findings = await findingsOf('online-boutique-jaeger-v1.json');
    expect(inShort(findings)).toEqual([
      'nplus1 rpc checkoutservice: hipstershop.ProductCatalogService/GetProduct ×8 in 6',
      'nplus1 rpc frontend: hipstershop.CurrencyService/Convert ×9 in 4',
      'nplus1 rpc frontend: hipstershop.ProductCatalogService/GetProduct ×9 in 6',
    ]);
  });

  test('project-api: thirteen equal INSERTs', async () => {
    const findings = await findingsOf('project-api-jdbc-otlp.jsonl.gz');
    expect(inShort(findings)).toEqual([
      'nplus1 db essvt-core: insert into project_settings_t (project_id, setting_key, set ×13 in 2',
    ]);
  });

  test('smartthings: one Cassandra read per scope, one user asked for five times', async () => {
    expect(inShort(await findingsOf('smartthings-oauth-jaeger-v1.json'))).toEqual([
      'duplicate-call http datamgmt: GET /locations/user/{id} ×5 in 1',
      'nplus1 db auth: select * from auth.client where id = ? ×6 in 1',
    ]);
  });

  test.each([
    'social-network-jaeger-v1.json.gz',
    'train-ticket-jaeger-v1.json.gz',
    'otel-demo-checkout-jaeger-v1.json',
    'otel-demo-2024-otlp.jsonl.gz',
    'otel-demo-2025-otlp.jsonl.gz',
    'istio-bookinfo-tempo.json',
    'buildkit-bake-jaeger-v1.json',
  ])('%s: no repeated calls', async (file) => {
    expect(inShort(await findingsOf(file))).toEqual([]);
  });
});

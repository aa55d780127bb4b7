// Whole runs of the command, one Markdown file each: command, exit code, stderr, stdout. A change
// shows as a diff; `npm run test:update` rewrites the files.

import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generateDemo } from '../src/demo/generate-demo.ts';
import { type DemoServer, startDemoServer } from '../src/demo/server.ts';
import { type CliOptions, PROJECT, runCli } from './support/run-cli.ts';

const GOLDEN = path.join(PROJECT, 'test/golden');
const UPDATE = process.env.TRACESCOPE_UPDATE_GOLDEN === '1';
const NOW = Date.UTC(2026, 4, 1, 12, 0, 0);

interface Case {
  readonly name: string;
  readonly argv: readonly string[];
  readonly options?: CliOptions;
}

const hotrod = ['--file', 'fixtures/traces/hotrod-jaeger-v1.json'];
const shop = ['--file', 'fixtures/traces/online-boutique-jaeger-v1.json'];
const jdbc = ['--file', 'fixtures/traces/project-api-jdbc-otlp.jsonl.gz'];
const demo = ['--url', 'DEMO', '--service', 'order-service', '--since', '10m'];

/** A trace in which there is nothing to examine. */
const LONELY = {
  traceID: '1',
  processes: { p1: { serviceName: 'cron', tags: [] } },
  spans: [
    {
      traceID: '1',
      spanID: '2',
      operationName: 'nightly',
      processID: 'p1',
      references: [],
      startTime: NOW * 1000,
      duration: 5000,
      tags: [],
      logs: [],
    },
  ],
};

const CASES: readonly Case[] = [
  { name: 'no-arguments', argv: [] },
  { name: 'help', argv: ['--help'] },
  { name: 'help-find', argv: ['find', '--help'] },
  { name: 'mistyped-command', argv: ['fnd', '--since', '10m'] },
  { name: 'mistyped-flag', argv: ['find', '--servce', 'order-service'] },
  { name: 'find-80', argv: ['find', ...demo], options: { columns: 80 } },
  {
    name: 'find-200-colour',
    argv: ['find', ...demo, '--color', 'always'],
    options: { columns: 200 },
  },
  {
    name: 'find-ascii',
    argv: ['find', ...shop, '--ascii', '--top', '5'],
    options: { columns: 80 },
  },
  { name: 'find-json-head', argv: ['find', ...hotrod, '-o', 'json'] },
  { name: 'explain-80', argv: ['explain', ...hotrod], options: { columns: 80 } },
  { name: 'explain-200', argv: ['explain', ...hotrod], options: { columns: 200 } },
  {
    name: 'explain-colour',
    argv: ['explain', ...hotrod, '--color', 'always'],
    options: { columns: 100, env: { TERM: 'xterm-256color' } },
  },
  { name: 'explain-ascii', argv: ['explain', ...hotrod, '--ascii'], options: { columns: 80 } },
  {
    name: 'explain-span',
    argv: ['explain', ...hotrod, '--span', '0fef3399a9cb000a'],
    options: { columns: 80 },
  },
  { name: 'nplus1-files', argv: ['nplus1', ...shop], options: { columns: 80 } },
  { name: 'nplus1-jdbc', argv: ['nplus1', ...jdbc, '--top', '2'], options: { columns: 100 } },
  {
    name: 'check-fail',
    argv: ['check', ...demo, '--max-p95', '500ms', '--max-error-rate', '1%', '--no-nplus1'],
    options: { columns: 100 },
  },
  {
    name: 'check-pass',
    argv: ['check', ...demo, '--max-p95', '2s', '--min-traces', '50'],
    options: { columns: 80 },
  },
  {
    name: 'check-blind',
    argv: ['check', '--no-nplus1', '--file', '-'],
    options: { columns: 80, stdin: JSON.stringify(LONELY) },
  },
  { name: 'services', argv: ['services', '--url', 'DEMO'] },
  { name: 'operations', argv: ['operations', 'pricing-service', '--url', 'DEMO'] },
  { name: 'doctor', argv: ['doctor', '--url', 'DEMO'], options: { columns: 80 } },
  { name: 'unknown-service', argv: ['find', '--url', 'DEMO', '--service', 'oder-service'] },
  { name: 'missing-file', argv: ['explain', '--file', 'no-such-file.json'] },
  { name: 'missing-trace', argv: ['explain', 'abcdef', ...hotrod] },
];

let server: DemoServer;
beforeAll(async () => {
  server = await startDemoServer({
    traces: generateDemo({ nowMs: NOW }),
    version: '2.20',
    now: () => NOW,
  });
});
afterAll(() => server.close());

describe('golden runs', () => {
  it.each(CASES)('$name', async ({ name, argv, options }) => {
    const words = argv.map((word) => word.replace('DEMO', server.url));
    const result = await runCli(words, { nowMs: NOW, ...options });
    const text = asMarkdown(argv, result).replaceAll(server.url, 'http://localhost:16686');
    const file = path.join(GOLDEN, `${name}.md`);
    if (UPDATE) {
      mkdirSync(GOLDEN, { recursive: true });
      writeFileSync(file, text);
    }
    expect(existsSync(file), `no golden file for ${name}: npm run test:update writes it`).toBe(
      true,
    );
    expect(text).toBe(readFileSync(file, 'utf8'));
  });

  it('has no golden file without a case', () => {
    const names = new Set(CASES.map((entry) => `${entry.name}.md`));
    expect(readdirSync(GOLDEN).filter((file) => !names.has(file))).toEqual([]);
  });

  it('keeps text within the width, whatever the width', async () => {
    for (const columns of [60, 80, 120, 200]) {
      for (const argv of [
        ['explain', ...hotrod],
        ['find', ...shop],
        ['nplus1', ...shop],
        ['check', ...shop, '--max-p95', '1s', '--no-nplus1'],
      ]) {
        const { stdout } = await runCli(argv, { columns });
        const long = stdout
          .split('\n')
          .filter((line) => !/^(next:| {6}tracescope)/.test(line) && [...line].length > columns);
        expect(long, `${argv[0]} at ${columns}`).toEqual([]);
      }
    }
  });
});

function asMarkdown(argv: readonly string[], result: Awaited<ReturnType<typeof runCli>>): string {
  const command = ['tracescope', ...argv].join(' ').replace('DEMO', 'http://localhost:16686');
  const escaped = (text: string) => text.replaceAll('\x1b', '␛');
  return [
    `\`${command}\``,
    '',
    `exit ${result.exitCode}`,
    '',
    ...(result.stderr === ''
      ? []
      : ['stderr:', '', '```', escaped(result.stderr).trimEnd(), '```', '']),
    ...(result.stdout === ''
      ? []
      : ['stdout:', '', '```', escaped(result.stdout).trimEnd(), '```', '']),
  ].join('\n');
}

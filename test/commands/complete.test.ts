// tracescope __complete: quick, silent, and from a cache of a minute.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Command } from 'commander';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/commands/index.ts';
import { generateDemo } from '../../src/demo/generate-demo.ts';
import { type DemoServer, startDemoServer } from '../../src/demo/server.ts';
import { closedPort, serveHttp } from '../support/loopback-server.ts';
import { runCli } from '../support/run-cli.ts';

const NOW = Date.UTC(2026, 4, 1, 12, 0, 0);
const SERVICES =
  'inventory-service notification-service order-service payment-service pricing-service shipping-service';

let server: DemoServer;
let cache = '';
beforeAll(async () => {
  const traces = generateDemo({ nowMs: NOW }).slice(0, 40);
  server = await startDemoServer({ traces, version: '2.20', now: () => NOW });
  // Loads what the command loads: here that takes far longer than in the bundle.
  await runCli(['__complete', 'refresh', `tracescope find --url ${server.url} --service `]);
});
afterAll(() => server.close());
beforeEach(() => {
  cache = mkdtempSync(path.join(tmpdir(), 'complete-'));
  return () => rmSync(cache, { recursive: true });
});

async function complete(
  line: string,
  options: { shell?: string; nowMs?: number; env?: Record<string, string> } = {},
): Promise<string[]> {
  const { shell = 'fish', nowMs = NOW } = options;
  const env = { XDG_CACHE_HOME: cache, ...options.env };
  const { stdout, stderr, exitCode } = await runCli(['__complete', shell, line], { nowMs, env });
  expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
  return stdout.split('\n').slice(0, -1);
}

describe('services and operations', () => {
  it('are those of the server that the line or the environment names', async () => {
    const at = `--url ${server.url}`;
    expect(await complete(`tracescope find ${at} --service `)).toEqual(SERVICES.split(' '));
    expect(await complete(`tracescope operations ${at} pay`)).toEqual(['payment-service']);
    const env = { TRACESCOPE_URL: server.url };
    const line = 'tracescope check --service=order-service --operation ';
    expect(await complete(line, { env })).toContain('POST /orders');
    expect(await complete('tracescope check --operation ', { env })).toEqual([]);
  });

  it('come from the cache for a minute', async () => {
    const line = `tracescope find --url ${server.url} --service `;
    await complete(line);
    const asked = server.requests.length;
    expect(await complete(line, { nowMs: NOW + 59_000 })).toEqual(SERVICES.split(' '));
    expect(await complete(`tracescope operations --url ${server.url} `)).toHaveLength(6);
    expect(server.requests.length).toBe(asked);
    await complete(line, { nowMs: NOW + 60_000 });
    expect(server.requests.length).toBeGreaterThan(asked);
  });

  it('are fetched for the next time by refresh, which prints nothing', async () => {
    const line = `tracescope find --url ${server.url} --service `;
    expect(await complete(line, { shell: 'refresh' })).toEqual([]);
    const asked = server.requests.length;
    expect(await complete(line)).toEqual(SERVICES.split(' '));
    expect(server.requests.length).toBe(asked);
  });

  it('are apart by tenant', async () => {
    const line = `tracescope find --url ${server.url} --tenant a --service `;
    await complete(line);
    const asked = server.requests.length;
    await complete(line.replace('--tenant a', '--tenant b'));
    expect(server.requests.length).toBeGreaterThan(asked);
  });

  it('are not looked for in files', async () => {
    const asked = server.requests.length;
    const env = { TRACESCOPE_URL: server.url };
    expect(await complete('tracescope find --file a.json --service ', { env })).toEqual([]);
    expect(server.requests.length).toBe(asked);
  });
});

describe('whatever is wrong', () => {
  it('a server that does not answer is waited for no longer than 300 ms', async () => {
    const silent = await serveHttp(() => {});
    try {
      const times: number[] = [];
      for (let i = 0; i < 3; i++) {
        const beganMs = performance.now();
        const reply = await complete(`tracescope find --url ${silent.url} --service `);
        times.push(performance.now() - beganMs);
        expect(reply).toEqual([':later']);
      }
      // The fastest of a few: the others waited for this machine.
      expect(Math.min(...times)).toBeLessThan(300);
    } finally {
      await silent.close();
    }
  });

  it.each([
    'tracescope find --url http://127.0.0.1:PORT --service ',
    'tracescope find --url ftp://x --service ',
    'tracescope find --context nonsense --service ',
    'tracescope find --ca /no/such/file --service ',
    'tracescope find --url http://a:b@127.0.0.1:PORT --service ',
    'tracescope nonsense --service ',
  ])('nothing is offered and nothing said: %s', async (line) => {
    const port = String(await closedPort());
    expect(await complete(line.replace('PORT', port))).toEqual([]);
  });

  it('an unknown shell gets nothing', async () => {
    expect(await complete('tracescope ', { shell: 'tcsh' })).toEqual([]);
  });

  it('a broken configuration file is not the time to say so', async () => {
    const env = { TRACESCOPE_CONFIG: '/no/such/config.json' };
    expect(await complete('tracescope find --context ', { env })).toEqual([]);
  });
});

describe('other values', () => {
  it.each([
    ['tracescope find --output ', 'text json ndjson'],
    ['tracescope find -o js', 'json'],
    ['tracescope find --color ', 'auto always never'],
    ['tracescope find --api v', 'v1 v3'],
    ['tracescope find --sort sl', 'slowest'],
    ['tracescope find --format o', 'otlp-lines otlp-json'],
    ['tracescope demo --jaeger 1', '1.57 1.76'],
    ['tracescope completion ', 'bash zsh fish'],
    ['tracescope explain --file ', ':files'],
    ['tracescope doctor --ca ', ':files'],
    ['tracescope find --since ', ''],
  ])('%s', async (line, values) => {
    expect((await complete(line)).join(' ')).toBe(values);
  });

  // Flags that take a text of the user's own. Another flag belongs here or gets its values.
  const FREE = [
    ...'--url --tag --min-duration --max-duration --since --until --at --window --limit --top'.split(
      ' ',
    ),
    ...'--min --depth --rows --span --max-p50 --max-p90 --max-p95 --max-p99 --max-latency'.split(
      ' ',
    ),
    ...'--max-error-rate --min-traces --port --seed --width --header --header-env --tenant'.split(
      ' ',
    ),
    ...'--tenant-header --proxy --timeout --retries --concurrency --max-body'.split(' '),
  ];

  it('are known for every flag but those of free text', async () => {
    const unknown: string[] = [];
    for (const entry of COMMANDS.filter(({ hidden }) => !hidden)) {
      const command = new Command(entry.name);
      (await entry.load()).define(command);
      for (const { long, required } of command.options) {
        if (!required || FREE.includes(long ?? '')) continue;
        const env = { TRACESCOPE_URL: server.url };
        const line = `tracescope ${entry.name} --service order-service ${long} `;
        const reply = await complete(line, { env });
        if (reply.length === 0 && long !== '--context') unknown.push(`${entry.name} ${long}`);
      }
    }
    expect(unknown).toEqual([]);
  });
});

describe('completion', () => {
  it.each(['bash', 'zsh', 'fish'])('prints a script for %s', async (shell) => {
    const { stdout, exitCode } = await runCli(['completion', shell]);
    expect(exitCode).toBe(0);
    expect(stdout).toContain(`__complete ${shell}`);
  });

  it.each([
    [['completion'], 'which shell?\nShells: bash, zsh, fish'],
    [['completion', 'bsh'], 'there is no completion for bsh\nDid you mean bash?'],
  ])('%j is wrong usage', async (argv, message) => {
    const { stderr, exitCode } = await runCli(argv);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(message);
  });

  it('is in the overview, and what it asks is not', async () => {
    const { stdout } = await runCli(['--help']);
    expect(stdout).toMatch(/^ {2}completion /m);
    expect(stdout).not.toContain('__complete');
  });
});

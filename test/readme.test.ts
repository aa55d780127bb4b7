// What the README shows is what the command prints: its examples are run on the demo with a fixed
// clock. `npm run test:update` rewrites them.

import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ALL_DETECTORS } from '../src/aggregates/detector-catalogue.ts';
import { COMMANDS } from '../src/commands/index.ts';
import { generateDemo } from '../src/demo/generate-demo.ts';
import { type DemoServer, startDemoServer } from '../src/demo/server.ts';
import { FORMATS } from '../src/sources/formats/index.ts';
import { expectGeneratedSection } from './support/generated-section.ts';
import { runCli } from './support/run-cli.ts';

const README = new URL('../README.md', import.meta.url);
const NOW = Date.UTC(2026, 4, 1, 12, 0, 0);

let server: DemoServer;
beforeAll(async () => {
  server = await startDemoServer({
    traces: generateDemo({ nowMs: NOW }),
    version: '2.20',
    now: () => NOW,
  });
});
afterAll(() => server.close());

/** Runs a command of the README and gives its output as the README shows it. */
async function shown(command: string, exitCode = 0): Promise<string> {
  const argv = command.split(' ').slice(1);
  const result = await runCli([...argv, '--url', server.url, '-q', '--width', '96'], {
    nowMs: NOW,
  });
  expect(result.exitCode, result.stderr).toBe(exitCode);
  const text = result.stdout.replaceAll(` --url ${server.url}`, '').trimEnd();
  return `\`\`\`\n$ ${command}\n\n${text}\n\`\`\``;
}

async function slowestTrace(): Promise<string> {
  const argv = [
    'find',
    '--service',
    'order-service',
    '--since',
    '10m',
    '--limit',
    '500',
    '-o',
    'json',
    '-q',
  ];
  const { stdout } = await runCli([...argv, '--url', server.url], { nowMs: NOW });
  return JSON.parse(stdout).traces[0].traceId;
}

describe('README', () => {
  it('shows what explain prints', async () => {
    expectGeneratedSection(
      README,
      'explain',
      await shown(`tracescope explain ${await slowestTrace()}`),
    );
  });

  it('shows what find prints', async () => {
    const command = 'tracescope find --service order-service --since 10m --limit 500 --top 5';
    expectGeneratedSection(README, 'find', await shown(command));
  });

  it('shows what nplus1 prints', async () => {
    const command = 'tracescope nplus1 --service order-service --since 10m --limit 500 --top 1';
    expectGeneratedSection(README, 'nplus1', await shown(command));
  });

  it('shows what check prints', async () => {
    const command =
      'tracescope check --service order-service --since 10m --max-p95 1s --max-error-rate 10% --no-nplus1';
    expectGeneratedSection(README, 'check', await shown(command, 1));
  });

  it('lists every detector', () => {
    const rows = ALL_DETECTORS.map(
      ({ meta, needs }) =>
        `| \`${meta.id}\` | ${needs.replace(/-traces?/, '')} | ${meta.description.replaceAll('\n', ' ')} |`,
    );
    const text = ['| detector | traces | what it finds |', '|---|---|---|', ...rows].join('\n');
    expectGeneratedSection(README, 'detectors', text);
  });

  it('names every format, and every command somewhere', () => {
    const text = readFileSync(README, 'utf8');
    for (const { id } of FORMATS) expect(text).toContain(`| \`${id}\` |`);
    for (const { name } of COMMANDS.filter(({ hidden }) => hidden !== true))
      expect(text).toMatch(new RegExp(`tracescope(.js)? ${name}\\b|\\b${name}\\b`));
  });
});

// A server that answers with anything: names, errors, headers and redirects end in messages and
// reports, and none of them acts on a terminal or is taken for a bug of tracescope.

import type http from 'node:http';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generateDemo } from '../../src/demo/generate-demo.ts';
import { type DemoServer, startDemoServer } from '../../src/demo/server.ts';
import { checkSafe } from '../support/exercise-input.ts';
import { HOSTILE_TEXTS } from '../support/hostile-values.ts';
import { type LoopbackServer, serveHttp } from '../support/loopback-server.ts';
import { type ByteMutation, byteMutation, mutateBytes } from '../support/mutate-document.ts';
import { runCli } from '../support/run-cli.ts';

const NOW = Date.UTC(2026, 4, 1, 12, 0, 0);
const CASES = Math.ceil(Number(process.env.TRACESCOPE_FUZZ_CASES ?? 1000) / 10);
const SEED = Number(process.env.TRACESCOPE_FUZZ_SEED ?? 20_260_501);

type Spoil = (
  path: string,
  body: Buffer,
) => { status?: number; headers?: http.OutgoingHttpHeaders; body: Buffer };

let demo: DemoServer;
let server: LoopbackServer;
let spoil: Spoil = (_, body) => ({ body });
beforeAll(async () => {
  const traces = generateDemo({ nowMs: NOW }).slice(0, 8);
  demo = await startDemoServer({ traces, version: '2.20', now: () => NOW });
  server = await serveHttp((request, response) => {
    const path = request.url ?? '/';
    fetch(new URL(path, demo.url))
      .then(async (answer) => {
        const whole = Buffer.from(await answer.arrayBuffer());
        const { status = answer.status, headers = {}, body } = spoil(path, whole);
        response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
      })
      .catch(() => response.destroy());
  });
});
afterAll(async () => {
  await server.close();
  await demo.close();
});

const COMMANDS = [
  'find --service order-service --since 10m',
  'find --since 10m -o json',
  'explain 4bf92f3577b34da6a3ce929d0e0e4736',
  'services',
  'services -o json',
  'operations order-service',
  'doctor',
  'find --service oder-service --since 10m',
];

async function runAll(commands: readonly string[] = COMMANDS): Promise<void> {
  for (const command of commands) {
    const argv = [
      ...command.split(' '),
      '--url',
      server.url,
      '--retries',
      '0',
      '--timeout',
      '2s',
      '-v',
    ];
    const { exitCode, stdout, stderr } = await runCli(argv, { nowMs: NOW, columns: 80 });
    expect(exitCode, `${command}\n${stderr}`).toBeLessThan(5);
    checkSafe(stdout, command);
    checkSafe(stderr, `stderr of ${command}`);
    for (const line of stderr.split('\n')) expect(line.length, command).toBeLessThan(3000);
  }
}

describe('a server that answers with', () => {
  it.each(HOSTILE_TEXTS.map((text) => [JSON.stringify(text).slice(0, 60), text]))(
    '%s for names',
    async (_, text) => {
      spoil = (path, body) =>
        /services|operations/.test(path)
          ? { body: Buffer.from(JSON.stringify({ data: [text, { name: text, spanKind: text }] })) }
          : { body };
      await runAll([
        'services',
        'services -o json',
        'operations order-service',
        COMMANDS[7] as string,
      ]);
    },
  );

  it.each([400, 401, 403, 404, 429, 500, 503])('%i and hostile words', async (status) => {
    for (const text of HOSTILE_TEXTS) {
      const error = { errors: [{ code: status, msg: text }], error: text, message: text };
      for (const body of [
        text,
        JSON.stringify(error),
        `<title>${text}</title><base href="${text}">`,
      ]) {
        spoil = () => ({ status, body: Buffer.from(body), headers: { 'retry-after': '1e9' } });
        await runAll(['services', 'find --service a --since 10m']);
      }
    }
  });

  it('hostile headers', async () => {
    const values = [
      '\u0080\u009b31m',
      'x'.repeat(4000),
      ';;,,==',
      '=?utf-8?q?=1B?=',
      '../../../..',
      '\t',
    ];
    for (const value of values) {
      const latin1 = Buffer.from(value, 'latin1').toString('latin1');
      for (const name of [
        'location',
        'content-type',
        'date',
        'www-authenticate',
        'server',
        'content-encoding',
      ]) {
        spoil = (_, body) => ({
          status: name === 'location' ? 302 : 200,
          headers: { [name]: latin1 },
          body,
        });
        await runAll(['services', 'doctor']);
      }
    }
  });

  it('answers of the right kind, spoiled', async () => {
    const mutations = fc.array(byteMutation, { minLength: 1, maxLength: 4 });
    const command = fc.constantFrom(...COMMANDS);
    await fc.assert(
      fc.asyncProperty(command, mutations, async (each, list: ByteMutation[]) => {
        spoil = (_, body) => ({ body: Buffer.from(mutateBytes(body, list)) });
        await runAll([each]);
      }),
      { numRuns: CASES, seed: SEED },
    );
  });
});

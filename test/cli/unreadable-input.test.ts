// A check says "yes" only to what could be read to its end.

import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { PROJECT, runCli } from '../support/run-cli.ts';

const whole = path.join(PROJECT, 'fixtures/traces/online-boutique-jaeger-v1.json');
let folder: string;
let cut: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'tracescope-'));
  cut = path.join(folder, 'cut.json');
  await writeFile(cut, readFileSync(whole).subarray(0, 200_000));
});
afterAll(() => rm(folder, { recursive: true }));

it('passes a whole file and not a cut-off one', async () => {
  const limits = ['--max-latency', '10s'];
  expect((await runCli(['check', '--file', whole, ...limits])).exitCode).toBe(0);
  const { exitCode, stdout } = await runCli(['check', '--file', cut, ...limits]);
  expect(exitCode).toBe(3);
  expect(stdout).toMatch(/inconclusive: 11 traces checked; 1 part of what was asked for/);
  expect((await runCli(['check', '--file', cut, '--max-latency', '1ms'])).exitCode).toBe(1);
});

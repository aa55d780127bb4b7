// Old libraries put the whole statement, values and all, into the name of the span.

import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../support/run-cli.ts';

const traceID = 'ab'.repeat(16);
const TEMPLATE = 'select name from users where email = ?';

const span = (spanID: string, operationName: string, startUs: number, duration: number) => ({
  traceID,
  spanID,
  operationName,
  references: spanID === '1' ? [] : [{ refType: 'CHILD_OF', traceID, spanID: '1' }],
  startTime: 1_764_170_000_000_000 + startUs,
  duration,
  tags: [{ key: 'span.kind', type: 'string', value: spanID === '1' ? 'server' : 'client' }],
  processID: 'p1',
});

let folder: string;
let file: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'tracescope-'));
  file = path.join(folder, 'trace.json');
  const queries = Array.from({ length: 12 }, (_, i) =>
    span(
      `a${i}`,
      `SELECT name FROM users WHERE email = 'secret${i}@example.com'`,
      1000 + i * 30_000,
      28_000,
    ),
  );
  const spans = [span('1', 'GET /users', 0, 400_000), ...queries];
  const processes = { p1: { serviceName: 'users', tags: [] } };
  writeFileSync(file, JSON.stringify({ data: [{ traceID, spans, processes }] }));
});
afterAll(() => rm(folder, { recursive: true }));

describe('span names that are statements', () => {
  it.each([['find'], ['explain'], ['nplus1'], ['lint'], ['check', '--no-nplus1']])(
    'are shown without values by %s',
    async (...command) => {
      const { stdout, stderr } = await runCli([...command, '--file', file, '--width', '160']);
      expect(stdout).not.toBe('');
      expect(stdout + stderr).not.toContain('secret');
    },
  );

  it('are one operation, and one line of the waterfall', async () => {
    const { stdout } = await runCli(['explain', '--file', file, '--width', '160']);
    expect(stdout).toContain(`Slowest: users ${TEMPLATE}, 336 ms of 400 ms (84%) in 12 calls`);
    expect(stdout).toContain(`×12 ${TEMPLATE}  336 ms`);
  });
});

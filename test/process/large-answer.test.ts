// An answer of any size in bounded memory, in both dialects: far more bytes than the heap may hold
// come over HTTP, and no trace waits for the end.

import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { BIN, type Started, start } from '../support/built-command.ts';
import { PROJECT } from '../support/run-cli.ts';

const HEAP_MB = 32;
const MEGABYTES = 64;
const SERVER = path.join(PROJECT, 'test/bench/large-answer-server.mjs');

let server: Started | undefined;
afterEach(() => server?.child.kill());

/** Its port. */
function startServer(api: string): Promise<number> {
  const started = start(process.execPath, [SERVER, api, String(MEGABYTES)]);
  server = started;
  return new Promise((resolve, reject) => {
    started.child.stdout?.once('data', (text) => resolve(Number(text)));
    started.finished.then(({ stderr }) => reject(new Error(stderr)), reject);
  });
}

describe('an answer larger than the heap', () => {
  it.each(['v1', 'v3'])('is read to its end through %s', { timeout: 120_000 }, async (api) => {
    const url = `http://127.0.0.1:${await startServer(api)}`;
    const flags = ['--api', api, '--service', 'svc-0', '--since', '2h', '--limit', '100000'];
    const { code, stdout, stderr } = await start(process.execPath, [
      `--max-old-space-size=${HEAP_MB}`,
      BIN,
      'find',
      '--url',
      url,
      ...flags,
      '-o',
      'json',
      '-q',
    ]).finished;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const { coverage, traceCount } = JSON.parse(stdout);
    expect(traceCount).toBeGreaterThan(500);
    expect(coverage).toMatchObject({
      traces: traceCount,
      spans: traceCount * 100,
      complete: true,
      unreadable: 0,
    });
  });
});

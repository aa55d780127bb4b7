// Ctrl-C, closed pipes and full disks: what only a real process shows.

import { existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { generateDemo } from '../../src/demo/generate-demo.ts';
import { startDemoServer } from '../../src/demo/server.ts';
import {
  BIN,
  DIST,
  type Finished,
  type Started,
  start,
  startTracescope,
} from '../support/built-command.ts';
import { JSON_TYPE } from '../support/faults/fault.ts';
import { type LoopbackServer, serveHttp } from '../support/loopback-server.ts';

const AT_ONCE_MS = 1000;
const TRACES = generateDemo({ nowMs: Date.now() }).slice(0, 60);
const servers: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

interface SlowServer extends LoopbackServer {
  /** Resolves when the search has been asked for and half of its answer is out. */
  readonly stalled: Promise<void>;
}

/** A Jaeger that answers half of a search for `service`, by bytes, and then nothing more. */
async function stallingJaeger(service: string): Promise<SlowServer> {
  const demo = await startDemoServer({ traces: TRACES, version: '1.57' });
  let stall: () => void = () => {};
  const stalled = new Promise<void>((resolve) => {
    stall = resolve;
  });
  const server = await serveHttp((request, response) => {
    fetch(new URL(request.url ?? '/', demo.url))
      .then(async (answer) => {
        const body = Buffer.from(await answer.arrayBuffer());
        response.writeHead(answer.status, JSON_TYPE);
        const { pathname, searchParams } = new URL(request.url ?? '/', demo.url);
        const stalls = pathname === '/api/traces' && searchParams.get('service') === service;
        if (stalls) response.write(body.subarray(0, body.length / 2), stall);
        else response.end(body);
      })
      .catch(() => response.destroy());
  });
  servers.push(server, demo);
  return { ...server, stalled };
}

const EXPLAIN = ['explain', '--file', 'fixtures/traces/smartthings-oauth-jaeger-v1.json'];
const FIND = ['find', '--since', '1h'];

async function interruptAfter(
  started: Started,
  wait: Promise<unknown>,
): Promise<Finished & { ms: number }> {
  await wait;
  // What was sent before the stall is on its way through the pipe and the parser.
  await new Promise((resolve) => setTimeout(resolve, 300));
  const beganMs = performance.now();
  started.child.kill('SIGINT');
  const finished = await started.finished;
  return { ...finished, ms: performance.now() - beganMs };
}

describe('Ctrl-C', () => {
  it('ends a search at once and says how much had been read', async () => {
    const server = await stallingJaeger('pricing-service');
    const run = startTracescope([...FIND, '--url', server.url]);
    const { code, signal, stdout, stderr, ms } = await interruptAfter(run, server.stalled);
    expect({ code, signal, stdout }).toEqual({ code: 130, signal: null, stdout: '' });
    const [, traces] =
      /interrupted while reading (?:\S+): (\d+) traces \([\d,]+ spans\) had been read, the rest was not$/m.exec(
        stderr,
      ) ?? [];
    expect(Number(traces), stderr).toBeGreaterThan(0);
    expect(stderr).toContain(server.url);
    expect(stderr).not.toMatch(/\bat .*\.js|Error:|bug/);
    expect(ms).toBeLessThan(AT_ONCE_MS);
  });

  it('says when nothing had come', async () => {
    let ask: () => void = () => {};
    const asked = new Promise<void>((resolve) => {
      ask = resolve;
    });
    const server = await serveHttp(() => ask());
    servers.push(server);
    for (const command of [FIND, ['services'], ['doctor'], ['explain', 'abcdef12']]) {
      const run = startTracescope([...command, '--url', server.url]);
      const { code, stdout, stderr, ms } = await interruptAfter(run, asked);
      expect({ code, stdout }, command.join(' ')).toEqual({ code: 130, stdout: '' });
      expect(stderr).toMatch(
        /interrupted while (reading|asking) http:\S+: (no trace had been read whole|it has not been answered in full)$/m,
      );
      expect(ms).toBeLessThan(AT_ONCE_MS);
    }
  });

  it('ends waiting for standard input', async () => {
    const run = startTracescope(['find', '--file', '-'], 'pipe');
    run.child.stdin?.write('{"data":[');
    const wait = new Promise((resolve) => setTimeout(resolve, 500));
    const { code, stderr, ms } = await interruptAfter(run, wait);
    expect(code).toBe(130);
    expect(stderr).toBe('interrupted while reading standard input: no trace had been read whole\n');
    expect(ms).toBeLessThan(AT_ONCE_MS);
  });

  it('ends printing into a pipe that nobody empties', async () => {
    const explain = `"${process.execPath}" "${BIN}" ${EXPLAIN.join(' ')} -o json`;
    const script = `${explain} > >(sleep 2) & sleep 1; kill -INT $!; wait $!; echo "code $?"`;
    const { stdout, stderr } = await start('bash', ['-c', script]).finished;
    expect(stdout).toBe('code 130\n');
    expect(stderr).toMatch(/^interrupted: /m);
  });

  it('kills at the second time, whatever goes on', async () => {
    const script = `
      const { processIo } = await import(${JSON.stringify(pathToFileURL(path.join(DIST, 'main.js')).href)});
      const { signal } = processIo();
      signal.addEventListener('abort', () => console.log('first'));
      setInterval(() => {}, 1000);
      console.log('ready');`;
    const run = start(process.execPath, ['--input-type=module', '-e', script]);
    await heard(run, 'ready');
    run.child.kill('SIGINT');
    await heard(run, 'first');
    run.child.kill('SIGINT');
    expect(await run.finished).toMatchObject({ code: null, signal: 'SIGINT' });
  });

  it('ends the demo server without a complaint', async () => {
    const run = startTracescope(['demo', '--serve', '--port', String(await freePort())]);
    await heard(run, 'until Ctrl-C');
    run.child.kill('SIGINT');
    expect(await run.finished).toMatchObject({ code: 0, stderr: '' });
  });
});

describe('a closed pipe', () => {
  const node = process.execPath;
  it.each([
    ['json', '-o json'],
    ['ndjson', '-o ndjson'],
    ['text', '--full --rows 5000'],
  ])('of %s output is no failure', async (_, flags) => {
    const explain = `"${node}" "${BIN}" ${EXPLAIN.join(' ')} ${flags}`;
    const script = `${explain} | head -1; echo "codes \${PIPESTATUS[*]}"`;
    const { code, stdout, stderr } = await start('bash', ['-c', script]).finished;
    expect(code).toBe(0);
    expect(stdout).toMatch(/\ncodes 0 0\n$/);
    expect(stderr).toBe('');
  });

  it('does not turn a failed check into a passed one', async () => {
    const check = `"${node}" "${BIN}" check ${EXPLAIN.slice(1).join(' ')} --max-latency 1ms`;
    const script = `${check} | head -1 >/dev/null; echo "codes \${PIPESTATUS[*]}"`;
    const { stdout, stderr } = await start('bash', ['-c', script]).finished;
    expect(stdout).toBe('codes 1 0\n');
    expect(stderr).toBe('');
  });

  it.runIf(existsSync('/dev/full'))('is told from a full disk', async () => {
    const script = `"${node}" "${BIN}" ${EXPLAIN.join(' ')} >/dev/full`;
    const { code, stderr } = await start('bash', ['-c', script]).finished;
    expect(code).toBe(4);
    expect(stderr).toBe('error: the output could not be written: no space is left on the device\n');
  });
});

function heard({ child }: Started, text: string): Promise<void> {
  return new Promise((resolve) => {
    let all = '';
    child.stdout?.on('data', (piece: string) => {
      all += piece;
      if (all.includes(text)) resolve();
    });
  });
}

async function freePort(): Promise<number> {
  const server = await serveHttp(() => {});
  await server.close();
  return server.port;
}

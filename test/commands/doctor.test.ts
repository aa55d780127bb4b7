// tracescope doctor against demo servers of every release, and against what is no Jaeger.

import { describe, expect, it } from 'vitest';
import { generateDemo } from '../../src/demo/generate-demo.ts';
import { JAEGER_VERSIONS, type JaegerVersion } from '../../src/demo/jaeger/releases.ts';
import { type DemoServerOptions, startDemoServer } from '../../src/demo/server.ts';
import type { DoctorData } from '../../src/reports/contract.ts';
import { startFault } from '../support/fault-server.ts';
import { JSON_TYPE } from '../support/faults/fault.ts';
import { closedPort, serveHttp, serveHttps } from '../support/loopback-server.ts';
import { type CliOptions, type CliResult, runCli } from '../support/run-cli.ts';

const NOW = Date.UTC(2026, 4, 1, 12, 0, 0);
const TRACES = generateDemo({ nowMs: NOW }).slice(0, 20);

async function doctorOf(
  version: JaegerVersion,
  argv: readonly string[] = [],
  server: Partial<DemoServerOptions> = {},
  options: CliOptions = {},
): Promise<CliResult & { url: string }> {
  const demo = await startDemoServer({ traces: TRACES, version, now: () => NOW, ...server });
  try {
    const result = await runCli(['doctor', '--url', demo.url, ...argv], { nowMs: NOW, ...options });
    return { ...result, url: demo.url };
  } finally {
    await demo.close();
  }
}

const json = (result: CliResult): DoctorData => JSON.parse(result.stdout) as DoctorData;

describe.each(JAEGER_VERSIONS)('Jaeger %s', (version) => {
  it('is told in data', async () => {
    const result = await doctorOf(version, ['-o', 'json']);
    expect(result.exitCode).toBe(0);
    expect(json(result)).toMatchObject({
      schema: 'tracescope/doctor/1',
      url: result.url,
      urlFrom: '--url',
      redirects: [],
      dialect: { kind: 'jaeger' },
      credentials: null,
      insecure: false,
      proxy: null,
      serviceCount: 6,
      limits: { bodyBytes: 4 * 1024 ** 3, retries: 2, concurrency: 4, firstByteNs: 60e9 },
      problems: [],
    });
    const { clock, filters } = json(result);
    expect(Math.abs(clock?.differenceNs ?? Number.NaN)).toBeLessThanOrEqual(1e9);
    expect(filters.map(({ filter }) => filter)).toContain('--error');
  });

  it('is told in 80 columns', async () => {
    const { stdout, exitCode, url } = await doctorOf(version, [], {}, { columns: 80 });
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^speaks +Jaeger/m);
    expect(stdout).toMatch(/^clock +as here, give or take/m);
    expect(stdout).toMatch(/^services +6$/m);
    expect(stdout).toMatch(/^--error +tracescope/m);
    expect(stdout).toContain('Nothing stands in the way.');
    expect(stdout).toContain(`next: tracescope services --url ${url}`);
    expect(stdout.split('\n').filter((line) => [...line].length > 80)).toEqual([]);
  });
});

it('names a clock that is off, and what to do', async () => {
  const late = { now: () => NOW + 600_000 };
  const text = (await doctorOf('2.20', [], late, { columns: 80 })).stdout.replace(/\s+/g, ' ');
  expect(text).toMatch(/clock 10m 0[01]s ahead of this machine, give or take/);
  expect(text).toContain("the server's clock is 10 minutes ahead of this machine's");
  expect(text).toContain('Set both clocks by NTP');
});

it('names what was sent to be let in and never the secret, and warnings and limits as set', async () => {
  const result = await doctorOf(
    '2.20',
    ['-o', 'json', '--timeout', '5s', '--max-body', '1GB', '--retries', '0'],
    {},
    { env: { TRACESCOPE_TOKEN: 'hunter2secret' } },
  );
  expect(json(result)).toMatchObject({
    credentials: expect.stringContaining('TRACESCOPE_TOKEN'),
    limits: { firstByteNs: 5e9, connectNs: 5e9, bodyBytes: 1e9, retries: 0 },
  });
  expect(result.stdout + result.stderr).not.toContain('hunter2secret');
});

it('names a redirect and the URL that saves it', async () => {
  const demo = await startDemoServer({ traces: TRACES, version: '2.20', basePath: '/jaeger' });
  const gateway = await serveHttp((request, response) => {
    if (request.url?.startsWith('/jaeger') === true) {
      fetch(new URL(request.url, demo.url))
        .then(async (answer) =>
          response
            .writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' })
            .end(await answer.text()),
        )
        .catch(() => response.destroy());
    } else response.writeHead(302, { location: `/jaeger${request.url}` }).end();
  });
  try {
    const result = await runCli(['doctor', '--url', gateway.url, '-o', 'json']);
    expect(result.stderr).toBe('');
    const { redirects, problems } = json(result);
    expect(redirects[0]).toMatch(/^\/jaeger\/api\//);
    expect(problems).toContainEqual(
      expect.objectContaining({ code: 'redirected', todo: `Use --url ${gateway.url}/jaeger` }),
    );
  } finally {
    await gateway.close();
    await demo.close();
  }
});

it('says so when certificates are not checked', async () => {
  const server = await serveHttps({ certificate: 'self-signed' }, (_request, response) =>
    response.writeHead(200, JSON_TYPE).end('{"data":["shop"],"total":1}'),
  );
  try {
    const argv = ['doctor', '--url', server.url, '--insecure', '--quiet', '-o', 'json'];
    const result = await runCli(argv, { nowMs: Date.now() });
    expect(result.stderr).toMatch(/^warning: .*certificates are not checked/);
    expect(json(result).insecure).toBe(true);
    expect(json(result).problems.map(({ code }) => code)).toEqual([
      'compatible-server',
      'insecure',
    ]);
  } finally {
    await server.close();
  }
});

describe('no Jaeger', () => {
  it('at a closed port is an error that says what to do', async () => {
    const url = `http://127.0.0.1:${await closedPort()}`;
    const { exitCode, stdout, stderr } = await runCli(['doctor', '--url', url, '--retries', '0']);
    expect(exitCode).toBe(4);
    expect(stdout).toBe('');
    expect(stderr).toContain(`error: cannot connect to ${url}: connection refused`);
    expect(stderr).toContain('--url');
  });

  it.each(['login-page', 'grafana', 'other-json'] as const)('but %s is an error', async (fault) => {
    const server = await startFault(fault);
    try {
      const { exitCode, stdout, stderr } = await runCli(['doctor', '--url', server.url]);
      expect(exitCode).toBe(4);
      expect(stdout).toBe('');
      expect(stderr).toMatch(/^error: .+\n.+/);
    } finally {
      await server.close();
    }
  });

  it('is --file: that flag is not taken', async () => {
    const { exitCode, stderr } = await runCli(['doctor', '--file', 'traces.json']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain("unknown option '--file'");
  });
});

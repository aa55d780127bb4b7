// Gateways that change answers on the way, over real HTTP with the recorded servers behind them: what
// can be read is read, and what cannot is told of the server, not of a file.

import { afterEach, describe, expect, it } from 'vitest';
import { type LoopbackServer, serveHttp } from '../support/loopback-server.ts';
import { recordedJaeger } from '../support/recorded-jaeger.ts';
import type { Version } from '../support/recordings.ts';
import { type CliResult, runCli } from '../support/run-cli.ts';
import { SENT_WINDOW } from '../support/sent-truth.ts';

interface Passed {
  readonly path: string;
  readonly status: number;
  readonly body: string;
}

let server: LoopbackServer | undefined;
afterEach(() => server?.close());

/** A gateway before a recorded server; `change` is what it makes of an answer. */
async function gateway(
  version: Version,
  change: (passed: Passed) => Partial<Passed> & { readonly type?: string },
): Promise<string> {
  const jaeger = recordedJaeger(version);
  server = await serveHttp((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const { status, body } = jaeger.answer(url.pathname, [...url.searchParams], {});
    const passed = { path: url.pathname + url.search, status, body };
    const changed = { ...passed, ...change(passed) };
    const type = 'type' in changed ? changed.type : undefined;
    response.writeHead(changed.status, { 'content-type': type ?? 'application/json' });
    response.end(changed.body);
  });
  return server.url;
}

const seconds = (us: number): string => String(us / 1e6);
const windowFlags = [
  '--since',
  seconds(SENT_WINDOW.startUs),
  '--until',
  seconds(SENT_WINDOW.endUs),
];
const NOW_MS = SENT_WINDOW.endUs / 1000 + 60_000;

function find(url: string, ...more: string[]): Promise<CliResult> {
  const argv = ['find', '--service', 'limits', ...windowFlags, '--url', url, '--retries', '0'];
  return runCli([...argv, ...more], { nowMs: NOW_MS });
}

const isSearch = ({ path, status }: Passed): boolean =>
  status === 200 && /^\/api\/(v3\/)?traces[/?]/.test(path);

/** Only answers with traces are changed. */
const traces =
  (change: (body: string) => string) =>
  (passed: Passed): Partial<Passed> =>
    isSearch(passed) ? { body: change(passed.body) } : {};

describe('answers that are not what Jaeger sent', () => {
  it.each<[string, (body: string) => string, RegExp, RegExp]>([
    [
      'cut off',
      (body) => body.slice(0, body.length / 2),
      /ends too early: at byte \d+/,
      /ended it early.*smaller window/,
    ],
    [
      'ended by a page',
      (body) => `${body.slice(0, body.length - 20)}<html>502 Bad Gateway</html>`,
      /is not JSON at byte \d+|ends too early/,
      /on the way/,
    ],
    [
      'with a page behind them',
      (body) => `${body}<!-- served by a proxy -->`,
      /is not JSON at byte \d+: unexpected "<"/,
      /changed or damaged on the way/,
    ],
    [
      'with a NaN for a number',
      (body) => body.replace(/"duration":\d+/, '"duration":NaN'),
      /is not JSON at byte \d+: unexpected "N"/,
      /NaN or infinite attribute.*--api v3/,
    ],
    [
      'an error in its envelope',
      () => '{"data":null,"errors":[{"code":500,"msg":"es: no available connection"}]}',
      /answered 200 with an error instead of traces: es: no available connection \(500\)\n/,
      /cannot reach its storage/,
    ],
    [
      'an error of its own',
      () => '{"message":"Unauthorized"}',
      /answered 200 with a message instead of data: "Unauthorized"/,
      /TRACESCOPE_TOKEN/,
    ],
    [
      'a list of texts',
      () => '{"data":["a"]}',
      /\$\.data\[0\] is a text, not a trace\n/,
      /only resembles Jaeger/,
    ],
  ])('%s', async (_, change, says, hints) => {
    const { exitCode, stdout, stderr } = await find(await gateway('2.20.0', traces(change)));
    expect(exitCode).toBe(4);
    expect(stdout).toBe('');
    expect(stderr).toMatch(says);
    expect(stderr).toMatch(hints);
    expect(stderr).not.toMatch(/[Dd]ownload|saved|skipped/);
  });

  it('of api_v3 with an error behind its traces', async () => {
    const url = await gateway(
      'head',
      traces((body) => `${body}\n{"error":{"httpCode":500,"message":"stream broke"}}`),
    );
    const { exitCode, stderr } = await find(url);
    expect(exitCode).toBe(4);
    expect(stderr).toContain('answered 200 with an error instead of traces: stream broke (500)');
    expect(stderr).toContain('its log says why');
  });

  it('of api_v3 that are an error alone', async () => {
    const url = await gateway(
      'head',
      traces(() => '{"error":{"httpCode":500,"message":"stream broke"}}'),
    );
    const { exitCode, stderr } = await find(url);
    expect(exitCode).toBe(4);
    expect(stderr).toMatch(/message instead of data: "stream broke"\n.*its log says why/);
  });

  it('of api_v3 in other keys are not "no traces"', async () => {
    const url = await gateway(
      'head',
      traces((body) => body.replaceAll('resourceSpans', 'resource_spans')),
    );
    const { exitCode, stderr } = await find(url);
    expect(exitCode).toBe(4);
    expect(stderr).toContain('has no resourceSpans');
  });
});

it('a page in place of "trace not found" leaves both meanings open', async () => {
  const page = { body: '<html><title>404 Not Found</title></html>', type: 'text/html' };
  const url = await gateway('2.20.0', ({ status }) => (status === 404 ? page : {}));
  const { exitCode, stderr } = await runCli(['explain', 'abcdef', '--url', url]);
  expect(exitCode).toBe(4);
  expect(stderr).toMatch(
    /404: there is no such path .*\n.*may also mean that there is no such trace/,
  );
});

it.each<[string, string, RegExp]>([
  ['JSON', '{"message":"Unauthorized"}', /message instead of data: "Unauthorized"/],
  ['a page', '<html><head><title>Sign in</title></head></html>', /a login page \("Sign in"\)/],
  ['text', 'maintenance until noon', /text instead of JSON: "maintenance until noon"/],
])('%s that comes byte by byte is read as a whole', async (_, body, told) => {
  const jaeger = recordedJaeger('2.20.0');
  server = await serveHttp(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const answer = jaeger.answer(url.pathname, [...url.searchParams], {});
    if (!url.search) {
      response.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.body);
      return;
    }
    response.writeHead(200, { 'content-type': 'text/html' });
    for (const byte of body) {
      response.write(byte);
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    response.end();
  });
  const { exitCode, stderr } = await find(server.url);
  expect(exitCode).toBe(4);
  expect(stderr).toMatch(told);
});

describe('lists that are none', () => {
  it.each<[string, RegExp]>([
    [
      '{"data":null,"errors":[{"code":500,"msg":"context deadline exceeded"}]}',
      /did not answer the query in time/,
    ],
    ['{"data":{"a":1}}', /not of Jaeger's query API/],
    ['{"data":"none"}', /not of Jaeger's query API/],
    ['{"data":[{"Name":"consul"},[]]}', /not of Jaeger's query API/],
  ])('%s', async (body, told) => {
    const url = await gateway('2.20.0', ({ path }) => (path === '/api/services' ? { body } : {}));
    const { exitCode, stderr } = await runCli(['services', '--url', url]);
    expect(exitCode).toBe(4);
    expect(stderr).toMatch(told);
  });

  it('of bare names are operations without a kind', async () => {
    const url = await gateway('2.20.0', ({ path }) =>
      path.startsWith('/api/operations') ? { body: '{"data":["b","a"]}' } : {},
    );
    const { stdout } = await runCli(['operations', 'limits', '--url', url, '-o', 'json']);
    expect(JSON.parse(stdout).operations).toEqual([
      { operation: 'a', kind: '' },
      { operation: 'b', kind: '' },
    ]);
  });
});

describe.each<Version>(['1.57.0', '1.76.0', '2.13.0', '2.20.0', 'head'])(
  'a gateway before %s that puts a page of its own in place of each 400',
  (version) => {
    const page = { body: '<html><title>400 Bad Request</title></html>', type: 'text/html' };

    it('costs no trace', async () => {
      const plain = JSON.parse(
        (await find(await gateway(version, () => ({})), '-o', 'json')).stdout,
      );
      await server?.close();
      const url = await gateway(version, ({ status }) => (status === 400 ? page : {}));
      const { exitCode, stdout } = await find(url, '-o', 'json');
      expect(exitCode).toBe(0);
      const idsOf = (report: { traces: { traceId: string }[] }): string[] =>
        report.traces.map(({ traceId }) => traceId).sort();
      expect(idsOf(JSON.parse(stdout))).toEqual(idsOf(plain));
    });

    it('is named by doctor, with what to do about it', async () => {
      const url = await gateway(version, ({ status }) => (status === 400 ? page : {}));
      const { exitCode, stdout } = await runCli(['doctor', '--url', url, '-o', 'json']);
      expect(exitCode).toBe(0);
      const problems: { code: string; todo: string }[] = JSON.parse(stdout).problems;
      const code = version === 'head' ? 'hidden-version' : 'compatible-server';
      expect(problems.find((problem) => problem.code === code)?.todo).toContain(
        'pass answers with status 400 as they are',
      );
    });
  },
);

// Flags about how a server is reached, from the command line to what it changes.

import { describe, expect, it } from 'vitest';
import { JSON_TYPE } from '../support/faults/fault.ts';
import { serveHttp, serveHttps } from '../support/loopback-server.ts';
import { runCli } from '../support/run-cli.ts';

describe('--max-body', () => {
  it('is where reading stops, which the message names', async () => {
    const services = Array.from({ length: 300_000 }, (_, i) => `service-${i}`);
    const server = await serveHttp((_request, response) =>
      response.writeHead(200, JSON_TYPE).end(JSON.stringify({ data: services })),
    );
    try {
      const argv = ['services', '--url', server.url, '--api', 'v1', '--max-body'];
      const { exitCode, stdout, stderr } = await runCli([...argv, '2MB']);
      expect(exitCode).toBe(4);
      expect(stdout).toBe('');
      expect(stderr).toContain('is larger than 2 MB, where reading stops');
      expect(stderr).toContain('raise --max-body');
      expect((await runCli([...argv, '8MiB'])).exitCode).toBe(0);
    } finally {
      await server.close();
    }
  });

  it.each([
    ['500', '--max-body: "500" has no unit'],
    ['much', '--max-body: "much" is not a size'],
    ['', '--max-body is empty'],
  ])('"%s" is wrong usage', async (size, message) => {
    const { exitCode, stderr } = await runCli(['services', '--max-body', size]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(message);
  });
});

it('--timeout 0 is wrong usage', async () => {
  const { exitCode, stderr } = await runCli(['services', '--timeout', '0s']);
  expect(exitCode).toBe(2);
  expect(stderr).toContain('--timeout 0');
});

describe('--insecure', () => {
  it('warns on each run, --quiet or not', async () => {
    const server = await serveHttps({ certificate: 'self-signed' }, (_request, response) =>
      response.writeHead(200, JSON_TYPE).end('{"data":["shop"]}'),
    );
    try {
      for (const quiet of [[], ['--quiet']]) {
        const argv = ['services', '--url', server.url, '--api', 'v1', '--insecure', ...quiet];
        const { exitCode, stdout, stderr } = await runCli(argv);
        expect(stdout).toContain('shop');
        expect(exitCode).toBe(0);
        expect(stderr).toContain(`warning: ${server.url}: certificates are not checked (insecure)`);
      }
    } finally {
      await server.close();
    }
  });
});

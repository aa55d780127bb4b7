// Servers that send back what they were sent: credentials never come out again, whatever they stand in.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SecretMask } from '../../src/sources/http/secret-mask.ts';
import { JSON_TYPE, TEXT } from '../support/faults/fault.ts';
import { type HttpHandler, type LoopbackServer, serveHttp } from '../support/loopback-server.ts';
import { runCli } from '../support/run-cli.ts';

const PLACES: Readonly<Record<string, HttpHandler>> = {
  'an error': (request, response) =>
    response
      .writeHead(500, JSON_TYPE)
      .end(JSON.stringify({ errors: [{ msg: `refused ${JSON.stringify(request.headers)}` }] })),
  'the text of a refusal': (request, response) =>
    response
      .writeHead(401, { 'www-authenticate': `Bearer token="${request.headers.authorization}"` })
      .end(`bad: ${request.headers.authorization} ${request.headers['x-api-key']}`),
  'an address': (request, response) =>
    response
      .writeHead(302, {
        location: `http://other.example.test/${encodeURIComponent(request.headers.authorization ?? '')}/`,
      })
      .end(),
  'an address of its own': (request, response) =>
    response
      .writeHead(request.url?.includes('again') ? 500 : 302, {
        location: `/again/${encodeURIComponent(request.headers.authorization ?? '')}`,
      })
      .end('{}'),
  headers: (request, response) =>
    response
      .writeHead(429, {
        'retry-after': `${request.headers.authorization}`,
        'content-type': `${request.headers['x-api-key']}`,
      })
      .end(),
  'text instead of JSON': (request, response) =>
    response.writeHead(200, TEXT).end(`${request.headers.authorization}`),
  'JSON of another kind': (request, response) =>
    response.writeHead(200, JSON_TYPE).end(JSON.stringify({ you: request.headers })),
  'an answer to a search': (request, response) =>
    request.url?.includes('service=')
      ? response
          .writeHead(200, JSON_TYPE)
          .end(JSON.stringify({ data: null, errors: [{ msg: request.headers.authorization }] }))
      : response
          .writeHead(400, JSON_TYPE)
          .end(JSON.stringify({ errors: [{ msg: "parameter 'service' is required" }] })),
};

describe.each(Object.entries(PLACES))('credentials in %s', (_, handler) => {
  let server: LoopbackServer;
  let folder: string;
  beforeAll(async () => {
    server = await serveHttp(handler);
    folder = await mkdtemp(path.join(tmpdir(), 'tracescope-'));
    await writeFile(path.join(folder, 'token'), 'hunter2-token\n');
    await writeFile(path.join(folder, 'basic'), 'joe:hunter2 "pw"\n');
  });
  afterAll(async () => {
    await server.close();
    await rm(folder, { recursive: true });
  });

  it.each([
    ['--token-file', 'token', 'hunter2-token'],
    ['--basic-file', 'basic', Buffer.from('joe:hunter2 "pw"').toString('base64')],
  ])('sent by %s are not shown', async (flag, name, value) => {
    const argv = ['find', '--service', 'a', '--url', server.url, flag, path.join(folder, name)];
    const { exitCode, stdout, stderr } = await runCli(
      [...argv, '--header-env', 'X-Api-Key=KEY', '--verbose', '--retries', '0'],
      { env: { KEY: 'hunter2-key' } },
    );
    expect(exitCode).toBe(4);
    expect(`${stdout}${stderr}`).not.toContain('hunter2');
    expect(`${stdout}${stderr}`).not.toContain(value);
  });
});

describe('what is hidden', () => {
  it.each([
    ['Bearer abcd', 'token abcd, %61', 'token (hidden), %61'],
    ['Bearer ab', 'tab Bearer ab', 'tab (hidden)'],
    [
      `Basic ${Buffer.from('joe:p w"').toString('base64')}`,
      'joe p w" p%20w%22 p w\\"',
      'joe (hidden) (hidden) (hidden)',
    ],
    ['', 'nothing', 'nothing'],
  ])('of %s', (value, text, shown) => {
    const mask = new SecretMask();
    mask.add(undefined);
    mask.add(value);
    expect(mask.hide(text)).toBe(shown);
  });
});

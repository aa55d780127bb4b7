// A plain 404 everywhere: the route that only an OTLP receiver or a health check has tells them from
// a Jaeger under a base path.

import { expect, test } from 'vitest';
import { SourceError } from '../../src/errors.ts';
import { probeDialect } from '../../src/sources/jaeger-dialect.ts';
import { type CannedAnswer, replayClient } from '../support/replay-client.ts';

const NOT_FOUND: CannedAnswer = {
  status: 404,
  headers: { 'content-type': 'text/plain; charset=utf-8' },
  body: '404 page not found\n',
};

function server(routes: Readonly<Record<string, CannedAnswer>>) {
  return replayClient(undefined, { intercept: ({ path }) => routes[path] ?? NOT_FOUND });
}

test('an OTLP/HTTP receiver on any port', async () => {
  const client = server({
    '/v1/traces': {
      status: 405,
      headers: { 'content-type': 'text/plain' },
      body: '405 method not allowed, supported: [POST]',
    },
  });
  await expect(probeDialect(client)).rejects.toThrow(
    /is not Jaeger: this is an OTLP\/HTTP receiver/,
  );
  expect(client.log).toHaveLength(4);
});

test('the health check of a 2.x server', async () => {
  const client = server({
    '/status': {
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: '{"start_time":"2026-01-02T03:04:05Z","healthy":true,"status":"StatusOK"}',
    },
  });
  await expect(probeDialect(client)).rejects.toThrow(/is not Jaeger: this is a health check/);
});

test.each([
  [
    'Tempo',
    'text/plain',
    'tempo, version 2.4.1 (branch: HEAD, revision: abc)\n  build user: root\n',
    /--file/,
  ],
  [
    'Prometheus',
    'text/html',
    '<!doctype html><html lang="en"><head><title>Prometheus Time Series Collection and Processing Server</title></head></html>',
    /metrics, not traces/,
  ],
])('%s, whose other routes are a plain 404', async (name, type, body, hint) => {
  const client = server({ '/status': { status: 200, headers: { 'content-type': type }, body } });
  await expect(probeDialect(client)).rejects.toMatchObject({
    message: expect.stringMatching(new RegExp(`is not Jaeger: this is ${name}$`)),
    hint: expect.stringMatching(hint),
  });
  expect(client.log).toHaveLength(5);
});

test('a collector, which takes traces in where Jaeger gives them out', async () => {
  const client = server({ '/api/traces': { status: 405, headers: {}, body: '' } });
  await expect(probeDialect(client)).rejects.toMatchObject({
    message: expect.stringContaining('/api/traces answered 405: it does not take GET there'),
    hint: expect.stringMatching(/collector.*14268.*16686/),
  });
});

test('neither: the 404 is told as it is, with the base path in mind', async () => {
  const client = server({});
  await expect(probeDialect(client)).rejects.toMatchObject({
    message: expect.stringContaining('404'),
    hint: expect.stringContaining('base path'),
  });
  expect(client.log).toHaveLength(5);
});

test('a server that breaks down while being asked is told by its first answer', async () => {
  const client = replayClient(undefined, {
    intercept: ({ path }) => {
      if (path === '/v1/traces' || path === '/status')
        throw new SourceError('the connection broke');
      return NOT_FOUND;
    },
  });
  await expect(probeDialect(client)).rejects.toThrow('404');
});

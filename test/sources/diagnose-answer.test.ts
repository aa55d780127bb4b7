// What an answer means, by its status, headers and body alone.

import { describe, expect, it } from 'vitest';
import { EXIT } from '../../src/errors.ts';
import { diagnoseAnswer } from '../../src/sources/diagnose-answer.ts';
import type { AnswerFacts } from '../../src/sources/http/answer-facts.ts';
import { knownPort } from '../../src/sources/http/known-ports.ts';
import { shortUrl } from '../../src/sources/url-text.ts';

function diagnose(facts: Partial<AnswerFacts>): string {
  const baseUrl = facts.baseUrl ?? 'http://jaeger:8080';
  const error = diagnoseAnswer({
    url: `${baseUrl}/api/traces?service=a`,
    baseUrl,
    status: 200,
    headers: {},
    body: '',
    ...facts,
  });
  expect(error.exitCode).toBe(EXIT.unreadable);
  expect(`${error.message}${error.hint}`).not.toMatch(/[\u0000-\u001f\u202e]/);
  return `${error.message} | ${error.hint}`;
}

describe('a missing route', () => {
  const missing = {
    status: 404,
    headers: { 'content-type': 'text/plain' },
    body: '404 page not found\n',
  };

  it.each([
    [4318, /Port 4318 is usually the OTLP\/HTTP receiver\. That port takes traces in/],
    [14268, /the Jaeger collector \(HTTP\)/],
    [14269, /Jaeger's admin port/],
    [9090, /Prometheus\. It has metrics/],
    [3200, /Tempo\. .*--file/],
    [9411, /Zipkin/],
    [9200, /Elasticsearch\. It is the storage/],
    [3000, /Grafana\. Through Grafana the base URL is/],
  ])('at port %i', (port, told) => {
    expect(diagnose({ ...missing, baseUrl: `http://h:${port}` })).toMatch(told);
  });

  it('under a base path and without one', () => {
    expect(diagnose({ ...missing, baseUrl: 'http://h/jaeger' })).toMatch(
      /Check the base path "\/jaeger": without it the URL is http:\/\/h$/,
    );
    expect(diagnose(missing)).toMatch(
      /served under a base path, add it: --url http:\/\/jaeger:8080\/PATH/,
    );
  });
});

it('VictoriaTraces without api_v3 is told so where its Jaeger API is', () => {
  const told = diagnose({
    status: 400,
    baseUrl: 'http://h:10428/select/jaeger',
    url: 'http://h:10428/select/jaeger/api/v3/services',
    body: 'unsupported path requested: "/select/jaeger/api/v3/services"',
  });
  expect(told).toMatch(/answered 400: unsupported path .*\| VictoriaTraces has no api_v3/);
});

describe('a web page', () => {
  const page = (head: string): Partial<AnswerFacts> => ({
    headers: { 'content-type': 'text/html' },
    body: `<!DOCTYPE html><html><head>${head}</head></html>`,
  });

  it.each<[string, string, Partial<AnswerFacts>, RegExp]>([
    [
      'with a whole URL as its base',
      '<base href="https://t.example/jaeger/"><script>JAEGER_VERSION</script>',
      {},
      /--url https:\/\/t\.example\/jaeger$/,
    ],
    [
      'with a base that is none',
      '<base href="http://["><script>JAEGER_VERSION</script>',
      {},
      /no such route/,
    ],
    [
      'of Jaeger at the same base',
      '<base href="/jaeger/"><script>JAEGER_VERSION</script>',
      { baseUrl: 'http://h/jaeger' },
      /no such route, or sits behind a proxy that rewrites/,
    ],
    [
      'with an entity in its title',
      '<title>Log in &amp; more</title>',
      {},
      /login page \("Log in & more"\)/,
    ],
    [
      'with escapes in its title',
      '<title>a\u001b[31m\u202eb</title>',
      {},
      /web page \("a \[31m b"\)/,
    ],
    [
      'of a login, with credentials',
      '<title>Sign in</title>',
      { access: { credentials: 'bearer token from X' } },
      /The bearer token from X was not accepted/,
    ],
  ])('%s', (_, head, facts, told) => {
    expect(diagnose({ ...page(head), ...facts })).toMatch(told);
  });

  it('is seen without its content type, and JSON is none for having one', () => {
    expect(diagnose({ body: '\n<html><title>x</title>' })).toMatch(/web page \("x"\)/);
    expect(diagnose({ headers: { 'content-type': 'text/html' }, body: '{"a":1}' })).toMatch(
      /JSON that is not of Jaeger/,
    );
  });
});

describe('refusals', () => {
  const credentials = { credentials: 'bearer token from TRACESCOPE_TOKEN' };

  it.each<[string, Partial<AnswerFacts>, RegExp]>([
    [
      '401 with credentials',
      { status: 401, access: credentials },
      /the bearer token from TRACESCOPE_TOKEN was not accepted \| It may have expired/,
    ],
    [
      '401 with a scheme',
      { status: 401, headers: { 'www-authenticate': 'Negotiate' } },
      /asks for Negotiate credentials/,
    ],
    [
      '401 with a strange scheme',
      { status: 401, headers: { 'www-authenticate': '\u001b[2J' } },
      /no credentials were sent/,
    ],
    ['403 without credentials', { status: 403 }, /no credentials were sent/],
    [
      '401 of Grafana through its proxy',
      {
        status: 401,
        url: 'http://g/api/datasources/proxy/uid/X/api/services',
        body: '{"message":"Unauthorized","traceID":""}',
      },
      /401: it asks for a login/,
    ],
    [
      '404 of Grafana through its proxy',
      {
        status: 404,
        url: 'http://g/api/datasources/proxy/uid/X/api/services',
        body: '{"message":"Data source not found","traceID":""}',
      },
      /404: Data source not found/,
    ],
  ])('%s', (_, facts, told) => {
    expect(diagnose(facts)).toMatch(told);
  });
});

describe('server errors', () => {
  it.each<[number, string, RegExp]>([
    [
      500,
      '{"data":null,"errors":[{"code":500,"msg":"rpc error: code = ResourceExhausted desc = grpc: received message larger than max"}]}',
      /larger than the storage allows/,
    ],
    [
      500,
      '{"error":{"message":"dial tcp 10.0.0.1:9200: connect: connection refused"}}',
      /cannot reach its storage/,
    ],
    [
      500,
      '{"errors":[{"msg":"security_exception: missing authentication"}]}',
      /OpenSearch|storage behind Jaeger|hands your token on/,
    ],
    [500, '{"errors":[{"msg":"no such index [jaeger-span-2026]"}]}', /another prefix/],
    [500, '', /500: no reason given/],
    [500, '<html><title>Whitelabel Error Page</title></html>', /500: Whitelabel Error Page/],
    [500, '{"errors":null}', /500: \{"errors":null\}/],
    [599, 'boom', /599: boom/],
    [400, 'Bad Request', /400: Bad Request/],
    [418, '{"detail":"short and stout"}', /418: short and stout/],
    [302, '', /302 with an empty body/],
  ])('%i %s', (status, body, told) => {
    expect(diagnose({ status, body })).toMatch(told);
  });

  it('are quoted within bounds and without what moves a terminal', () => {
    const msg = `a\u001b]0;x\u0007\u202e${'y'.repeat(5000)}`;
    const told = diagnose({ status: 500, body: JSON.stringify({ errors: [{ msg }] }) });
    expect(told.length).toBeLessThan(700);
  });
});

it.each([
  ['http://h:1/a?b=c#d', 'http://h:1/a'],
  ['http://me:pw@h/', 'http://h'],
  [`http://h/${'x'.repeat(300)}`, `http://h/${'x'.repeat(190)}…`],
  ['http://me:pw@h:99999/a?b', 'http://h:99999/a'],
])('shortUrl %s', (url, expected) => {
  expect(shortUrl(url)).toBe(expected);
});

it('knownPort survives what is no URL', () => {
  expect(knownPort('http://[')).toBeUndefined();
  expect(knownPort('http://h:16686')).toBeUndefined();
});

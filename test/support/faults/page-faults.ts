// The right server at the wrong place, web pages instead of JSON, and logins.

import { answers, type Fault, HTML, handles, JSON_TYPE, TEXT } from './fault.ts';

const page = (head: string, body = ''): string =>
  `<!doctype html><html lang="en"><head><meta charset="UTF-8"/>${head}</head><body>${body}</body></html>`;

const jaegerPage = (base: string, version: string): string =>
  page(
    `<base href="${base}" data-inject-target="BASE_URL"/><title>Jaeger UI</title><script>const JAEGER_VERSION = {"gitCommit":"x","gitVersion":"${version}","buildDate":""};</script>`,
  );

const loginPage = page(
  '<title>Sign in to Example</title>',
  '<form method="post"><input name="user"><input type="password" name="password"></form>',
);

export const PAGE_FAULTS = {
  'html-other-base-path': answers(
    'Jaeger up to 2.15 under the base path /jaeger, asked without it',
    200,
    HTML,
    jaegerPage('/jaeger/', 'v1.57.0'),
  ),
  'html-root': answers(
    'Jaeger without a base path, asked with one',
    200,
    HTML,
    jaegerPage('/', 'v2.20.0'),
  ),
  'html-same-base-path': answers(
    'Jaeger that lacks the route',
    200,
    HTML,
    jaegerPage('/', 'v1.57.0'),
  ),
  'missing-route': answers('plain 404 of a missing route', 404, TEXT, '404 page not found\n'),
  'ingress-404': answers(
    '404 page of a proxy',
    404,
    HTML,
    page(
      '<title>404 Not Found</title>',
      '<center><h1>404 Not Found</h1></center><hr><center>nginx</center>',
    ),
  ),
  'method-refused': answers('405', 405, {}, ''),
  unauthorised: answers(
    '401',
    401,
    { ...TEXT, 'www-authenticate': 'Basic realm="Jaeger"' },
    'Unauthorized\n',
  ),
  forbidden: answers('403', 403, JSON_TYPE, '{"message":"access denied"}'),
  'api-key': answers(
    '401 for want of an API key',
    401,
    { ...JSON_TYPE, 'www-authenticate': 'Key realm="kong"' },
    '{"message":"No API key found in request"}',
  ),
  'api-key-refused': handles('401 that repeats the API key', (request, response) =>
    response
      .writeHead(401, JSON_TYPE)
      .end(JSON.stringify({ message: `no such key: ${request.headers['x-api-key']}` })),
  ),
  'forbidden-address': answers('403 without credentials', 403, TEXT, 'RBAC: access denied'),
  'tenant-missing': answers('401 for want of a tenant', 401, TEXT, 'missing tenant header'),
  'tenant-unknown': answers('401 for an unknown tenant', 401, TEXT, 'unknown tenant'),
  'login-page': answers('a login page with status 200', 200, HTML, loginPage),
  'login-redirect-elsewhere': handles('a redirect to a login on another host', (_, response) =>
    response
      .writeHead(302, { location: 'https://login.example.test/oauth2/authorize?state=SECRET' })
      .end(),
  ),
  'login-redirect-here': handles('a redirect to a login on the same host', (_, response) =>
    response.writeHead(302, { location: '/oauth2/start?rd=%2Fapi' }).end(),
  ),
  'other-page': answers(
    'a web page of something else',
    200,
    HTML,
    page('<title>Welcome to nginx!</title>'),
  ),
} as const satisfies Readonly<Record<string, Fault>>;

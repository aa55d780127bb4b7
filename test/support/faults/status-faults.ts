// Redirects, refusals and server faults, as their status says.

import { answers, type Fault, HTML, handles, JSON_TYPE, TEXT } from './fault.ts';

const envelope = (code: number, msg: string): string =>
  `${JSON.stringify({ data: null, total: 0, limit: 0, offset: 0, errors: [{ code, msg }] })}\n`;

const errorPage = (title: string): string => `<html><head><title>${title}</title></head></html>`;

export const STATUS_FAULTS = {
  'redirect-elsewhere': handles('a redirect to another host', (request, response) =>
    response
      .writeHead(301, { location: `http://tracing.example.test/jaeger${request.url}?token=SECRET` })
      .end(),
  ),
  'redirect-https': handles('a redirect to HTTPS', (request, response) =>
    response.writeHead(308, { location: `https://${request.headers.host}${request.url}` }).end(),
  ),
  'redirect-circle': handles('redirects in circles', (_, response) =>
    response.writeHead(307, { location: '/api/services' }).end(),
  ),
  'redirect-unsaid': handles('a redirect without an address', (_, response) =>
    response.writeHead(302).end(),
  ),
  'redirect-identity-provider': handles(
    'a redirect to an identity provider whose path tells nothing',
    (_, response) =>
      response.writeHead(302, { location: 'https://corp.okta.com/app/jaeger/x' }).end(),
  ),
  'redirect-oauth': handles('a redirect with the parameters of a login', (_, response) =>
    response
      .writeHead(302, { location: 'https://id.example.test/x?client_id=SECRET&response_type=code' })
      .end(),
  ),
  'redirect-nowhere': handles('a redirect to no address', (_, response) =>
    response.writeHead(302, { location: 'http://[' }).end(),
  ),
  'too-large-request': answers('413', 413, HTML, errorPage('413 Request Entity Too Large')),
  'too-many-requests': answers('429 that asks to wait an hour', 429, { 'retry-after': '3600' }, ''),
  'storage-down-v1': answers(
    '500 with a storage error in the v1 envelope',
    500,
    TEXT,
    envelope(500, 'elastic: no available connection: no Elasticsearch node available'),
  ),
  'storage-slow-v3': answers(
    '500 with a storage error in the v3 envelope',
    500,
    TEXT,
    '{"error":{"httpCode":500,"message":"context deadline exceeded"}}',
  ),
  'nan-attribute': answers(
    '500 because of one NaN attribute',
    500,
    TEXT,
    envelope(500, 'json: unsupported value: NaN'),
  ),
  'limit-too-high': answers(
    '500 because of the limit',
    500,
    TEXT,
    envelope(500, 'search depth must be greater than 0 and less than max traces'),
  ),
  'bad-parameter': answers(
    '400 in the v1 envelope',
    400,
    TEXT,
    envelope(400, "unable to parse param 'start'"),
  ),
  'bad-request-page': answers(
    '400 page of a proxy',
    400,
    HTML,
    errorPage('400 Request Header Or Cookie Too Large'),
  ),
  'lost-parameters': answers(
    '400 because the parameters were lost on the way',
    400,
    TEXT,
    envelope(400, "parameter 'service' is required"),
  ),
  'server-fault': answers(
    '500 that nothing more is known of',
    500,
    TEXT,
    envelope(500, 'plugin error: it broke'),
  ),
  cloudflare: answers(
    '520 page of Cloudflare',
    520,
    HTML,
    errorPage('jaeger.example.test | 520: Web server is returning an unknown error'),
  ),
  'json-404': answers(
    '404 of a gateway, in JSON',
    404,
    JSON_TYPE,
    '{"timestamp":"2026-05-01","status":404,"error":"Not Found","path":"/api/services"}',
  ),
  'bad-gateway': answers('502 page of a proxy', 502, HTML, errorPage('502 Bad Gateway')),
  unavailable: answers('503 of a proxy', 503, TEXT, 'no healthy upstream'),
  'gateway-timeout': answers('504 page of a proxy', 504, HTML, errorPage('504 Gateway Time-out')),
} as const satisfies Readonly<Record<string, Fault>>;

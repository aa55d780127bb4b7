// Failures that no server on loopback can be made to show: by their codes.

import { afterAll, describe, expect, it } from 'vitest';
import { EXIT } from '../../src/errors.ts';
import { diagnoseConnection } from '../../src/sources/diagnose-connection.ts';
import type { ConnectionFacts } from '../../src/sources/http/connection-facts.ts';
import { timeoutsFrom } from '../../src/sources/http-settings.ts';
import { expectGeneratedSection } from '../support/generated-section.ts';

function diagnose(error: unknown, facts: Partial<ConnectionFacts> = {}): string {
  const baseUrl = facts.baseUrl ?? 'http://jaeger.example.com:16686';
  const made = diagnoseConnection(error, {
    url: `${baseUrl}/api/services?service=x`,
    baseUrl,
    timeouts: timeoutsFrom(60_000),
    ...facts,
  });
  expect(made.exitCode).toBe(EXIT.unreadable);
  expect(made.cause).toBe(error);
  return `${made.message} | ${made.hint}`;
}

type Case = [code: string, facts: Partial<ConnectionFacts>, told: RegExp];

const https = 'https://jaeger.example.com';

const NETWORK_CASES: readonly Case[] = [
  [
    'EHOSTUNREACH',
    {},
    /cannot connect to http:\/\/jaeger\.example\.com:16686: no route to the host \| Is the network or the VPN up/,
  ],
  ['ENETUNREACH', {}, /no route to the network/],
  ['EADDRNOTAVAIL', {}, /no address of this machine leads there/],
  ['EPERM', {}, /this machine does not allow/],
  ['ETIMEDOUT', {}, /no connection within 10 s.*firewall/],
  [
    'UND_ERR_CONNECT_TIMEOUT',
    { baseUrl: 'http://h:16685' },
    /no connection within 10 s.*Port 16685 is usually Jaeger's query API over gRPC/,
  ],
  [
    'ENOTFOUND',
    { baseUrl: 'http://jaeger-query:16686' },
    /the name jaeger-query cannot be resolved \| Is the name right\? Names of containers/,
  ],
  ['ENOTFOUND', {}, /Names inside a cluster or VPN/],
  ['EAI_AGAIN', {}, /cannot be resolved \| The name service does not answer/],
  [
    'ECONNREFUSED',
    { baseUrl: 'http://jaeger.example.com' },
    /connection refused \| Nothing listens there\. The URL names no port, so 80 was tried; Jaeger's own is 16686/,
  ],
  ['ECONNREFUSED', { baseUrl: https }, /so 443 was tried/],
  ['ECONNREFUSED', {}, /Name another with --url or TRACESCOPE_URL\.$/],
  [
    'ECONNREFUSED',
    { urlLabel: 'the default', baseUrl: 'http://localhost:16686' },
    /localhost:16686: connection refused \| No server was named.*tracescope demo/,
  ],
  ['ECONNREFUSED', { urlLabel: 'JAEGER_URL' }, /16686 \(from JAEGER_URL\): connection refused/],
  ['ECONNREFUSED', { answeredBefore: true }, /It answered before: it went down/],
  [
    'ECONNREFUSED',
    { baseUrl: 'http://[::1]:16686' },
    /IPv4 only: --url http:\/\/127\.0\.0\.1:16686/,
  ],
  [
    'ECONNRESET',
    { answeredBefore: true },
    /closed the connection without an answer \| It answered before/,
  ],
  ['UND_ERR_SOCKET', { baseUrl: 'http://h:4317' }, /Port 4317 is usually the OTLP\/gRPC receiver/],
  [
    'UND_ERR_SOCKET',
    { baseUrl: https, hasClientCertificate: true },
    /may not accept the client certificate/,
  ],
  ['UND_ERR_HEADERS_TIMEOUT', {}, /did not begin to answer within 60 s/],
  [
    'EWHATEVER',
    {},
    /the request to http:\/\/jaeger\.example\.com:16686\/api\/services failed \(EWHATEVER\)/,
  ],
];

const TLS_CASES: readonly Case[] = [
  [
    'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED',
    {},
    /asks for a client certificate and none was sent \| .*--cert FILE and --key FILE/,
  ],
  [
    'ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE',
    {},
    /broke off the TLS handshake, as servers do that ask for a client certificate/,
  ],
  [
    'ERR_SSL_TLSV1_ALERT_UNKNOWN_CA',
    { hasClientCertificate: true },
    /did not accept the client certificate/,
  ],
  ['ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE', {}, /broke off the TLS handshake/],
  ['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', {}, /no version of TLS/],
  ['ERR_SSL_UNSUPPORTED_PROTOCOL', {}, /no version of TLS/],
  ['ERR_SSL_TLSV1_UNRECOGNIZED_NAME', {}, /does not serve this host name/],
  [
    'ERR_SSL_WRONG_VERSION_NUMBER',
    {},
    /does not speak TLS \| Use plain HTTP: --url http:\/\/jaeger\.example\.com$/,
  ],
  ['ERR_SSL_PACKET_LENGTH_TOO_LONG', {}, /does not speak TLS/],
  [
    'ERR_SSL_SOMETHING_NEW',
    {},
    /handshake with https:\/\/jaeger\.example\.com failed \(ERR_SSL_SOMETHING_NEW\)/,
  ],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', {}, /authority that this machine does not know/],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', { hasCa: true }, /authority that is not in the --ca file/],
  ['CERT_REVOKED', {}, /was revoked/],
];

const rows: string[] = [];

/** A row of the table in README.md: the code, what was known besides, and what is told. */
function record(code: string, facts: Partial<ConnectionFacts>, told: string): void {
  const known = Object.entries(facts).map(([name, value]) => `${name} ${value}`);
  rows.push(`| ${[code, ...known].join(', ')} | ${told} | ${EXIT.unreadable} |`);
}

afterAll(() => {
  if (rows.length < NETWORK_CASES.length + TLS_CASES.length) return;
  const table = ['| error | message | hint | exit |', '|---|---|---|---|', ...rows];
  expectGeneratedSection(
    new URL('README.md', import.meta.url),
    'connection errors',
    table.join('\n'),
  );
});

const coded = (code: string, more: object = {}): Error =>
  Object.assign(new Error('raw words of Node'), { code, ...more });

describe('the network', () => {
  it.each(NETWORK_CASES)('%s %o', (code, facts, told) => {
    const made = diagnose(coded(code), facts);
    record(code, facts, made);
    expect(made).toMatch(told);
  });

  it('finds the code in causes and in several attempts, and the addresses tried', () => {
    const attempts = [coded('ECONNREFUSED', { address: '127.0.0.1' })];
    const error = new Error('fetch failed', { cause: new AggregateError(attempts, 'all failed') });
    const baseUrl = 'http://localhost:16686';
    expect(diagnose(error, { baseUrl })).toMatch(
      /connection refused.*IPv6 only: --url http:\/\/\[::1\]:16686/,
    );
    const both = new AggregateError([...attempts, coded('ECONNREFUSED', { address: '::1' })], '');
    expect(diagnose(both, { baseUrl })).not.toMatch(/IPv6 only/);
  });

  it('survives what is no error, and errors that contain themselves', () => {
    expect(diagnose(undefined)).toMatch(/failed \| $/);
    const circular = new Error('a');
    circular.cause = circular;
    expect(diagnose(circular)).toMatch(/failed \| $/);
  });
});

describe('TLS', () => {
  it.each(TLS_CASES)('%s', (code, facts, told) => {
    const made = diagnose(coded(code), { baseUrl: https, ...facts });
    record(code, { baseUrl: https, ...facts }, made);
    expect(made).toMatch(told);
  });

  it('reads the older form of an error, in words', () => {
    const error = coded('EPROTO', {});
    error.message =
      'write EPROTO 00:error:0A00010B:SSL routines:ssl3_get_record:wrong version number:';
    expect(diagnose(error, { baseUrl: https })).toMatch(/does not speak TLS/);
  });

  it('names whom a certificate is for, harmlessly', () => {
    const error = coded('ERR_TLS_CERT_ALTNAME_INVALID', {
      cert: { subjectaltname: 'DNS:a.example, IP Address:10.0.0.1\u001b[31m' },
    });
    expect(diagnose(error, { baseUrl: https })).toMatch(
      /for another name: a\.example, 10\.0\.0\.1 \[31m \|/,
    );
  });
});

describe('an answer that is not HTTP', () => {
  const parser = (data: string): Error =>
    Object.assign(new Error('raw'), { name: 'HTTPParserError', data });

  it.each([
    [
      '\u0000\u0000\u0012\u0004\u0000',
      /only HTTP\/2, as gRPC ports do \| It is probably a gRPC port/,
    ],
    ['\u0015\u0003\u0003\u0000\u0002', /expects HTTPS/],
    ['SSH-2.0-x', /but SSH/],
    ['', /does not speak HTTP \|/],
  ])('%j', (data, told) => {
    expect(diagnose(parser(data))).toMatch(told);
  });

  it('names the port it knows', () => {
    const frame = '\u0000\u0000\u0012\u0004\u0000';
    expect(diagnose(parser(frame), { baseUrl: 'http://h:4317' })).toMatch(
      /That port takes traces in/,
    );
    expect(diagnose(parser('x'), { baseUrl: 'http://h:9411' })).toMatch(
      /Port 9411 is usually Zipkin/,
    );
  });
});

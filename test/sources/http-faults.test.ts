// Every fault of the fault server, asked over real HTTP on loopback: the sentence it gets, what it is
// advised and its exit code. The table in README.md beside this file is made of these.

import { afterAll, describe, expect, it } from 'vitest';
import { EXIT } from '../../src/errors.ts';
import type { HttpSettings } from '../../src/sources/http-settings.ts';
import { askServices } from '../support/ask-fault.ts';
import { FAULTS, type FaultName, startFault } from '../support/fault-server.ts';
import { expectGeneratedSection } from '../support/generated-section.ts';
import { pem } from '../support/tls-files.ts';

interface Row {
  /** What the message must say. */
  readonly says: RegExp;
  /** What the hint must say. */
  readonly hints: RegExp;
  /** Path of the base URL. */
  readonly path?: string;
  readonly with?: Partial<HttpSettings>;
}

const trusting = { tls: { ca: pem('ca.pem') } };
const bearer = (value: string): Partial<HttpSettings> => ({
  credentials: {
    label: 'bearer token from TRACESCOPE_TOKEN',
    renewable: false,
    authorization: async () => `Bearer ${value}`,
  },
});
const QUERY_PORT = /port 16686/;
const LOGIN = /TRACESCOPE_TOKEN.*--token-file.*TRACESCOPE_USER/;

const ROWS: Readonly<Record<FaultName, Row>> = {
  'html-other-base-path': {
    says: /Jaeger's web page instead of JSON/,
    hints: /--url \S+\/jaeger$/,
  },
  'html-root': {
    path: '/tracing',
    says: /Jaeger's web page/,
    hints: /no base path.*--url http:\/\/[^/]+$/,
  },
  'html-same-base-path': { says: /Jaeger's web page/, hints: /v1\.57\.0\) has no such route/ },
  'missing-route': { says: /answered 404: there is no such path/, hints: /base path.*--url/ },
  'ingress-404': { says: /"404 Not Found"/, hints: /Is it Jaeger\?/ },
  'method-refused': { says: /answered 405/, hints: /base path/ },

  unauthorised: {
    says: /401.*no credentials were sent/,
    hints: /TRACESCOPE_TOKEN.*asks for Basic/,
  },
  forbidden: {
    with: bearer('secret'),
    says: /403: the bearer token from TRACESCOPE_TOKEN does not give access/,
    hints: /right to read traces/,
  },
  'api-key': {
    says: /401.*no credentials were sent \(it says: "No API key found in request"\)$/,
    hints: /--header-env/,
  },
  'api-key-refused': {
    with: { secretHeaders: [['X-Api-Key', 'SECRET']] },
    says: /401: the header X-Api-Key was not accepted \(it says: "no such key: \(hidden\)"\)$/,
    hints: /expired/,
  },
  'forbidden-address': {
    says: /403: it refuses access.*\(it says: "RBAC: access denied"\)$/,
    hints: /--token-file.*VPN/,
  },
  'tenant-missing': { says: /several tenants and none was named/, hints: /--tenant/ },
  'tenant-unknown': { says: /does not know this tenant/, hints: /--tenant/ },
  'login-page': { says: /login page \("Sign in to Example"\)/, hints: LOGIN },
  'login-redirect-elsewhere': {
    says: /redirects to a login: https:\/\/login\.example\.test\/oauth2\/authorize$/,
    hints: LOGIN,
  },
  'login-redirect-here': {
    with: bearer('secret'),
    says: /redirects to a login: \S+\/oauth2\/start$/,
    hints: /was not accepted there/,
  },
  'other-page': { says: /web page \("Welcome to nginx!"\)/, hints: /Another server answers there/ },

  'redirect-elsewhere': {
    path: '/old',
    says: /not followed: http:\/\/tracing\.example\.test\/jaeger\/old\/api\/services$/,
    hints: /--url http:\/\/tracing\.example\.test\/jaeger\/old$/,
  },
  'redirect-https': { says: /not followed: https:/, hints: /--url https:\/\/[^/]+$/ },
  'redirect-circle': { says: /redirects in circles/, hints: /--url/ },
  'redirect-unsaid': { says: /\(302\) and does not say where to$/, hints: /misconfigured proxy/ },
  'redirect-identity-provider': { says: /to a login: https:\/\/corp\.okta\.com/, hints: LOGIN },
  'redirect-oauth': { says: /to a login: https:\/\/id\.example\.test\/x$/, hints: LOGIN },
  'redirect-nowhere': { says: /no address: "http:\/\/\["/, hints: /misconfigured proxy/ },

  'too-large-request': { says: /answered 413/, hints: /shorter filters/ },
  'too-many-requests': { says: /429: too many requests .*3600/, hints: /--concurrency 1/ },
  'storage-down-v1': {
    says: /500: elastic: no available connection/,
    hints: /cannot reach its storage/,
  },
  'storage-slow-v3': { says: /500: context deadline exceeded/, hints: /narrow the window/ },
  'nan-attribute': { says: /unsupported value: NaN/, hints: /--api v3/ },
  'limit-too-high': { says: /search depth must be/, hints: /smaller --limit/ },
  'bad-parameter': {
    says: /400: unable to parse param 'start'/,
    hints: /did not take the request.*--verbose/,
  },
  'bad-request-page': { says: /400: 400 Request Header Or Cookie/, hints: /base path/ },
  'lost-parameters': { says: /400: parameter 'service'/, hints: /redirect or proxy .* drops/ },
  'server-fault': { says: /500: plugin error: it broke/, hints: /its log says why/ },
  cloudflare: { says: /520: jaeger\.example\.test \| 520/, hints: /^Cloudflare/ },
  'json-404': { says: /404: Not Found/, hints: /base path/ },
  'bad-gateway': { says: /answered 502: 502 Bad Gateway/, hints: /down or restarting/ },
  unavailable: { says: /answered 503: no healthy upstream/, hints: /starting, overloaded/ },
  'gateway-timeout': { says: /answered 504/, hints: /stopped waiting.*narrow the window/ },

  'cut-off': { says: /broke off after 30 bytes/, hints: /smaller window or --limit/ },
  'cut-off-chunked': { says: /broke off after 30 bytes/, hints: /smaller window or --limit/ },
  'cut-off-gzip': { says: /broke off after \d+ KiB/, hints: /smaller window or --limit/ },
  'cut-off-json': {
    says: /JSON that is cut off or damaged: \{"data":\["ch$/,
    hints: /smaller window or --limit/,
  },
  'cut-off-brotli': { says: /broke off after/, hints: /smaller window or --limit/ },
  'broken-gzip': { says: /says it is gzip and cannot be unpacked/, hints: /proxy on the way/ },
  'unknown-encoding': { says: /encoding "compress"/, hints: /send gzip/ },
  'too-large': {
    with: { bodyLimitBytes: 2 * 1024 * 1024 },
    says: /larger than 2 MiB/,
    hints: /--limit.*--max-body/,
  },
  'not-json': { says: /text instead of JSON: "All systems operational"/, hints: /Is it Jaeger\?/ },
  'other-json': { says: /not of Jaeger's query API/, hints: /Is it Jaeger\?/ },
  'message-of-refusal': {
    says: /a message instead of data: "Unauthorized"/,
    hints: LOGIN,
  },
  'message-as-text': {
    with: bearer('secret'),
    says: /a message instead of data: "session expired"/,
    hints: /bearer token from TRACESCOPE_TOKEN was not accepted/,
  },
  'message-of-storage': {
    says: /a message instead of data: "es: no available connection"/,
    hints: /cannot reach its storage/,
  },
  'json-null': { says: /not of Jaeger's query API: null/, hints: /Is it Jaeger\?/ },
  'two-lengths': { says: /another length than its answer has/, hints: /Content-Length/ },
  empty: { says: /200 with an empty body/, hints: /cut it off/ },
  binary: { says: /binary data \(application\/x-protobuf\)/, hints: /Is it Jaeger\?/ },

  'otlp-http': { says: /answered 404/, hints: /base path/ },
  admin: { says: /a health check \(an admin port/, hints: QUERY_PORT },
  metrics: { says: /a page of metrics/, hints: QUERY_PORT },
  prometheus: { says: /this is Prometheus/, hints: QUERY_PORT },
  tempo: { says: /this is Tempo/, hints: /--file/ },
  zipkin: { says: /this is Zipkin/, hints: /--file/ },
  elasticsearch: { says: /this is Elasticsearch/, hints: /storage behind Jaeger/ },
  opensearch: { says: /OpenSearch/, hints: /storage behind Jaeger/ },
  grafana: { says: /this is Grafana/, hints: /api\/datasources\/proxy\/uid/ },
  'victoria-root': { says: /VictoriaTraces/, hints: /\/select\/jaeger/ },
  kubernetes: { says: /Kubernetes API/, hints: /port-forward/ },
  grpc: { says: /only HTTP\/2, as gRPC ports do/, hints: /16685 or 4317.*16686/ },
  ssh: { says: /does not speak HTTP, but SSH/, hints: QUERY_PORT },
  'not-http': { says: /does not speak HTTP$/, hints: QUERY_PORT },
  'endless-headers': { says: /more headers than can be read/, hints: /proxy/ },

  refused: {
    says: /cannot connect to \S+: connection refused/,
    hints: /Nothing listens there.*IPv6 only: --url http:\/\/\[::1\]/,
  },
  closes: { says: /closed the connection without an answer/, hints: /https:/ },
  resets: { says: /closed the connection without an answer/, hints: /https:/ },
  'slow-first-byte': {
    with: { timeouts: { firstByteMs: 200 } },
    says: /did not begin to answer within 200 ms/,
    hints: /--timeout/,
  },
  'slow-body': {
    with: { timeouts: { idleMs: 200 } },
    says: /nothing for 200 ms after 30 bytes/,
    hints: /--timeout/,
  },

  'plain-on-tls-port': { says: /expects HTTPS/, hints: /--url https:/ },
  'tls-alert': { says: /expects HTTPS/, hints: /--url https:/ },
  'private-authority': {
    says: /signed by an authority that this machine does not know/,
    hints: /--ca FILE/,
  },
  'self-signed': { says: /signed by itself/, hints: /--ca FILE/ },
  'other-name': {
    with: trusting,
    says: /for another name: jaeger\.example\.test$/,
    hints: /--insecure/,
  },
  expired: { with: trusting, says: /has expired/, hints: /renewed/ },
  'not-yet-valid': { with: trusting, says: /not valid yet/, hints: /clock/ },
  'client-certificate': {
    with: trusting,
    says: /closed the connection/,
    hints: /client certificate \(--cert FILE and --key FILE\)/,
  },
  'silent-handshake': {
    with: { timeouts: { connectMs: 200 } },
    says: /no connection within 200 ms/,
    hints: /firewall/,
  },
  'tls-to-plain': { says: /does not speak TLS/, hints: /--url http:/ },
};

interface Told {
  readonly message: string;
  readonly hint: string;
  readonly exitCode: number;
}
const told = new Map<FaultName, Told>();

async function ask(name: FaultName, row: Row): Promise<Told> {
  const server = await startFault(name);
  try {
    const { error, text } = await askServices({
      baseUrl: server.url + (row.path ?? ''),
      sleep: async () => {},
      ...row.with,
    });
    if (error === undefined) throw new Error(`no error, but ${text}`);
    const named = (what: string): string =>
      what
        .replaceAll(`127.0.0.1:${server.port}`, 'HOST:16686')
        .replaceAll(`[::1]:${server.port}`, '[::1]:16686');
    return { message: named(error.message), hint: named(error.hint), exitCode: error.exitCode };
  } finally {
    await server.close();
  }
}

describe.each(Object.entries(ROWS) as [FaultName, Row][])('%s', (name, row) => {
  it('is told in one sentence, with advice', async () => {
    const { message, hint, exitCode } = await ask(name, row);
    told.set(name, { message, hint, exitCode });
    expect(message).toMatch(row.says);
    expect(hint).toMatch(row.hints);
    expect(exitCode).toBe(EXIT.unreadable);
    expect(message).not.toMatch(/\.$/);
    const all = `${message} ${hint}`;
    expect(all).not.toMatch(/\n|SECRET|secret|UND_ERR|undici|ERR_|\bat \S+:\d+/);
  });
});

afterAll(() => {
  if (told.size < Object.keys(FAULTS).length) return;
  const cell = (text: string): string => text.replaceAll('|', '\\|');
  const rows = [...told].map(
    ([name, { message, hint, exitCode }]) =>
      `| ${cell(FAULTS[name].what)} | ${cell(message)} | ${cell(hint)} | ${exitCode} |`,
  );
  const table = ['| fault | message | hint | exit |', '|---|---|---|---|', ...rows];
  expectGeneratedSection(new URL('README.md', import.meta.url), 'http faults', table.join('\n'));
});

import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/errors.ts';
import type { HttpFlags } from '../../src/sources/access/http-flags.ts';
import {
  type Context,
  type ContextFile,
  parseContextFile,
} from '../../src/sources/context-file.ts';
import { type HttpPlan, resolveHttpSettings } from '../../src/sources/resolve-http-settings.ts';

type Env = Readonly<Record<string, string | undefined>>;

const HOME = '/home/me';

function contexts(all: Record<string, Context>, currentContext?: string): ContextFile {
  return { path: '/etc/ts/config.json', currentContext, contexts: new Map(Object.entries(all)) };
}

function plan(flags: HttpFlags, env: Env = {}, file?: ContextFile): HttpPlan {
  return resolveHttpSettings(flags, env, file);
}

function told(make: () => unknown): string {
  try {
    make();
  } catch (error) {
    if (error instanceof UsageError) return `${error.message} | ${error.hint}`;
    throw error;
  }
  throw new Error('no UsageError');
}

describe('the server', () => {
  const prod = contexts({ prod: { url: 'https://prod/jaeger' }, dev: { tenant: 'd' } });

  it.each<[string, HttpFlags, Env, ContextFile | undefined, string, string]>([
    ['nothing', {}, {}, undefined, 'http://localhost:16686', 'the default'],
    ['JAEGER_URL', {}, { JAEGER_URL: 'http://c' }, undefined, 'http://c', 'JAEGER_URL'],
    [
      'JAEGER_QUERY_URL',
      {},
      { JAEGER_URL: 'http://c', JAEGER_QUERY_URL: 'http://b' },
      undefined,
      'http://b',
      'JAEGER_QUERY_URL',
    ],
    [
      'TRACESCOPE_URL',
      {},
      { JAEGER_QUERY_URL: 'http://b', TRACESCOPE_URL: 'a:1/x/' },
      undefined,
      'http://a:1/x',
      'TRACESCOPE_URL',
    ],
    [
      'an empty variable',
      {},
      { TRACESCOPE_URL: ' ', JAEGER_URL: 'http://c' },
      undefined,
      'http://c',
      'JAEGER_URL',
    ],
    [
      'a context',
      { context: 'prod' },
      { TRACESCOPE_URL: 'http://a' },
      prod,
      'https://prod/jaeger',
      'context "prod"',
    ],
    [
      'the current context',
      {},
      { TRACESCOPE_URL: 'http://a' },
      { ...prod, currentContext: 'prod' },
      'https://prod/jaeger',
      'context "prod"',
    ],
    [
      'a context without a URL',
      { context: 'dev' },
      { TRACESCOPE_URL: 'http://a' },
      prod,
      'http://a',
      'TRACESCOPE_URL',
    ],
    [
      '--url',
      { url: 'http://flag', context: 'prod' },
      { TRACESCOPE_URL: 'http://a' },
      prod,
      'http://flag',
      '--url',
    ],
  ])('comes from %s', (_, flags, env, file, baseUrl, urlLabel) => {
    expect(plan(flags, env, file)).toMatchObject({ baseUrl, urlLabel });
  });

  it('keeps the trace of a pasted link', () => {
    expect(plan({ url: 'http://x/b/trace/abc' })).toMatchObject({
      baseUrl: 'http://x/b',
      traceId: 'abc',
    });
  });

  it('refuses a password in a variable without repeating it', () => {
    const refused = told(() => plan({}, { JAEGER_URL: 'http://me:hunter2@x' }));
    expect(refused).toMatch(/TRACESCOPE_PASSWORD/);
    expect(refused).not.toContain('hunter2');
  });

  it('names the nearest context', () => {
    expect(told(() => plan({ context: 'prdo' }, {}, prod))).toMatch(
      /no context "prdo".*Did you mean prod/,
    );
    expect(told(() => plan({ context: 'x' }, { HOME }))).toMatch(
      /no configuration file at \/home\/me/,
    );
  });
});

describe('a current context', () => {
  const file = contexts(
    { prod: { url: 'https://prod:8443/jaeger', tokenFile: 't', insecure: true } },
    'prod',
  );

  it('goes with its own server', () => {
    expect(plan({ url: 'https://prod:8443/trace/1' }, {}, file).login.kind).toBe('token-file');
  });

  it('does not go to another one', () => {
    const other = plan({ url: 'http://prod:8443' }, {}, file);
    expect(other).toMatchObject({ login: { kind: 'none' }, insecure: false });
    expect(other.details.join()).toMatch(/context "prod" is for another server/);
  });

  it('goes anywhere when it is named', () => {
    expect(plan({ url: 'http://elsewhere', context: 'prod' }, {}, file).login.kind).toBe(
      'token-file',
    );
  });
});

describe('the login', () => {
  const file = contexts({
    file: { tokenFile: '~/token' },
    command: { tokenCommand: ['bin/get', '-q'] },
    onPath: { tokenCommand: ['get'] },
    basic: { basicFile: 'login' },
    header: { headersEnv: { Authorization: 'AUTH', 'x-key': 'KEY' } },
    none: {},
  });
  const env = { HOME, AUTH: 'Negotiate abc', KEY: 'k', TRACESCOPE_TOKEN: ' Bearer tok ' };

  it.each<[string, HttpFlags, Env, object]>([
    ['nothing', {}, {}, { kind: 'none' }],
    [
      'a token',
      {},
      env,
      { kind: 'value', value: 'Bearer tok', label: 'bearer token from TRACESCOPE_TOKEN' },
    ],
    [
      'a name and password',
      {},
      { TRACESCOPE_USER: 'me', TRACESCOPE_PASSWORD: 'a:b' },
      { kind: 'value', value: `Basic ${Buffer.from('me:a:b').toString('base64')}` },
    ],
    [
      'an empty password',
      {},
      { TRACESCOPE_USER: 'me', TRACESCOPE_PASSWORD: '' },
      { kind: 'value', value: `Basic ${Buffer.from('me:').toString('base64')}` },
    ],
    [
      '--token-file',
      { tokenFile: 't', context: 'command' },
      env,
      { kind: 'token-file', path: 't' },
    ],
    ['--basic-file', { basicFile: 'b' }, env, { kind: 'basic-file', path: 'b' }],
    [
      '--header-env',
      { headerEnv: ['authorization=AUTH'] },
      env,
      { kind: 'value', value: 'Negotiate abc', label: 'authorization header from AUTH' },
    ],
    ['tokenFile', { context: 'file' }, env, { kind: 'token-file', path: '/home/me/token' }],
    [
      'tokenCommand',
      { context: 'command' },
      env,
      { kind: 'token-command', argv: ['/etc/ts/bin/get', '-q'] },
    ],
    [
      'tokenCommand on the PATH',
      { context: 'onPath' },
      env,
      { kind: 'token-command', argv: ['get'] },
    ],
    ['basicFile', { context: 'basic' }, env, { kind: 'basic-file', path: '/etc/ts/login' }],
    ['headersEnv', { context: 'header' }, env, { kind: 'value', value: 'Negotiate abc' }],
    [
      'the environment below a context',
      { context: 'none' },
      env,
      { kind: 'value', value: 'Bearer tok' },
    ],
  ])('comes from %s', (_, flags, environment, login) => {
    expect(plan(flags, environment, file).login).toMatchObject(login);
  });

  it.each<[string, HttpFlags, Env, RegExp]>([
    ['two flags', { tokenFile: 'a', basicFile: 'b' }, {}, /--token-file and --basic-file both/],
    ['half a login', {}, { TRACESCOPE_USER: 'me' }, /TRACESCOPE_PASSWORD is not/],
    ['the other half', {}, { TRACESCOPE_PASSWORD: 'hunter2' }, /TRACESCOPE_USER is not/],
    [
      'a token with a line break',
      {},
      { TRACESCOPE_TOKEN: 'hunter2\nx: y' },
      /TRACESCOPE_TOKEN is not a token/,
    ],
    [
      'a name with a colon',
      {},
      { TRACESCOPE_USER: 'a:b', TRACESCOPE_PASSWORD: 'hunter2' },
      /colon/,
    ],
    ['an unset variable', { headerEnv: ['Authorization=NOPE'] }, {}, /variable NOPE is not set/],
  ])('refuses %s', (_, flags, environment, message) => {
    const refused = told(() => plan(flags, environment));
    expect(refused).toMatch(message);
    expect(refused).not.toContain('hunter2');
  });
});

describe('headers', () => {
  it('take the flag before the context, whatever the case', () => {
    const file = contexts({
      a: {
        headers: { 'X-Scope': 'context', 'x-b': '1' },
        headersEnv: { 'x-key': 'K1' },
        tenant: 'c',
      },
    });
    const found = plan(
      {
        context: 'a',
        headers: ['x-scope: flag', 'x-empty:'],
        headerEnv: ['X-Key=K2'],
        tenant: 'acme',
      },
      { K1: 'one', K2: ' two ' },
      file,
    );
    expect(found.headers).toEqual([
      ['x-scope', 'flag'],
      ['x-b', '1'],
      ['x-tenant', 'acme'],
      ['x-empty', ''],
    ]);
    expect(found.secretHeaders).toEqual([['X-Key', 'two']]);
  });

  it('carry the tenant under the name that was chosen', () => {
    expect(plan({ tenant: 'acme', tenantHeader: 'x-org' }).headers).toEqual([['x-org', 'acme']]);
    const file = contexts({ a: { tenant: 'c', tenantHeader: 'x-org' } });
    expect(plan({ context: 'a' }, {}, file).headers).toEqual([['x-org', 'c']]);
  });

  it.each<[string, HttpFlags, Env, RegExp]>([
    [
      'Authorization in a flag',
      { headers: ['Authorization: Bearer hunter2'] },
      {},
      /--token-file.*--header-env/,
    ],
    ['a cookie in a flag', { headers: ['cookie: hunter2'] }, {}, /--header-env 'cookie=VARIABLE'/],
    ['an API key in a flag', { headers: ['X-Api-Key: hunter2'] }, {}, /--header-env/],
    ['a flag that is no header', { headers: ['hunter2'] }, {}, /-H: not a header/],
    [
      'a header of the connection',
      { headers: ['Content-Length: 3'] },
      {},
      /belongs to the connection/,
    ],
    ['a line break', { headers: ['x-a: b\r\nx-c: d'] }, {}, /no header can carry/],
    ['a value beyond Latin-1', { tenant: '東京' }, {}, /no header can carry/],
    [
      'a tenant header that is none',
      { tenant: 'a', tenantHeader: 'x y' },
      {},
      /not the name of a header/,
    ],
    [
      'a value instead of a variable',
      { headerEnv: ['X-Key=hunter2-x'] },
      {},
      /no variable is named/,
    ],
    [
      'a line break in a variable',
      { headerEnv: ['X-Key=K'] },
      { K: 'a\nhunter2' },
      /no header can carry/,
    ],
  ])('refuse %s', (_, flags, env, message) => {
    const refused = told(() => plan(flags, env));
    expect(refused).toMatch(message);
    expect(refused).not.toContain('hunter2');
  });

  it('refuse a secret in the file', async () => {
    const file = await parseContextFile(
      '{"contexts":{"a":{"headers":{"x-token":"hunter2"}}}}',
      '/c',
    );
    const refused = told(() => plan({ context: 'a' }, {}, file));
    expect(refused).toMatch(/headers of context "a" x-token/);
    expect(refused).not.toContain('hunter2');
  });
});

describe('TLS, proxy and limits', () => {
  const file = contexts({
    a: {
      url: 'https://a',
      ca: '~/ca.pem',
      cert: 'c.pem',
      key: '/k.pem',
      insecure: true,
      proxy: 'none',
      timeout: '2m',
    },
  });

  it('come from a context', () => {
    expect(
      plan(
        { context: 'a' },
        { HOME, HTTPS_PROXY: 'http://p', TRACESCOPE_KEY_PASSPHRASE: 'x' },
        file,
      ),
    ).toMatchObject({
      caFile: '/home/me/ca.pem',
      certFile: '/etc/ts/c.pem',
      keyFile: '/k.pem',
      keyPassphrase: 'x',
      insecure: true,
      proxy: undefined,
      timeouts: { connectMs: 10_000, firstByteMs: 120_000, idleMs: 30_000 },
    });
  });

  it('come from flags first', () => {
    const flags = {
      context: 'a',
      ca: 'x.pem',
      cert: 'y.pem',
      key: 'z.pem',
      insecure: false,
      proxy: 'http://p:1',
      timeoutMs: 500,
    };
    expect(plan(flags, { HOME }, file)).toMatchObject({
      caFile: 'x.pem',
      certFile: 'y.pem',
      keyFile: 'z.pem',
      insecure: false,
      proxy: { url: 'http://p:1', label: '--proxy' },
      timeouts: { connectMs: 500, firstByteMs: 500, idleMs: 500 },
      warnings: [],
    });
  });

  it('warn of insecure on every run', () => {
    expect(plan({ context: 'a' }, { HOME }, file).warnings).toEqual([
      expect.stringMatching(/^https:\/\/a: certificates are not checked/),
    ]);
    expect(plan({ insecure: true }).warnings).toEqual([
      expect.stringMatching(/no effect on a plain http URL/),
    ]);
  });

  it('refuse half a client certificate and a timeout without a unit', () => {
    expect(told(() => plan({ cert: 'a' }))).toMatch(/--cert needs --key/);
    expect(told(() => plan({ key: 'a' }))).toMatch(/--key needs --cert/);
    const bad = contexts({ a: { timeout: '20' } });
    expect(told(() => plan({ context: 'a' }, {}, bad))).toMatch(
      /timeout of context "a": "20" has no unit/,
    );
  });
});

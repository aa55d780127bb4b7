import { X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/errors.ts';
import type { HttpFlags } from '../../src/sources/access/http-flags.ts';
import type { HttpSettings } from '../../src/sources/http-settings.ts';
import { loadHttpSettings } from '../../src/sources/load-http-settings.ts';
import { resolveHttpSettings } from '../../src/sources/resolve-http-settings.ts';
import { pem } from '../support/tls-files.ts';

const FILES: Record<string, string | Buffer> = {
  token: ' Bearer abc\n',
  'token.json': '{"token":"abc"}',
  empty: '\n',
  lines: 'hunter2\nhunter2\n',
  login: 'me:a:b\r\n',
  'no-login': 'hunter2',
  'ca.pem': pem('ca.pem'),
  'ca.der': new X509Certificate(pem('ca.pem')).raw,
  'broken.der': Buffer.from([0x30, 0x82, 1, 1, 1]),
  'broken.pem': '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n',
  'client.pem': pem('client.pem'),
  'client-key.pem': pem('client-key.pem'),
  'client-encrypted-key.pem': pem('client-encrypted-key.pem'),
  'server-key.pem': pem('server-key.pem'),
};

function load(
  flags: HttpFlags,
  env: Record<string, string> = {},
  files = FILES,
): Promise<HttpSettings> {
  return loadHttpSettings(resolveHttpSettings(flags, env, undefined), {
    readFile: async (path) => {
      const content = files[path];
      if (content === undefined)
        throw Object.assign(new Error(), { code: path === 'folder' ? 'EISDIR' : 'ENOENT' });
      return Buffer.from(content);
    },
  });
}

async function refusal(flags: HttpFlags, env: Record<string, string> = {}): Promise<string> {
  const error: unknown = await load(flags, env)
    .then(({ credentials }) => credentials?.authorization(false))
    .catch((thrown: unknown) => thrown);
  if (!(error instanceof UsageError)) throw new Error(`no UsageError but ${error}`);
  return `${error.message} | ${error.hint}`;
}

describe('credentials', () => {
  it.each([
    [{ tokenFile: 'token' }, 'Bearer abc'],
    [{ tokenFile: 'token.json' }, 'Bearer abc'],
    [{ basicFile: 'login' }, `Basic ${Buffer.from('me:a:b').toString('base64')}`],
  ])('%o', async (flags, value) => {
    const { credentials } = await load(flags);
    expect(await credentials?.authorization(false)).toBe(value);
  });

  it('are read again when they were refused', async () => {
    const files = { ...FILES };
    const { credentials } = await load({ tokenFile: 'token' }, {}, files);
    expect(await credentials?.authorization(false)).toBe('Bearer abc');
    files.token = 'new';
    expect(await credentials?.authorization(false)).toBe('Bearer abc');
    expect(await credentials?.authorization(true)).toBe('Bearer new');
  });

  it.each<[string, HttpFlags, RegExp]>([
    ['a missing file', { tokenFile: 'nowhere' }, /--token-file nowhere: there is no such file/],
    ['a folder', { tokenFile: 'folder' }, /it is a folder/],
    ['an empty file', { tokenFile: 'empty' }, /--token-file empty is empty/],
    ['several lines', { tokenFile: 'lines' }, /is not a token/],
    ['a login without a colon', { basicFile: 'no-login' }, /NAME:PASSWORD/],
  ])('refuse %s', async (_, flags, message) => {
    const told = await refusal(flags);
    expect(told).toMatch(message);
    expect(told).not.toContain('hunter2');
  });

  it('are none when none are given', async () => {
    expect((await load({})).credentials).toBeUndefined();
  });
});

describe('certificates', () => {
  it('are taken as PEM and as DER', async () => {
    const { tls } = await load({ ca: 'ca.der', cert: 'client.pem', key: 'client-key.pem' });
    expect(tls?.ca?.trim()).toBe(pem('ca.pem').trim());
    expect(tls).toMatchObject({
      cert: pem('client.pem'),
      key: pem('client-key.pem'),
      insecure: false,
    });
    expect((await load({ ca: 'ca.pem' })).tls).toEqual({ ca: pem('ca.pem'), insecure: false });
  });

  it('open a protected key with the passphrase', async () => {
    const flags = { cert: 'client.pem', key: 'client-encrypted-key.pem' };
    const { tls } = await load(flags, { TRACESCOPE_KEY_PASSPHRASE: 'open-sesame' });
    expect(tls?.passphrase).toBe('open-sesame');
    expect(await refusal(flags)).toMatch(/TRACESCOPE_KEY_PASSPHRASE/);
    expect(await refusal(flags, { TRACESCOPE_KEY_PASSPHRASE: 'hunter2' })).toMatch(
      /cannot be opened with the passphrase/,
    );
  });

  it.each<[string, HttpFlags, RegExp]>([
    ['a missing file', { ca: 'nowhere' }, /--ca nowhere: there is no such file/],
    ['something else', { ca: 'token' }, /--ca token holds no certificate/],
    ['a key as certificate', { ca: 'client-key.pem' }, /a key and no certificate.*--key/],
    ['damaged DER', { ca: 'broken.der' }, /neither PEM nor a DER/],
    ['damaged PEM', { ca: 'broken.pem' }, /damaged certificate/],
    [
      'a key of another certificate',
      { cert: 'client.pem', key: 'server-key.pem' },
      /--key server-key\.pem is not the key of --cert client\.pem/,
    ],
    ['a certificate as key', { cert: 'client.pem', key: 'client.pem' }, /is not a private key/],
  ])('refuse %s', async (_, flags, message) => {
    expect(await refusal(flags)).toMatch(message);
  });
});

it('hands the rest of the plan on', async () => {
  const settings = await load({
    url: 'x:1',
    retries: 0,
    concurrency: 2,
    maxBodyBytes: 5,
    timeoutMs: 7,
    insecure: true,
  });
  expect(settings).toMatchObject({
    baseUrl: 'http://x:1',
    retries: 0,
    concurrency: 2,
    bodyLimitBytes: 5,
    timeouts: { firstByteMs: 7 },
    tls: { insecure: true },
  });
});

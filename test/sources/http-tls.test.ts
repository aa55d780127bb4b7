// TLS with the certificates of fixtures/tls: what works with the right options, what is said without.

import { afterEach, describe, expect, it } from 'vitest';
import type { HttpSettings, TlsSettings } from '../../src/sources/http-settings.ts';
import { askServices } from '../support/ask-fault.ts';
import { goodAnswer } from '../support/faults/fault.ts';
import {
  type LoopbackServer,
  serveHttps,
  type TlsServerOptions,
} from '../support/loopback-server.ts';
import { certificate, pem } from '../support/tls-files.ts';

let server: LoopbackServer | undefined;
afterEach(() => server?.close());

async function ask(
  options: TlsServerOptions,
  tls: TlsSettings,
  host = '127.0.0.1',
): Promise<string> {
  server = await serveHttps(options, goodAnswer);
  const lookup: HttpSettings['lookup'] = (_name, _options, callback) =>
    callback(null, [{ address: '127.0.0.1', family: 4 }]);
  const settings = {
    baseUrl: `https://${host}:${server.port}`,
    tls,
    lookup,
    sleep: async () => {},
  };
  const { error, text } = await askServices(settings);
  return text ?? `${error?.message}`;
}

const ca = pem('ca.pem');
const WORKS = /"checkout"/;

it.each<[string, TlsServerOptions, TlsSettings, string | undefined, RegExp]>([
  ['the private authority given', { certificate: 'server' }, { ca }, undefined, WORKS],
  ['a name of the certificate', { certificate: 'server' }, { ca }, 'localhost', WORKS],
  [
    'a name of another certificate',
    { certificate: 'other-name' },
    { ca },
    'jaeger.example.test',
    WORKS,
  ],
  [
    'the certificate itself as authority',
    { certificate: 'self-signed' },
    { ca: pem('self-signed.pem') },
    undefined,
    WORKS,
  ],
  [
    'the wrong authority given',
    { certificate: 'self-signed' },
    { ca },
    undefined,
    /signed by itself/,
  ],
  [
    'an authority that is not in the file',
    { certificate: 'server' },
    { ca: pem('self-signed.pem') },
    undefined,
    /is not in the --ca file/,
  ],
  ['any certificate accepted', { certificate: 'expired' }, { insecure: true }, undefined, WORKS],
  ['any name accepted', { certificate: 'other-name' }, { insecure: true }, undefined, WORKS],
])('%s', async (_, options, tls, host, expected) => {
  expect(await ask(options, tls, host)).toMatch(expected);
});

describe('a server that demands a client certificate', () => {
  const demanding: TlsServerOptions = { certificate: 'server', clientCertificate: true };

  it('lets the right one in', async () => {
    expect(await ask(demanding, { ca, ...certificate('client') })).toMatch(WORKS);
  });

  it('lets it in with a protected key', async () => {
    const key = pem('client-encrypted-key.pem');
    const tls = { ca, cert: pem('client.pem'), key, passphrase: 'open-sesame' };
    expect(await ask(demanding, tls)).toMatch(WORKS);
  });

  it('is said to refuse one of a stranger, and none', async () => {
    expect(await ask(demanding, { ca, ...certificate('stranger-client') })).toMatch(
      /did not accept the client certificate|closed the connection without an answer/,
    );
    await server?.close();
    expect(await ask(demanding, { ca })).toMatch(/client certificate|closed the connection/);
  });
});

// Through a proxy: plain HTTP with whole URLs, TLS through a tunnel, and whose fault it is when it fails.

import { afterEach, describe, expect, it } from 'vitest';
import type { HttpSettings, ProxySettings } from '../../src/sources/http-settings.ts';
import { askServices } from '../support/ask-fault.ts';
import { goodAnswer } from '../support/faults/fault.ts';
import { type ForwardProxy, forwardProxy, type ProxyOptions } from '../support/forward-proxy.ts';
import {
  closedPort,
  type LoopbackServer,
  serveHttp,
  serveHttps,
  serveTcp,
} from '../support/loopback-server.ts';
import { pem } from '../support/tls-files.ts';

const opened: LoopbackServer[] = [];
afterEach(async () => {
  for (const each of opened.splice(0).reverse()) await each.close();
});

const LOGIN = `Basic ${Buffer.from('me:hunter2').toString('base64')}`;

/** A plain and a TLS server behind a proxy, and what asking through it brings. */
async function behind(
  scheme: 'http' | 'https',
  options: ProxyOptions = {},
  proxySettings: Partial<ProxySettings> = {},
  more: Partial<HttpSettings> = {},
) {
  const seen: Record<string, unknown>[] = [];
  const handler: typeof goodAnswer = (request, response) => {
    seen.push(request.headers);
    goodAnswer(request, response);
  };
  const server =
    scheme === 'http'
      ? await serveHttp(handler)
      : await serveHttps({ certificate: 'other-name' }, handler);
  const proxy: ForwardProxy = await forwardProxy(server.port, options);
  opened.push(server, proxy);
  const { error, text } = await askServices({
    baseUrl: `${scheme}://jaeger.example.test/base`,
    proxy: {
      url: proxy.url,
      label: scheme === 'http' ? 'HTTP_PROXY' : 'HTTPS_PROXY',
      ...proxySettings,
    },
    tls: { ca: pem('ca.pem') },
    sleep: async () => {},
    ...more,
  });
  return { seen, asked: proxy.asked, error, text, proxy };
}

describe('plain HTTP', () => {
  it('is asked of the proxy by its whole URL, with the login for the proxy only', async () => {
    const lines: string[] = [];
    const { text, asked, seen, proxy } = await behind(
      'http',
      { authorization: LOGIN },
      { authorization: LOGIN },
      { onDetail: (line) => lines.push(line) },
    );
    expect(text).toMatch(/checkout/);
    expect(asked).toEqual(['GET http://jaeger.example.test/base/api/services']);
    expect(proxy.lastHeaders['proxy-authorization']).toBe(LOGIN);
    expect(seen[0]).toMatchObject({ host: 'jaeger.example.test' });
    expect(lines).toContainEqual(
      `every request goes through the proxy ${proxy.url} (from HTTP_PROXY)`,
    );
    expect(lines.join('\n')).not.toMatch(/hunter2|Basic /);
  });

  it('says that the proxy asks for a login', async () => {
    const { error } = await behind('http', { authorization: LOGIN });
    expect(error?.message).toBe(
      'http://jaeger.example.test/base/api/services answered 407: the proxy asks for a login',
    );
    expect(error?.hint).toMatch(/USER:PASSWORD@PROXY/);
  });

  it.each([403, 502, 503])('may be answered %i by the proxy itself', async (refuseWith) => {
    const { error, proxy } = await behind('http', { refuseWith });
    expect(error?.message).toContain(`answered ${refuseWith}`);
    expect(error?.hint).toContain(`Or the proxy ${proxy.url} (from HTTP_PROXY) said so itself.`);
    expect(error?.hint).toMatch(/NO_PROXY or use --proxy none\.$/);
  });
});

describe('TLS', () => {
  it('goes through a tunnel that the server knows nothing of', async () => {
    const { text, asked, seen } = await behind(
      'https',
      { authorization: LOGIN },
      { authorization: LOGIN },
      { headers: [['x-tenant', 'acme']] },
    );
    expect(text).toMatch(/checkout/);
    expect(asked).toEqual(['CONNECT jaeger.example.test:443']);
    expect(seen[0]).toMatchObject({ host: 'jaeger.example.test', 'x-tenant': 'acme' });
    expect(seen[0]).not.toHaveProperty('proxy-authorization');
  });

  it('says that the proxy asks for a login', async () => {
    const { error, proxy } = await behind('https', { authorization: LOGIN });
    expect(error?.message).toBe(`the proxy ${proxy.url} (from HTTPS_PROXY) asks for a login`);
    expect(error?.hint).toMatch(/HTTPS_PROXY=http:\/\/USER:PASSWORD@PROXY:PORT/);
  });

  it('says what the proxy refused', async () => {
    const { error, proxy } = await behind('https', { refuseWith: 403 });
    expect(error?.message).toBe(
      `the proxy ${proxy.url} (from HTTPS_PROXY) answered 403 when asked for a connection to jaeger.example.test`,
    );
    expect(error?.hint).toMatch(/does not allow it.*NO_PROXY.*--proxy none/);
  });

  it('still checks the certificate of the server', async () => {
    const { error } = await behind('https', {}, {}, { tls: {} });
    expect(error?.message).toMatch(
      /certificate of https:\/\/jaeger\.example\.test is signed by an authority/,
    );
  });
});

describe.each(['http', 'https'] as const)('a proxy for %s', (scheme) => {
  const through = (url: string, timeouts = {}) =>
    askServices({
      baseUrl: `${scheme}://jaeger.example.test`,
      proxy: { url, label: 'ALL_PROXY' },
      sleep: async () => {},
      timeouts,
    });

  it('that is not there', async () => {
    const url = `http://127.0.0.1:${await closedPort()}`;
    const { error } = await through(url);
    expect(error?.message).toBe(
      `cannot connect through the proxy ${url} (from ALL_PROXY): connection refused`,
    );
    expect(error?.hint).toMatch(/right proxy.*NO_PROXY/);
  });

  it('that is none', async () => {
    const server = await serveTcp((socket) =>
      socket.once('data', () => socket.end('SSH-2.0-x\r\n')),
    );
    opened.push(server);
    const { error } = await through(server.url);
    expect(error?.message).toBe(
      `cannot connect through the proxy ${server.url} (from ALL_PROXY): it does not answer as a proxy does`,
    );
  });
});

it('a proxy that does not answer CONNECT is given up on', async () => {
  const server = await serveTcp(() => {});
  opened.push(server);
  const { error } = await askServices({
    baseUrl: 'https://jaeger.example.test',
    proxy: { url: server.url, label: 'ALL_PROXY' },
    timeouts: { connectMs: 100 },
    sleep: async () => {},
  });
  expect(error?.message).toBe(
    `cannot connect through the proxy ${server.url} (from ALL_PROXY): it did not answer`,
  );
});

it('an interruption while the proxy is silent stops at once', async () => {
  const stop = new AbortController();
  const server = await serveTcp((socket) => socket.once('data', () => stop.abort()));
  opened.push(server);
  const started = performance.now();
  const { error } = await askServices({
    baseUrl: 'https://jaeger.example.test',
    proxy: { url: server.url, label: 'ALL_PROXY' },
    signal: stop.signal,
  });
  expect(error?.exitCode).toBe(130);
  expect(performance.now() - started).toBeLessThan(1000);
});

import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/errors.ts';
import { chooseProxy, isExcluded } from '../../src/sources/access/proxy-choice.ts';

describe('chooseProxy', () => {
  const http = 'http://jaeger.example.com:16686';
  const https = 'https://jaeger.example.com';

  it.each([
    [http, { HTTP_PROXY: 'http://p:1' }, { url: 'http://p:1', label: 'HTTP_PROXY' }],
    [https, { HTTPS_PROXY: 'p:3128' }, { url: 'http://p:3128', label: 'HTTPS_PROXY' }],
    [https, { HTTP_PROXY: 'http://p:1' }, undefined],
    [http, { HTTPS_PROXY: 'http://p:1' }, undefined],
    [
      http,
      { http_proxy: 'http://low:1', HTTP_PROXY: 'http://up:1' },
      { url: 'http://low:1', label: 'http_proxy' },
    ],
    [https, { ALL_PROXY: 'https://p/' }, { url: 'https://p', label: 'ALL_PROXY' }],
    [
      https,
      { HTTPS_PROXY: '', all_proxy: 'http://p:1' },
      { url: 'http://p:1', label: 'all_proxy' },
    ],
    [http, {}, undefined],
    [http, { HTTP_PROXY: 'http://p:1', NO_PROXY: 'example.com' }, undefined],
    ['http://localhost:16686', { HTTP_PROXY: 'http://p:1' }, undefined],
    ['http://[::1]:16686', { HTTP_PROXY: 'http://p:1' }, undefined],
  ])('%s %o', (url, env, expected) => {
    expect(chooseProxy(url, env, undefined)).toEqual(expected);
  });

  it('takes name and password out of a variable', () => {
    expect(chooseProxy(http, { HTTP_PROXY: 'http://me:p%40ss@p:1' }, undefined)).toEqual({
      url: 'http://p:1',
      label: 'HTTP_PROXY',
      authorization: `Basic ${Buffer.from('me:p@ss').toString('base64')}`,
    });
  });

  it('puts an explicit proxy before variables, NO_PROXY and loopback', () => {
    const env = { HTTP_PROXY: 'http://other:1', NO_PROXY: '*' };
    const explicit = { value: 'http://p:1', label: '--proxy' };
    expect(chooseProxy('http://localhost:1', env, explicit)).toEqual({
      url: 'http://p:1',
      label: '--proxy',
    });
    expect(chooseProxy(http, env, { value: 'none', label: '--proxy' })).toBeUndefined();
  });

  it.each([
    ['socks5://p:1', /socks5 proxy; only http and https/],
    ['http://', /not the URL of a proxy/],
    ['http://me:hunter2@p:99999', /not the URL of a proxy/],
  ])('refuses %s without repeating it', (value, message) => {
    const refused = expect.objectContaining({ message: expect.stringMatching(message) });
    expect(() => chooseProxy(http, { HTTP_PROXY: value }, undefined)).toThrow(refused);
    expect(() => chooseProxy(http, { HTTP_PROXY: value }, undefined)).not.toThrow(/hunter2/);
  });

  it('refuses a password outside the environment', () => {
    const explicit = { value: 'http://me:hunter2@p:1', label: '--proxy' };
    expect(() => chooseProxy(http, {}, explicit)).toThrow(UsageError);
    expect(() => chooseProxy(http, {}, explicit)).not.toThrow(/hunter2/);
  });
});

it.each([
  ['http://a.example.com', 'example.com', true],
  ['http://example.com', '.example.com', true],
  ['http://a.example.com', '*.example.com', true],
  ['http://badexample.com', 'example.com', false],
  ['http://A.Example.com.', ' other , EXAMPLE.com ', true],
  ['http://a.example.com:8080', 'example.com:8080', true],
  ['http://a.example.com', 'example.com:8080', false],
  ['http://a.example.com', 'example.com:80', true],
  ['https://a.example.com', 'example.com:443', true],
  ['http://10.1.2.3', '10.0.0.0/8', true],
  ['http://11.1.2.3', '10.0.0.0/8', false],
  ['http://10.1.2.3', '10.1.2.3', true],
  ['http://110.1.2.3', '10.1.2.3', false],
  ['http://[fd00::1]', 'fd00::/8', true],
  ['http://[fd00::1]', 'fd00::1', true],
  ['http://[fd00::1]:90', '[fd00::1]:90', true],
  ['http://[fd00::1]', '[fd00::1]:90', false],
  ['http://10.1.2.3', '10.0.0.0/99', false],
  ['http://10.1.2.3', 'fd00::/8', false],
  ['http://anything', '*', true],
  ['http://anything', '', false],
  ['http://anything', ', ,', false],
  ['http://x.localhost', '', true],
  ['http://127.8.8.8', '', true],
])('isExcluded %s by %j: %s', (url, noProxy, expected) => {
  expect(isExcluded(url, noProxy)).toBe(expected);
});

import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/errors.ts';
import { looksLikeUrl, parseBaseUrl } from '../../src/sources/base-url.ts';

const ID = '4bf92f3577b34da6a3ce929d0e0e4736';

describe('parseBaseUrl', () => {
  it.each([
    ['http://localhost:16686', 'http://localhost:16686'],
    ['http://localhost:16686/', 'http://localhost:16686'],
    ['localhost:16686', 'http://localhost:16686'],
    ['jaeger', 'http://jaeger'],
    ['//jaeger:16686/', 'http://jaeger:16686'],
    ['127.0.0.1:16686/jaeger/', 'http://127.0.0.1:16686/jaeger'],
    ['[::1]:16686', 'http://[::1]:16686'],
    ['jaeger.example.com:443/ui', 'https://jaeger.example.com/ui'],
    ['HTTPS://Jaeger.Example.com//a//b//', 'https://jaeger.example.com/a/b'],
    ['<http://jaeger/x>', 'http://jaeger/x'],
    ['  http://jaeger  ', 'http://jaeger'],
    ['http://jaeger/base?x=1#y', 'http://jaeger/base'],
    ['http://jaeger/search?service=a&limit=20', 'http://jaeger'],
    ['http://jaeger/base/search', 'http://jaeger/base'],
    ['http://jaeger/dependencies', 'http://jaeger'],
    ['http://jaeger/b/monitor', 'http://jaeger/b'],
    ['http://jaeger/deep-dependencies', 'http://jaeger'],
    ['http://jaeger/quality-metrics/', 'http://jaeger'],
    ['http://jaeger/api', 'http://jaeger'],
    ['http://jaeger/api/services', 'http://jaeger'],
    ['http://jaeger/b/api/v3/services?x', 'http://jaeger/b'],
    ['http://jaeger/api/services/a%2Fb/operations', 'http://jaeger'],
    ['http://victoria:10428/select/jaeger', 'http://victoria:10428/select/jaeger'],
    ['http://victoria:10428/select/jaeger/api/traces', 'http://victoria:10428/select/jaeger'],
    ['https://g/api/datasources/proxy/uid/X', 'https://g/api/datasources/proxy/uid/X'],
    [
      'https://g/api/datasources/proxy/uid/X/api/traces?limit=1',
      'https://g/api/datasources/proxy/uid/X',
    ],
    ['http://quickwit:7280/api/v1/otel/jaeger', 'http://quickwit:7280/api/v1/otel/jaeger'],
    ['http://jaeger/search/jaeger', 'http://jaeger/search/jaeger'],
  ])('%s', (text, baseUrl) => {
    expect(parseBaseUrl(text)).toEqual({ baseUrl });
  });

  it.each([
    [`http://jaeger:16686/trace/${ID}`, 'http://jaeger:16686', ID],
    [`https://x/base/trace/${ID}?uiFind=a&x=/search#t`, 'https://x/base', ID],
    [`x:16686/trace/${ID}/`, 'http://x:16686', ID],
    [`http://x/api/traces/${ID}?raw=true`, 'http://x', ID],
    [`http://x/b/api/v3/traces/${ID}`, 'http://x/b', ID],
    ['http://x/trace/AAA%2Bbbb%3D', 'http://x', 'AAA+bbb='],
    ['http://x/trace/%zz', 'http://x', '%zz'],
  ])('%s names a trace', (text, baseUrl, traceId) => {
    expect(parseBaseUrl(text)).toEqual({ baseUrl, traceId });
  });

  it.each([
    '',
    '   ',
    'http://',
    'http://:80',
    'ftp://jaeger',
    'grpc://jaeger:16685',
    'http://a b',
    'localhost:99999',
    'file:///etc/passwd',
    'mailto:me',
  ])('refuses %j', (text) => {
    expect(() => parseBaseUrl(text)).toThrow(UsageError);
  });

  it.each([
    'http://admin:hunter2@jaeger:16686',
    'admin:hunter2@jaeger',
    'https://hunter2@jaeger/x',
    'ftp://admin:hunter2@jaeger',
    'http://admin:hunter2@ja eger',
    'http://jaeger:99999/?token=hunter2',
  ])('never repeats the secret of %s', (text) => {
    let told = '';
    try {
      parseBaseUrl(text);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      told = `${error.message} ${error.hint}`;
    }
    expect(told).not.toBe('');
    expect(told).not.toContain('hunter2');
  });

  it('says where a name and password belong', () => {
    expect(() => parseBaseUrl('http://a:b@jaeger')).toThrow(
      expect.objectContaining({ hint: expect.stringContaining('TRACESCOPE_PASSWORD') }),
    );
  });
});

it.each([
  ['http://x/trace/1', true],
  ['jaeger:16686/trace/abc', true],
  ['jaeger/base/trace/abc', true],
  [ID, false],
  [`00-${ID}-00f067aa0ba902b7-01`, false],
  ['traces/a.json', false],
])('looksLikeUrl %s', (text, expected) => {
  expect(looksLikeUrl(text)).toBe(expected);
});

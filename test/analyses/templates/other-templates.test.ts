import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { documentFilter } from '../../../src/analyses/templates/document-template.ts';
import {
  guessedRoute,
  normalisedRoute,
  pathInName,
  queryKeys,
  urlParts,
} from '../../../src/analyses/templates/http-path.ts';
import { pagingShape } from '../../../src/analyses/templates/paging-shape.ts';
import { productFamily, productName } from '../../../src/analyses/templates/product-names.ts';
import { cacheCommand } from '../../../src/analyses/templates/redis-template.ts';

describe('cacheCommand', () => {
  test.each([
    ['GET user:17', 'get user:?'],
    ['get user:550e8400-e29b-41d4-a716-446655440000:cart', 'get user:?:cart'],
    ['HGET cart:9 total', 'hget cart:?'],
    ['SET session/4f2a9c81e0 ?', 'set session/?'],
    ['GET ?', 'get'],
    ['MGET user:1 user:2', 'mget user:?'],
    ['mget [8 other arguments]', 'mget'],
    ['EVALSHA abc 1 lock:7 x', 'evalsha lock:?'],
    ['XREAD COUNT 10 STREAMS orders:1 0', 'xread orders:?'],
    ['GET a\nGET b', 'pipeline get'],
    ['GET {user:42}:cart', 'get {user:?}:cart'],
    ['GET user_42', 'get user_?'],
    ["GET b'user:42'", 'get user:?'],
    ['EVAL "return redis.call(\'get\', KEYS[1])" 1 user:42', 'eval user:?'],
    ['EVAL "return 1" 0', 'eval'],
    ['AUTH secret', 'auth'],
  ])('%j', (text, template) => expect(cacheCommand(text, '').template).toBe(template));

  test('batches, reads and writes', () => {
    expect(cacheCommand('MGET a b c', '').batch).toBe(3);
    expect(cacheCommand('mget [8 other arguments]', '').batch).toBe(8);
    expect(cacheCommand('GET a\nGET b', '').batch).toBe(2);
    expect(cacheCommand('LPOP queue', '')).toMatchObject({ read: false, write: false });
    expect(cacheCommand('DEL a', '')).toMatchObject({ write: true });
    expect(cacheCommand('', 'GET')).toMatchObject({
      command: 'get',
      keyHidden: true,
      argKey: null,
    });
    expect(cacheCommand('GET a', '').argKey).not.toBe(cacheCommand('GET b', '').argKey);
  });
});

describe('documentFilter', () => {
  test.each([
    ['{"_id":"?"}', ['_id']],
    [
      '{"find":"rooms","filter":{"hotel":{"$in":["?","?"]},"free":true},"$db":"x"}',
      ['free', 'hotel', 'hotel.$in'],
    ],
    ["{a: 1, 'b': {c: 2}}", ['a', 'b', 'b.c']],
    ['not json', []],
    ['{"a":', ['a']],
    ['{"a":"x{y:[z"}', ['a']],
    ['{"find":"r","filter":{"h":1},"lsid":{"id":"?"},"$clusterTime":{"signature":1}}', ['h']],
    ['{"users.507f1f77bcf86cd799439011.name":1}', ['users.#.name']],
  ])('%j', (text, fields) => expect(documentFilter(text).fields).toEqual(fields));

  test('counts lists and hides arguments', () => {
    expect(documentFilter('{"_id":{"$in":[1,2,3]}}').inSize).toBe(3);
    expect(documentFilter('{"_id":"?"}').argKey).toBeNull();
    expect(documentFilter('{"_id":1}').argKey).not.toBe(documentFilter('{"_id":2}').argKey);
  });

  test('is total and linear', () => {
    fc.assert(fc.property(fc.string(), (text) => void documentFilter(text)));
    const started = performance.now();
    documentFilter('{"a":['.repeat(200_000));
    expect(performance.now() - started).toBeLessThan(300);
  });
});

describe('paths', () => {
  test.each([
    ['http://shop:8080/a/b?x=1#f', { host: 'shop', path: '/a/b', query: 'x=1' }],
    ['https://u:p@Shop.example', { host: 'shop.example', path: '/', query: '' }],
    ['/a?b=c', { host: '', path: '/a', query: 'b=c' }],
    ['http://[::1]:80/x', { host: '[::1]', path: '/x', query: '' }],
    ['', { host: '', path: '', query: '' }],
  ])('parts of %j', (url, parts) => expect(urlParts(url)).toEqual(parts));

  test.each([
    ['/x/<int:id>', '/x/{id}'],
    ['x/<int:id>/', '/x/{id}'],
    ['/x/:id/items', '/x/{id}/items'],
    ['/x/{orderId}', '/x/{id}'],
    ['/x/[slug]', '/x/{id}'],
    ['^x/(?P<id>\\d+)/$', '/x/{id}'],
  ])('route %j', (route, normalised) => expect(normalisedRoute(route)).toBe(normalised));

  test.each([
    ['/orders/17/items', '/orders/{id}/items'],
    ['/u/550e8400-e29b-41d4-a716-446655440000', '/u/{id}'],
    ['/u/ann@example.org', '/u/{id}'],
    ['/t/01ARZ3NDEKTSV4RRFFQ69G5FAV', '/t/{id}'],
    ['/img/12345.json', '/img/{id}.json'],
    ['/api/cart', '/api/cart'],
    ['/v2/users', '/v2/users'],
    ['/u/bob%40example.com', '/u/{id}'],
    ['/odata/Products(5)', '/odata/Products({id})'],
    ["/odata/Customers('ALFKI')", '/odata/Customers({id})'],
  ])('path %j', (path, guessed) => {
    expect(guessedRoute(path)).toBe(guessed);
    expect(guessedRoute(guessed)).toBe(guessed);
  });

  test('paths in span names, and keys of queries', () => {
    expect(pathInName('GET /seats/{id}')).toEqual({ method: 'GET', path: '/seats/{id}' });
    expect(pathInName('HTTP GET: /x')).toEqual({ method: 'GET', path: '/x' });
    expect(pathInName('GET')).toBeUndefined();
    expect(pathInName('get user')).toBeUndefined();
    expect(queryKeys('b=1&a=2&page=7&page_token=x')).toEqual(['a', 'b']);
  });
});

describe('pagingShape', () => {
  test.each([
    ['select * from t order by id limit ? offset ?', 'select * from t order by id', ['id'], []],
    [
      'select * from t where id > ? order by id limit ?',
      'select * from t order by id',
      ['id'],
      ['id'],
    ],
    [
      'select * from t where a = ? and (b, id) < (?) order by b desc, id fetch first ? rows only',
      'select * from t where a = ? order by b desc, id',
      ['b', 'id'],
      ['b', 'id'],
    ],
    [
      'select * from t where id >= (select id from t where (id) = (?)) order by id limit ? offset ?',
      'select * from t order by id',
      ['id'],
      ['id'],
    ],
    ['select * from t where x > ?', 'select * from t where x > ?', [], []],
  ])('%s', (template, stripped, orderBy, ranges) => {
    expect(pagingShape(template)).toEqual({ stripped, orderBy, ranges });
  });
});

test('products under one name', () => {
  expect(['postgres', 'pg', 'PostgreSQL'].map(productName)).toEqual(Array(3).fill('postgresql'));
  expect(['mysql2', 'mssql', 'h2', 'sql', 'jdbc'].map(productName)).toEqual([
    'mysql',
    'microsoft.sql_server',
    'h2database',
    '',
    '',
  ]);
  expect(
    ['redis', 'valkey', 'mongodb', 'opensearch', 'aws.dynamodb', ''].map(productFamily),
  ).toEqual(['cache', 'cache', 'document', 'search', 'dynamodb', 'sql']);
});

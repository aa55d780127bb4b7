// Units of work: background work, lost parents, missing client spans, traces without kinds.

import { expect } from 'vitest';
import { scenario } from './scenario.ts';

const ITEM = 'SELECT * FROM items WHERE order_id = $1';

export const UNIT_SCENARIOS = [
  scenario(
    '39 a message handled with twelve queries',
    (s) => {
      const root = s.span({ name: 'orders process', kind: 'consumer', at: 0, ms: 500 });
      s.times(12, (i) => s.db(root, ITEM, 5 + i * 30, 25));
    },
    ['nplus1 db 12'],
    ([found]) => {
      // 275 ms of 500 would be critical.
      expect(found?.severity).toBe('high');
      expect(found?.background).toBe(true);
    },
  ),
  scenario(
    '40 a timer with eight queries',
    (s) => {
      const root = s.span({ name: 'nightly', kind: 'internal', at: 0, ms: 500 });
      s.times(8, (i) => s.db(root, ITEM, 5 + i * 30, 25));
    },
    [],
  ),
  scenario(
    '41 nine queries whose parents were never exported',
    (s) => {
      s.server(300);
      s.times(9, (i) => s.db(`lost${i}`, ITEM, 5 + i * 20, 15, { service: 'shop' }));
    },
    ['nplus1 db 9'],
    ([found], trace) => {
      expect(trace.name(found?.anchor ?? -1)).toBe('GET /orders');
      expect(found?.confidencePoints).toBe(50);
      expect(found?.remarks).toContainEqual(['parents are missing, placed by time']);
    },
  ),
  scenario(
    '41b nine queries of one lost parent',
    (s) => {
      s.server(300);
      s.times(9, (i) => s.db('lost', ITEM, 5 + i * 20, 15, { service: 'shop' }));
    },
    ['nplus1 db 9'],
  ),
  scenario(
    '42 nine callee spans directly below the caller’s server span',
    (s) => {
      const root = s.server(300);
      s.times(9, (i) =>
        s.span({
          parent: root,
          service: 'stock',
          name: 'GET /items/{id}',
          kind: 'server',
          at: 5 + i * 20,
          ms: 15,
          attributes: { 'http.request.method': 'GET', 'http.route': '/items/{id}' },
        }),
      );
    },
    ['nplus1 http 9'],
    ([found]) => expect(JSON.stringify(found?.remarks)).toContain('no client spans'),
  ),
  scenario(
    '43 resolvers with indexes in their names',
    (s) => {
      const root = s.server(300);
      s.times(8, (i) => {
        const resolver = s.internal(root, `items.${i}.price`, 5 + i * 20, 18);
        s.db(resolver, ITEM, 6 + i * 20, 15);
      });
    },
    ['nplus1 db 8'],
  ),
  scenario(
    '44 twenty loads, one batch, one query',
    (s) => {
      const root = s.server(300);
      const loads = Array.from({ length: 20 }, (_, i) =>
        s.internal(root, 'dataloader.load', 5 + i * 0.1, 30),
      );
      const batch = s.internal(root, 'dataloader.batch', 10, 20, { links: loads });
      s.db(batch, 'SELECT * FROM items WHERE id IN ($1, $2, $3)', 11, 15);
    },
    [],
  ),
  scenario(
    '89 bare server names: one finding for each endpoint',
    (s) => {
      const gateway = s.server(900, { service: 'gateway' });
      for (const [e, path] of ['/rooms', '/hotels'].entries()) {
        const client = s.span({
          parent: gateway,
          name: 'GET',
          kind: 'client',
          at: 5 + e * 400,
          ms: 390,
        });
        const server = s.span({
          parent: client,
          service: 'hall',
          name: 'GET',
          kind: 'server',
          at: 6 + e * 400,
          ms: 380,
          attributes: { 'http.request.method': 'GET', 'url.path': path },
        });
        s.times(9, (i) => s.db(server, ITEM, 10 + e * 400 + i * 20, 15));
      }
    },
    ['nplus1 db 9', 'nplus1 db 9'],
    (found) => {
      expect(found.map(({ entryName }) => entryName).sort()).toEqual(['GET /hotels', 'GET /rooms']);
      expect(new Set(found.map(({ fingerprint }) => fingerprint)).size).toBe(2);
    },
  ),
  scenario(
    '108a no kinds, no tags: GetItem and Convert in turn',
    (s) => {
      const root = s.span({ service: 'web', name: 'index', at: 0, ms: 500 });
      s.times(21, (i) => {
        const [service, name] = i % 2 === 0 ? ['catalog', 'GetItem'] : ['currency', 'Convert'];
        const call = s.span({ parent: root, name, at: 5 + i * 20, ms: 15 });
        s.span({ parent: call, service, name, at: 6 + i * 20, ms: 12 });
      });
    },
    ['nplus1 rpc 10', 'nplus1 rpc 11'],
    (found) => expect(found.map(({ confidence }) => confidence)).toEqual(['medium', 'medium']),
  ),
  scenario(
    '108b no kinds, eight `HTTP GET` to one service',
    (s) => {
      const root = s.span({ service: 'web', name: 'index', at: 0, ms: 500 });
      s.times(8, (i) => {
        const call = s.span({ parent: root, name: 'HTTP GET', at: 5 + i * 20, ms: 15 });
        s.span({
          parent: call,
          service: 'catalog',
          name: `/items/${i % 2 ? 'a' : 'b'}`,
          at: 6 + i * 20,
          ms: 12,
        });
      });
    },
    [],
  ),
  scenario(
    'recursion: a category and its children',
    (s) => {
      let parent = s.server(300);
      s.times(9, (i) => {
        parent = s.internal(parent, 'loadCategory', 5 + i * 15, 250 - i * 20);
        s.db(parent, 'SELECT * FROM categories WHERE parent = $1', 6 + i * 15, 10);
      });
    },
    ['nplus1 db 9'],
    ([found]) => expect(found?.shape).toBe('recursive'),
  ),
  scenario(
    'equal calls from unrelated places',
    (s) => {
      const root = s.server(300);
      for (const [i, place] of ['auth', 'cart', 'price', 'stock', 'ship', 'mail'].entries()) {
        const step = s.internal(root, place, 5 + i * 30, 25);
        s.db(step, 'SELECT * FROM users WHERE id = $1', 6 + i * 30, 10);
      }
    },
    ['repeated-call db 6'],
  ),
  scenario(
    'leaf spans of a repository without any attribute',
    (s) => {
      const root = s.server(300);
      s.times(8, (i) => s.internal(root, 'PriceRepository.loadPrice', 5 + i * 20, 15));
    },
    ['nplus1 internal 8'],
    ([found]) => expect(found?.confidencePoints).toBe(40),
  ),
];

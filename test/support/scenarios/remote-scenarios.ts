// Calls to other services, caches and brokers, and what the callee's side must not be blamed for.

import { expect } from 'vitest';
import { scenario } from './scenario.ts';

const ITEM = 'SELECT * FROM items WHERE order_id = $1';

export const REMOTE_SCENARIOS = [
  scenario(
    '17 fifteen unary calls, one after another',
    (s) => {
      const root = s.server(300);
      s.times(15, (i) =>
        s.rpc(root, 'shop.Pricing/GetPrice', 5 + i * 15, 12, { callee: 'pricing' }),
      );
    },
    ['nplus1 rpc 15'],
    ([found]) => expect(found?.remarks).toContainEqual(['arguments are not recorded']),
  ),
  scenario(
    '18 twelve HTTP calls, two queries below each',
    (s) => {
      const root = s.server(400);
      s.times(12, (i) => {
        const { server } = s.http(root, `http://stock:8080/items/${i}`, 5 + i * 25, 22, {
          callee: 'stock',
          route: '/items/{id}',
        });
        s.db(server, ITEM, 6 + i * 25, 7);
        s.db(server, 'SELECT * FROM stock WHERE id = $1', 15 + i * 25, 7);
      });
    },
    ['nplus1 http 12'],
    ([found]) => {
      expect(found?.template).toBe('GET /items/{id}');
      expect(JSON.stringify(found?.remarks)).toContain('{"type":"count","count":24}');
    },
  ),
  scenario(
    '19 the loop is in the callee',
    (s) => {
      const root = s.server(300, { service: 'gateway' });
      const { server } = s.http(root, 'http://orders/list', 5, 280, {
        callee: 'orders',
        route: '/list',
      });
      s.times(9, (i) => s.db(server, ITEM, 10 + i * 20, 15));
    },
    ['nplus1 db 9'],
    ([found], trace) => expect(trace.service(found?.entry ?? 0)).toBe('orders'),
  ),
  scenario(
    '20 a fan-out whose callees run two equal queries each',
    (s) => {
      const root = s.server(100, { service: 'gateway' });
      s.times(10, (i) => {
        const { server } = s.http(root, `http://orders/${i}`, 5 + i * 0.1, 40 + i, {
          callee: 'orders',
          route: '/{id}',
        });
        s.db(server, ITEM, 8, 10);
        s.db(server, ITEM, 20, 10);
      });
    },
    ['fan-out http 10'],
  ),
  scenario(
    '21 two services run the same statement three times each',
    (s) => {
      const root = s.server(300);
      s.times(3, (i) => s.db(root, ITEM, 5 + i * 15, 10));
      const { server } = s.http(root, 'http://orders/list', 60, 200, {
        callee: 'orders',
        route: '/list',
      });
      s.times(3, (i) => s.db(server, ITEM, 70 + i * 15, 10));
    },
    [],
  ),
  scenario(
    '22 thirty GETs of `user:<id>`',
    (s) => {
      const root = s.server(300);
      s.times(30, (i) => s.redis(root, `GET user:${i}`, 5 + i * 5, 2));
    },
    ['nplus1 cache 30'],
    ([found]) => {
      expect(found?.template).toBe('get user:?');
      expect(found?.advice[0]).toContain('MGET');
    },
  ),
  scenario(
    '23 thirty commands in one pipeline',
    (s) => {
      const root = s.server(300);
      s.times(30, (i) =>
        s.redis(root, `GET user:${i}`, 5, 20, {
          attributes: { 'db.operation.name': 'PIPELINE get' },
        }),
      );
      s.redis(root, Array.from({ length: 30 }, (_, i) => `GET user:${i}`).join('\n'), 40, 20);
    },
    [],
  ),
  scenario(
    '24 seven GETs of different patterns',
    (s) => {
      const root = s.server(100);
      s.times(7, (i) => s.redis(root, `GET ${'abcdefg'[i]}:config`, 5 + i * 5, 2));
    },
    [],
  ),
  scenario(
    '25 eight finds by id',
    (s) => {
      const root = s.server(200);
      s.times(8, (i) => mongo(s, root, 'findOne', '{"_id":"?"}', 5 + i * 15));
    },
    ['nplus1 db 8'],
    ([found]) => expect(found?.template).toBe('findOne rooms {_id}'),
  ),
  scenario(
    '26 one find and eight getMores',
    (s) => {
      const root = s.server(200);
      mongo(s, root, 'find', '{"hotel":"?"}', 2);
      s.times(8, (i) => mongo(s, root, 'getMore', '', 20 + i * 15));
    },
    ['pagination db 8'],
  ),
  scenario(
    '28 eight GETs that differ in the page token',
    (s) => {
      const root = s.server(200);
      s.times(8, (i) =>
        s.http(root, `http://stock/items?shop=7&page_token=t${i}`, 5 + i * 15, 12, {
          callee: 'stock',
          route: '/items',
        }),
      );
    },
    ['pagination http 8'],
  ),
  scenario(
    '29 three failures, then success',
    (s) => {
      const root = s.server(300);
      s.times(4, (i) => s.rpc(root, 'shop.Pricing/GetPrice', 5 + i * 30, 12, { error: i < 3 }));
    },
    ['retry rpc 4'],
  ),
  scenario(
    '30 eight items, each fails once',
    (s) => {
      const root = s.server(400);
      s.times(16, (i) =>
        s.rpc(root, 'shop.Pricing/GetPrice', 5 + i * 15, 12, { error: i % 2 === 0 }),
      );
    },
    ['nplus1 rpc 8'],
    ([found]) =>
      expect(JSON.stringify(found?.remarks)).toContain(
        'counted once: ",{"type":"count","count":8}',
      ),
  ),
  scenario(
    '31 eight GETs to eight ids, all 404',
    (s) => {
      const root = s.server(200);
      s.times(8, (i) =>
        s.http(root, `http://stock/items/${i}`, 5 + i * 15, 12, {
          error: true,
          attributes: { 'http.response.status_code': 404 },
        }),
      );
    },
    ['nplus1 http 8'],
  ),
  scenario(
    '45a six operations of one GraphQL endpoint',
    (s) => {
      const root = s.server(200);
      s.times(6, (i) => graphql(s, root, `Get${'ABCDEF'[i]}`, 5 + i * 15));
    },
    [],
  ),
  scenario(
    '45b one operation six times',
    (s) => {
      const root = s.server(200);
      s.times(6, (i) => graphql(s, root, 'GetItem', 5 + i * 15));
    },
    ['nplus1 http 6'],
  ),
  scenario(
    '46 five different words in one place of the path',
    (s) => {
      const root = s.server(200);
      for (const [i, word] of ['cart', 'menu', 'user', 'flags', 'prefs'].entries()) {
        s.http(root, `http://web/api/${word}`, 5 + i * 15, 12);
      }
    },
    [],
  ),
  scenario(
    '46b five slugs in one place of the path',
    (s) => {
      const root = s.server(200);
      for (const [i, slug] of ['red-mug', 'blue-hat', 'big-bag', 'old-map', 'new-pen'].entries()) {
        s.http(root, `http://web/api/${slug}`, 5 + i * 15, 12);
      }
    },
    ['nplus1 http 5'],
    ([found]) => expect(found?.template).toBe('GET /api/{id}'),
  ),
  scenario(
    '86 eleven MGETs',
    (s) => {
      const root = s.server(200);
      s.times(11, (i) => {
        const keys = Array.from({ length: 3 + (i % 6) }, (_, k) => `user:${i * 10 + k}`).join(' ');
        s.redis(root, `MGET ${keys}`, 5 + i * 10, 5);
      });
    },
    ['chunked cache 11'],
    ([found]) => expect(found?.template).toBe('mget user:?'),
  ),
  scenario(
    '87 thirteen overlapping GETs, no mark of a pipeline',
    (s) => {
      const root = s.server(200);
      s.times(13, (i) => s.redis(root, `get user:${i}`, 5 + i * 0.05, 8));
    },
    ['fan-out cache 13'],
  ),
  scenario(
    '88 the route is only in the callee’s span name',
    (s) => {
      const root = s.server(300);
      s.times(13, (i) =>
        s.http(root, `http://hall/seats/${i}`, 5 + i * 15, 12, {
          callee: 'hall',
          server: { name: 'GET /seats/{id}' },
        }),
      );
    },
    ['nplus1 http 13'],
    ([found]) => expect(found?.template).toBe('GET /seats/{id}'),
  ),
  scenario(
    '90 both ends are unknown_service:node',
    (s) => {
      const service = 'unknown_service:node';
      const root = s.server(300, { service });
      s.times(13, (i) => {
        const { server } = s.http(root, `http://hall/seats/${i}`, 5 + i * 15, 12, {
          callee: service,
          route: '/seats/:id',
        });
        s.db(server, ITEM, 6 + i * 15, 8);
      });
    },
    ['nplus1 http 13'],
  ),
  scenario(
    '93 twelve calls in flight together, five fail',
    (s) => {
      const root = s.server(200);
      s.times(12, (i) =>
        s.rpc(root, 'shop.Pricing/GetPrice', 5 + i * 0.1, 30 + i, { error: i % 2 === 1 && i < 10 }),
      );
    },
    ['fan-out rpc 12'],
  ),
  scenario(
    '100 hand-made client spans recorded under the callee’s name',
    (s) => {
      const root = s.server(300, { service: 'driver' });
      s.times(13, (i) =>
        s.span({
          parent: root,
          service: 'redis',
          name: 'GetDriver',
          kind: 'client',
          at: 5 + i * 15,
          ms: 12,
          error: [2, 6, 9].includes(i),
        }),
      );
    },
    ['nplus1 rpc 10'],
    ([found], trace) => {
      expect(trace.service(found?.entry ?? 0)).toBe('driver');
      expect(JSON.stringify(found?.remarks)).toContain(
        'counted once: ",{"type":"count","count":3}',
      );
    },
  ),
  scenario(
    '101 messages, consumed elsewhere',
    (s) => {
      const root = s.server(300);
      s.times(22, (i) => {
        const attributes = { 'messaging.system': 'kafka', 'messaging.destination.name': 'orders' };
        const producer = s.span({
          parent: root,
          name: 'orders publish',
          kind: 'producer',
          at: 5 + i * 10,
          ms: 5,
          attributes,
        });
        s.span({
          parent: producer,
          service: 'mailer',
          name: 'orders process',
          kind: 'consumer',
          at: 9 + i * 10,
          ms: 20,
          attributes,
        });
      });
    },
    ['publish-loop messaging 22'],
  ),
  scenario(
    '106 thirteen unary calls that all fail at even gaps',
    (s) => {
      const root = s.server(300);
      s.times(13, (i) => s.rpc(root, 'shop.Pricing/GetPrice', 5 + i * 15, 12, { error: true }));
    },
    ['nplus1 rpc 13'],
  ),
];

type Sketch = Parameters<Parameters<typeof scenario>[1]>[0];

function mongo(s: Sketch, parent: string, operation: string, filter: string, at: number): void {
  s.span({
    parent,
    name: `mongodb.${operation}`,
    kind: 'client',
    at,
    ms: 10,
    attributes: {
      'db.system': 'mongodb',
      'db.operation': operation,
      'db.mongodb.collection': 'rooms',
      ...(filter === '' ? {} : { 'db.statement': filter }),
    },
  });
}

function graphql(s: Sketch, parent: string, operation: string, at: number): void {
  s.http(parent, 'http://api/graphql', at, 12, {
    attributes: {
      'http.request.method': 'POST',
      'graphql.operation.name': operation,
      'graphql.operation.type': 'query',
    },
  });
}

// Database loops and what looks like them (scenarios 1 to 16 and the like).

import { expect } from 'vitest';
import { scenario } from './scenario.ts';

const ITEM = 'SELECT * FROM items WHERE order_id = $1';
const ORDERS = 'SELECT * FROM orders WHERE customer = $1';

export const QUERY_SCENARIOS = [
  scenario(
    '1 list query, then 20 sibling queries by placeholder',
    (s) => {
      const root = s.server(420);
      s.db(root, ORDERS, 5, 9);
      s.times(20, (i) => s.db(root, ITEM, 20 + i * 12, 8));
    },
    ['nplus1 db 20'],
    ([found], trace) => {
      expect(found).toMatchObject({
        shape: 'sequential',
        anchor: 0,
        template: 'select * from items where order_id = ?',
      });
      expect(trace.name(found?.source ?? -1)).toBe('SELECT');
      expect(found?.savingNs).toEqual({ low: 19 * 8e6, high: 19 * 8e6 });
    },
  ),
  scenario(
    '2 the same with literals in the text: same fingerprint, arguments distinct',
    (s) => {
      const root = s.server(420);
      s.db(root, ORDERS, 5, 9);
      s.times(20, (i) => s.db(root, `SELECT * FROM items WHERE order_id = ${i}`, 20 + i * 12, 8));
    },
    ['nplus1 db 20'],
    ([found]) => {
      expect(found?.confidencePoints).toBe(100);
      expect(found?.template).toBe('select * from items where order_id = ?');
    },
  ),
  scenario(
    '3 four equal queries',
    (s) => {
      const root = s.server(100);
      s.times(4, (i) => s.db(root, ITEM, 5 + i * 10, 8));
    },
    [],
  ),
  scenario(
    '4 twelve wrappers, a query in each',
    (s) => {
      const root = s.server(200);
      s.times(12, (i) => {
        const wrapper = s.internal(root, 'load item', 5 + i * 10, 9);
        s.db(wrapper, ITEM, 6 + i * 10, 7);
      });
    },
    ['nplus1 db 12'],
    ([found]) => expect(found?.anchor).toBe(0),
  ),
  scenario(
    '5 wrappers with numbers in their names',
    (s) => {
      const root = s.server(200);
      s.times(12, (i) => {
        const wrapper = s.internal(root, `load item-${17 + i}`, 5 + i * 10, 9);
        s.db(wrapper, ITEM, 6 + i * 10, 7);
      });
    },
    ['nplus1 db 12'],
    ([found]) => expect(found?.anchor).toBe(0),
  ),
  scenario(
    '6 two queries in each of ten wrappers',
    (s) => {
      const root = s.server(300);
      s.times(10, (i) => {
        const wrapper = s.internal(root, 'price item', 5 + i * 20, 18);
        s.db(wrapper, 'SELECT price FROM prices WHERE item = $1', 6 + i * 20, 7);
        s.db(wrapper, 'SELECT n FROM stock WHERE item = $1', 14 + i * 20, 7);
      });
    },
    ['nplus1 db 10', 'nplus1 db 10'],
    ([a, b]) => {
      expect(a?.loopId).toBeDefined();
      expect(a?.loopId).toBe(b?.loopId);
    },
  ),
  scenario(
    '7 two calls in turn for six items',
    (s) => {
      const root = s.server(300);
      s.times(6, (i) => {
        s.rpc(root, 'shop.Catalog/GetProduct', 5 + i * 20, 8, { callee: 'catalog' });
        s.rpc(root, 'shop.Currency/Convert', 14 + i * 20, 8, { callee: 'currency' });
      });
    },
    ['nplus1 rpc 6', 'nplus1 rpc 6'],
    ([a, b]) => expect(a?.loopId).toBe(b?.loopId ?? 'none'),
  ),
  scenario(
    '8 a pool acquire before each query',
    (s) => {
      const root = s.server(200);
      s.times(10, (i) => {
        s.db(root, '', 5 + i * 10, 1, { name: 'pg-pool.connect' });
        s.db(root, ITEM, 6 + i * 10, 7);
      });
    },
    ['nplus1 db 10'],
  ),
  scenario(
    '9 serializer and log spans between the queries',
    (s) => {
      const root = s.server(200);
      s.times(10, (i) => {
        s.db(root, ITEM, 5 + i * 10, 6);
        s.internal(root, i % 2 ? 'serialize' : 'log', 12 + i * 10, 1);
      });
    },
    ['nplus1 db 10'],
  ),
  scenario(
    '10 an ORM client span around each driver span',
    (s) => {
      const root = s.server(200);
      s.times(8, (i) => {
        const orm = s.db(root, ITEM, 5 + i * 10, 8);
        s.db(orm, ITEM, 6 + i * 10, 6);
      });
    },
    ['nplus1 db 8'],
  ),
  scenario(
    '11 one ORM call that runs two statements',
    (s) => {
      const root = s.server(50);
      const orm = s.internal(root, 'save', 5, 20);
      s.db(orm, ITEM, 6, 6);
      s.db(orm, 'UPDATE items SET n = $1 WHERE id = $2', 14, 6);
    },
    [],
  ),
  scenario(
    '12 a flush with 30 inserts into one table',
    (s) => {
      const root = s.server(300);
      const flush = s.internal(root, 'flush', 5, 200);
      s.times(30, (i) => s.db(flush, 'INSERT INTO items (a, b) VALUES ($1, $2)', 6 + i * 6, 5));
    },
    ['nplus1 db 30'],
    ([found]) => expect(found?.message[0]).toBe('N+1 write: '),
  ),
  scenario(
    '13 one batch of 50',
    (s) => {
      const root = s.server(100);
      s.db(root, 'INSERT INTO items (a, b) VALUES ($1, $2)', 5, 50, {
        attributes: { 'db.operation.batch.size': 50 },
      });
    },
    [],
  ),
  scenario(
    '14 six queries with lists of 1,000 values',
    (s) => {
      const root = s.server(300);
      s.times(6, (i) => {
        const list = Array.from({ length: 1000 }, (_, v) => i * 1000 + v).join(', ');
        s.db(root, `SELECT * FROM items WHERE id IN (${list})`, 5 + i * 40, 35);
      });
    },
    ['chunked db 6'],
  ),
  scenario(
    '15 ten GETs in flight together',
    (s) => {
      const root = s.server(100);
      s.times(10, (i) => {
        s.http(root, `http://stock/items/${i}`, 5 + i * 0.1, 30 + i, {
          callee: 'stock',
          route: '/items/{id}',
        });
      });
    },
    ['fan-out http 10'],
  ),
  scenario(
    '16 fifty GETs, five at a time',
    (s) => {
      const root = s.server(400);
      s.times(50, (i) => {
        const wave = Math.floor(i / 5);
        s.http(root, `http://stock/items/${i}`, 5 + wave * 32 + (i % 5) * 0.1, 30, {
          callee: 'stock',
          route: '/items/{id}',
        });
      });
    },
    ['nplus1 http 50'],
    ([found]) => {
      expect(found?.shape).toBe('waves');
      expect(JSON.stringify(found?.message)).toContain('", at most ",{"type":"count","count":5}');
    },
  ),
  scenario(
    '27 one statement with offsets 0, 100, 200 …',
    (s) => {
      const root = s.server(200);
      s.times(8, (i) => {
        s.db(
          root,
          `SELECT * FROM items WHERE shop = $1 ORDER BY id LIMIT 100 OFFSET ${i * 100}`,
          5 + i * 20,
          15,
        );
      });
    },
    ['pagination db 8'],
  ),
  scenario(
    '32 savepoints around 20 updates',
    (s) => {
      const root = s.server(400);
      s.times(20, (i) => {
        s.db(root, `SAVEPOINT sp_${i}`, 5 + i * 10, 1);
        s.db(root, 'UPDATE items SET n = $1 WHERE id = $2', 6.5 + i * 10, 6);
        s.db(root, `RELEASE SAVEPOINT sp_${i}`, 13 + i * 10, 1);
      });
    },
    ['nplus1 db 20'],
    ([found]) => expect(found?.message[0]).toBe('N+1 write: '),
  ),
  scenario(
    '33 twelve queries with the same literal',
    (s) => {
      const root = s.server(200);
      s.times(12, (i) => s.db(root, "SELECT * FROM flags WHERE name = 'dark'", 5 + i * 10, 8));
    },
    ['duplicate-call db 12'],
  ),
  scenario(
    '34 another trace id in each trailing comment',
    (s) => {
      const root = s.server(200);
      s.times(10, (i) => s.db(root, `${ITEM} /*traceparent='00-${i}abc-01'*/`, 5 + i * 10, 8));
    },
    ['nplus1 db 10'],
    ([found]) => expect(found?.template).toBe('select * from items where order_id = ?'),
  ),
  scenario(
    '36 sanitised beyond tables, three collections of four calls',
    (s) => {
      const root = s.server(200);
      s.times(12, (i) => {
        s.db(root, 'select * from ? where ? = ?', 5 + i * 10, 8, {
          attributes: { 'db.collection.name': ['a', 'b', 'c'][i % 3] as string },
        });
      });
    },
    [],
  ),
  scenario(
    '37 no text, only the name `SELECT orders`',
    (s) => {
      const root = s.server(200);
      s.times(12, (i) =>
        s.span({ parent: root, name: 'SELECT orders', kind: 'client', at: 5 + i * 10, ms: 8 }),
      );
    },
    ['nplus1 db 12'],
    ([found]) => expect(found?.confidence).toBe('low'),
  ),
  scenario(
    '38 texts cut at the same 200 characters',
    (s) => {
      const root = s.server(200);
      const text = `SELECT ${'a_rather_long_column, '.repeat(20)}x FROM items WHERE id = $1`.slice(
        0,
        200,
      );
      s.times(10, (i) => s.db(root, text, 5 + i * 10, 8));
    },
    ['nplus1 db 10'],
    ([found]) => expect(found?.remarks).toContainEqual(['the statement is cut off']),
  ),
  scenario(
    '48 twenty queries of 200 ms each',
    (s) => {
      const root = s.server(4200);
      s.times(20, (i) => s.db(root, ITEM, 5 + i * 205, 200));
    },
    ['nplus1 db 20'],
    ([found]) => expect(found?.severity).toBe('critical'),
  ),
  scenario(
    '49a thirty queries of 0.2 ms',
    (s) => {
      const root = s.server(500);
      s.times(30, (i) => s.db(root, ITEM, 5 + i * 0.3, 0.2));
    },
    ['nplus1 db 30'],
    ([found]) => expect(found?.severity).toBe('medium'),
  ),
  scenario(
    '49b eight of them',
    (s) => {
      const root = s.server(500);
      s.times(8, (i) => s.db(root, ITEM, 5 + i * 0.3, 0.2));
    },
    ['nplus1 db 8'],
    ([found]) => expect(found?.severity).toBe('low'),
  ),
  scenario(
    '51 find or create: eight SELECTs, three INSERTs between them',
    (s) => {
      const root = s.server(300);
      s.times(8, (i) => {
        s.db(root, 'SELECT id FROM tags WHERE name = $1', 5 + i * 20, 8);
        if (i % 3 === 0) s.db(root, 'INSERT INTO tags (name) VALUES ($1)', 14 + i * 20, 6);
      });
    },
    ['nplus1 db 8'],
    ([found]) => expect(found?.template).toBe('select id from tags where name = ?'),
  ),
  scenario(
    '52 once per tenant database',
    (s) => {
      const root = s.server(200);
      s.times(12, (i) =>
        s.db(root, ITEM, 5 + i * 10, 8, { attributes: { 'db.namespace': `tenant_${i}` } }),
      );
    },
    [],
  ),
  scenario(
    '53 three order wrappers with four queries each',
    (s) => {
      const root = s.server(200);
      s.times(3, (o) => {
        const order = s.internal(root, 'order', 5 + o * 50, 48);
        s.times(4, (i) => s.db(order, ITEM, 6 + o * 50 + i * 10, 8));
      });
    },
    ['nplus1 db 12'],
    ([found]) => expect(found?.anchor).toBe(0),
  ),
  scenario(
    '63 starts in whole milliseconds: short sequential queries seem to overlap',
    (s) => {
      const root = s.server(60);
      let real = 2.3;
      s.times(17, (i) => {
        const ms = 0.4 + ((i * 7) % 12) * 0.2;
        s.db(root, ITEM, Math.floor(real), ms);
        real += ms + 0.05;
      });
    },
    ['nplus1 db 17'],
    ([found]) => expect(found?.shape).toBe('sequential'),
  ),
  scenario(
    '64 same clock, 18 queries started together',
    (s) => {
      const root = s.server(60);
      s.times(18, (i) => s.db(root, ITEM, 5, 12 + i));
    },
    ['fan-out db 18'],
  ),
  scenario(
    '65 same clock, 42 GETs, at most seven open at once',
    (s) => {
      const root = s.server(300);
      s.times(42, (i) => {
        const wave = Math.floor(i / 7);
        s.http(root, `http://stock/items/${i}`, 5 + wave * 22, 12 + ((i * 5) % 9), {
          callee: 'stock',
          route: '/items/{id}',
        });
      });
    },
    ['nplus1 http 42'],
    ([found]) => {
      expect(found?.shape).toBe('waves');
      expect(JSON.stringify(found?.message)).toContain('{"type":"count","count":7}');
    },
  ),
  scenario(
    '75a a column named by a placeholder',
    (s) => {
      const root = s.server(200);
      s.times(13, (i) => s.db(root, 'SELECT ? AS a FROM permits WHERE holder = ?', 5 + i * 10, 8));
    },
    ['nplus1 db 13'],
  ),
  scenario(
    '75b session statements',
    (s) => {
      const root = s.server(600);
      s.times(13, (i) => {
        s.db(root, 'SELECT ?', 5 + i * 30, 2);
        s.db(root, "SELECT set_config('a', ?, false)", 8 + i * 30, 2);
        s.db(root, 'COMMIT', 11 + i * 30, 2, { name: 'Sequelize DEFERRED' });
      });
    },
    [],
  ),
  scenario(
    '79a seven counts of a whole table',
    (s) => {
      const root = s.server(200);
      s.times(7, (i) => s.db(root, 'select count(*) from seats', 5 + i * 10, 8));
    },
    ['duplicate-call db 7'],
  ),
  scenario(
    '79b seven inserts of defaults',
    (s) => {
      const root = s.server(200);
      s.times(7, (i) => s.db(root, 'INSERT INTO visits DEFAULT VALUES', 5 + i * 10, 8));
    },
    ['nplus1 db 7'],
    ([found]) => expect(found?.message[0]).toBe('N+1 write: '),
  ),
  scenario(
    '79c seven values of a sequence',
    (s) => {
      const root = s.server(200);
      s.times(7, (i) => s.db(root, "select nextval('s')", 5 + i * 10, 8));
    },
    ['nplus1 db 7'],
  ),
  scenario(
    '80 first page by FETCH FIRST, eight more by OFFSET',
    (s) => {
      const root = s.server(300);
      s.db(root, 'select * from t order by id fetch first ? rows only', 5, 15);
      s.times(8, (i) => {
        s.db(
          root,
          'select * from t order by id offset ? rows fetch first ? rows only',
          25 + i * 20,
          15,
        );
      });
    },
    ['pagination db 9'],
  ),
  scenario(
    '81 LIMIT and OFFSET beside another placeholder',
    (s) => {
      const root = s.server(300);
      s.times(13, (i) =>
        s.db(root, 'SELECT * FROM beds WHERE room_id = $1 LIMIT $2 OFFSET $3', 5 + i * 15, 12),
      );
    },
    ['nplus1 db 13'],
  ),
  scenario(
    '82 the latest of each',
    (s) => {
      const root = s.server(500);
      s.times(22, (i) => {
        s.db(
          root,
          'SELECT * FROM readings WHERE sensor_id = $1 AND at < $2 ORDER BY at DESC LIMIT 1',
          5 + i * 15,
          12,
        );
      });
    },
    ['nplus1 db 22'],
  ),
  scenario(
    '83a lists of unknown size',
    (s) => {
      const root = s.server(300);
      s.times(13, (i) => s.db(root, 'select * from t where id in (?)', 5 + i * 15, 12));
    },
    ['nplus1 db 13'],
    ([found]) => {
      expect(found?.remarks).toContainEqual(['list size is not recorded']);
      expect(found?.confidencePoints).toBe(45);
    },
  ),
  scenario(
    '83b lists of one',
    (s) => {
      const root = s.server(300);
      s.times(13, (i) => s.db(root, 'select * from t where id in (%s)', 5 + i * 15, 12));
    },
    ['nplus1 db 13'],
    ([found]) => expect(found?.confidencePoints).toBe(65),
  ),
  scenario(
    '84 bulk updates by CASE',
    (s) => {
      const root = s.server(300);
      s.times(6, (i) => {
        const n = i === 5 ? 12 : 40;
        const whens = 'WHEN id = $1 THEN $2 '.repeat(n);
        const list = Array.from({ length: n }, () => '$3').join(', ');
        s.db(root, `UPDATE t SET a = CASE ${whens}END WHERE id IN (${list})`, 5 + i * 40, 30);
      });
    },
    ['chunked db 6'],
    ([found]) =>
      expect(found?.template).toBe('update t set a = case when id = ? then ? end where id in (?)'),
  ),
  scenario(
    '85 the table is a placeholder',
    (s) => {
      const root = s.server(200);
      s.times(7, (i) => s.db(root, 'SELECT * FROM ??', 5 + i * 10, 8));
    },
    [],
  ),
  scenario(
    '91 functions made, called and dropped',
    (s) => {
      const root = s.server(300);
      s.times(9, (i) => {
        const tag = `$f_${(i + 10).toString(16)}c4f2e8a1b9d03$`;
        s.db(
          root,
          `CREATE OR REPLACE FUNCTION pg_temp.testfunc(OUT response tags) RETURNS SETOF tags AS ${tag} BEGIN INSERT INTO tags (name) VALUES ('a${i}') RETURNING * INTO response; END ${tag} LANGUAGE plpgsql; SELECT * FROM pg_temp.testfunc(); DROP FUNCTION pg_temp.testfunc();`,
          5 + i * 20,
          15,
        );
      });
    },
    ['nplus1 db 9'],
    ([found]) => expect(found?.message[0]).toBe('N+1 write: '),
  ),
  scenario(
    '92a recorded parameters, all equal',
    (s) => {
      const root = s.server(200);
      s.times(7, (i) =>
        s.db(root, 'SELECT * FROM t WHERE id = %(id)s', 5 + i * 10, 8, {
          attributes: { 'db.statement.parameters': "{'id': 4}" },
        }),
      );
    },
    ['duplicate-call db 7'],
  ),
  scenario(
    '92b recorded parameters, all different',
    (s) => {
      const root = s.server(200);
      s.times(7, (i) =>
        s.db(root, 'SELECT * FROM t WHERE id = %(id)s', 5 + i * 10, 8, {
          attributes: { 'db.statement.parameters': `{'id': ${i}}` },
        }),
      );
    },
    ['nplus1 db 7'],
    ([found]) => expect(found?.confidencePoints).toBe(90),
  ),
  scenario('98a three order wrappers with 5, 4 and 4 queries', (s) => nested(s, [5, 4, 4]), [
    'nplus1 db 13',
  ]),
  scenario('98b with nine each', (s) => nested(s, [9, 9, 9]), ['nplus1 db 27']),
  scenario(
    '99 a constant list of states',
    (s) => {
      const root = s.server(300);
      s.times(13, (i) =>
        s.db(
          root,
          "SELECT * FROM t WHERE order_id = $1 AND state IN ('open', 'paid')",
          5 + i * 15,
          12,
        ),
      );
    },
    ['nplus1 db 13'],
  ),
  scenario(
    '103 a TypeORM list',
    (s) => {
      const root = s.server(300);
      s.times(13, (i) => s.db(root, 'SELECT * FROM t WHERE id IN (:...ids)', 5 + i * 15, 12));
    },
    ['nplus1 db 13'],
    ([found]) => expect(found?.confidencePoints).toBe(45),
  ),
  scenario(
    '104 equal queries with long uneven gaps',
    (s) => {
      const root = s.server(12_000);
      let at = 5;
      s.times(10, (i) => {
        s.db(root, "SELECT state FROM jobs WHERE id = 'x'", at, 1 + (i % 8));
        at += 8 + [150, 1500, 400, 900, 200, 1200, 300, 700, 500, 1000][i]!;
      });
    },
    ['polling db 10'],
  ),
  scenario(
    '105a one connection serves a backlog',
    (s) => {
      const root = s.server(100);
      let end = 6;
      s.times(12, (i) => {
        const at = 5 + i * 0.06;
        end += [1, 3, 2, 5, 1, 4, 2, 6, 3, 1, 2, 4][i]!;
        s.db(root, ITEM, at, end - at);
      });
    },
    ['nplus1 db 12'],
    ([found]) => expect(found?.shape).toBe('queued'),
  ),
  scenario(
    '105b truly parallel',
    (s) => {
      const root = s.server(100);
      s.times(12, (i) => s.db(root, ITEM, 5 + i * 0.06, 18 + ((i * 5) % 9)));
    },
    ['fan-out db 12'],
  ),
];

function nested(s: Parameters<Parameters<typeof scenario>[1]>[0], sizes: readonly number[]): void {
  const root = s.server(600);
  let at = 5;
  for (const size of sizes) {
    const order = s.internal(root, 'order', at, size * 10 + 2);
    s.times(size, (i) => s.db(order, ITEM, at + 1 + i * 10, 8));
    at += size * 10 + 5;
  }
}

// One call recorded by several layers, and spans of client libraries that are no calls.

import { expect } from 'vitest';
import type { CallSketch } from '../call-sketch.ts';
import { scenario } from './scenario.ts';

const ITEM = 'SELECT * FROM items WHERE order_id = $1';
const scope = (name: string) => ({ 'otel.scope.name': name });

export const LAYER_SCENARIOS = [
  scenario(
    '47 forty S3 reads, an HTTP span in each',
    (s) => {
      const root = s.server(900);
      s.times(40, (i) => {
        const call = s.span({
          parent: root,
          name: 'S3.GetObject',
          kind: 'client',
          at: 5 + i * 20,
          ms: 18,
          attributes: {
            'rpc.system': 'aws-api',
            'rpc.service': 'S3',
            'rpc.method': 'GetObject',
            ...scope('aws-sdk'),
          },
        });
        s.http(call, `https://bucket.s3.amazonaws.com/key-${i}`, 6 + i * 20, 15, {
          attributes: scope('http'),
        });
      });
    },
    ['nplus1 rpc 40'],
  ),
  scenario(
    '50 prepare once, twelve executes without text',
    (s) => {
      const root = s.server(200);
      s.db(root, ITEM, 2, 1, { name: 'PDO::prepare' });
      s.times(12, (i) => s.db(root, '', 5 + i * 10, 8, { name: 'PDOStatement::execute' }));
    },
    ['nplus1 db 12'],
    ([found]) => expect(found?.template).toBe('select * from items where order_id = ?'),
  ),
  scenario(
    '50b executes that link to their prepare elsewhere',
    (s) => {
      const root = s.server(200);
      const setup = s.internal(root, 'setup', 1, 3);
      const prepare = s.db(setup, ITEM, 2, 1, { name: 'PDO::prepare' });
      s.times(12, (i) =>
        s.db(root, '', 5 + i * 10, 8, { name: 'PDOStatement::execute', links: [prepare] }),
      );
    },
    ['nplus1 db 12'],
    ([found]) => expect(found?.template).toBe('select * from items where order_id = ?'),
  ),
  scenario(
    '67 each driver span starts 0.7 ms after its ORM span ended',
    (s) => {
      const root = s.server(200);
      s.times(13, (i) => {
        const orm = s.db(root, ITEM, 5 + i * 10, 1.2, { attributes: scope('sequelize') });
        s.db(orm, ITEM, 6.9 + i * 10, 0.25, { attributes: scope('pg') });
      });
    },
    ['nplus1 db 13'],
  ),
  scenario(
    '68 each query hangs below the one before',
    (s) => {
      let parent = s.server(200);
      s.times(13, (i) => {
        parent = s.db(parent, ITEM, 5 + i * 8.2, 8, { attributes: scope('pg') });
      });
    },
    ['nplus1 db 13'],
  ),
  scenario(
    '69 an ORM span holds its driver span and another ORM span',
    (s) => {
      const root = s.server(60);
      const rooms = s.db(root, 'SELECT * FROM rooms WHERE id = 1', 5, 30, {
        attributes: scope('gorm'),
      });
      s.db(rooms, 'SELECT * FROM rooms WHERE id = $1', 6, 8, { attributes: scope('otelsql') });
      const bookings = s.db(rooms, 'SELECT * FROM bookings WHERE room_id = 1', 16, 15, {
        attributes: scope('gorm'),
      });
      s.db(bookings, 'SELECT * FROM bookings WHERE room_id = $1', 17, 12, {
        attributes: scope('otelsql'),
      });
    },
    [],
  ),
  scenario(
    '70 saves with JSON text, a SELECT and an UPDATE in each',
    (s) => {
      const root = s.server(600);
      s.times(13, (i) => {
        const save = s.db(root, `{"entityClass":"Room","id":${i}}`, 5 + i * 30, 28, {
          name: 'save rooms',
          attributes: {
            'db.operation.name': 'save',
            'db.collection.name': 'rooms',
            ...scope('typeorm'),
          },
        });
        s.db(save, 'SELECT * FROM rooms WHERE id = $1', 6 + i * 30, 10, {
          attributes: scope('pg'),
        });
        s.db(save, 'UPDATE rooms SET a = $1 WHERE id = $2', 18 + i * 30, 10, {
          attributes: scope('pg'),
        });
      });
    },
    ['nplus1 db 13', 'nplus1 db 13'],
    ([a, b]) => {
      expect(a?.loopId).toBe(b?.loopId ?? 'none');
      expect([a?.template, b?.template].sort()).toEqual([
        'select * from rooms where id = ?',
        'update rooms set a = ? where id = ?',
      ]);
    },
  ),
  scenario(
    '71 finds with JSON text and nothing inside',
    (s) => {
      const root = s.server(400);
      s.times(17, (i) =>
        s.db(root, `{"entityClass":"Invoice","where":{"id":${i}}}`, 5 + i * 20, 15, {
          name: 'find',
          attributes: {
            'db.operation.name': 'find',
            'db.collection.name': 'invoices',
            ...scope('typeorm'),
          },
        }),
      );
    },
    ['nplus1 db 17'],
    ([found]) => expect(found?.template).toBe('find invoices'),
  ),
  scenario(
    '72 ORM and driver side by side in 19 threads',
    (s) => {
      const root = s.server(100);
      s.times(19, (i) => {
        s.db(root, ITEM, 5 + i * 0.1, 30 + (i % 7) * 3, { attributes: scope('sqlalchemy') });
        s.db(root, ITEM, 6 + i * 0.1, 28 + (i % 7) * 3, { attributes: scope('psycopg') });
      });
    },
    ['fan-out db 19'],
  ),
  scenario(
    '73a values only in the outer layer',
    (s) => twoLayers(s, true),
    ['nplus1 db 13'],
    distinct,
  ),
  scenario(
    '73b values only in the inner layer',
    (s) => twoLayers(s, false),
    ['nplus1 db 13'],
    distinct,
  ),
  scenario(
    '74 session resets, row reads and validity checks around each query',
    (s) => {
      const root = s.server(400);
      s.times(13, (i) => {
        const at = 5 + i * 20;
        s.db(root, '', at, 0.5, { name: 'sql.conn.reset_session' });
        s.db(root, '', at + 1, 0.5, { name: 'shopdb', attributes: { 'db.namespace': 'shopdb' } });
        s.db(root, ITEM, at + 2, 10, { attributes: { 'db.namespace': 'shopdb' } });
        s.db(root, '', at + 13, 1, { name: 'sql.rows' });
      });
    },
    ['nplus1 db 13'],
  ),
  scenario(
    '76 a prepare with text, then 13 executes with the same',
    (s) => {
      const root = s.server(300);
      s.db(root, ITEM, 2, 1, { name: 'sql.conn.prepare' });
      s.times(13, (i) => s.db(root, ITEM, 5 + i * 15, 10, { name: 'sql.stmt.query' }));
    },
    ['nplus1 db 13'],
  ),
  scenario(
    '77 internal ORM spans named like statements over the driver',
    (s) => {
      const root = s.server(300);
      s.times(13, (i) => {
        const session = s.internal(root, 'SELECT hotel.Pet', 5 + i * 15, 12);
        s.db(session, 'select p1_0.id from pet p1_0 where p1_0.owner=?', 6 + i * 15, 10);
      });
    },
    ['nplus1 db 13'],
    ([found]) => expect(found?.template).toBe('select p1_0.id from pet p1_0 where p1_0.owner = ?'),
  ),
  scenario(
    '78 updates below an internal commit',
    (s) => {
      const root = s.server(300);
      const commit = s.internal(root, 'Transaction.commit', 5, 280);
      s.times(17, (i) => s.db(commit, 'update pet set name=? where id=?', 6 + i * 15, 10));
    },
    ['nplus1 db 17'],
    ([found], trace) => expect(trace.name(found?.anchor ?? 0)).toBe('Transaction.commit'),
  ),
  scenario(
    '102 the driver runs another text than the ORM records',
    (s) => {
      const root = s.server(300);
      s.times(9, (i) => {
        const orm = s.db(root, 'SELECT Room FROM Room WHERE Room.id = :id', 5 + i * 20, 15, {
          attributes: scope('typeorm'),
        });
        s.db(
          orm,
          'SELECT "Room"."id" AS "Room_id" FROM "rooms" "Room" WHERE "Room"."id" = $1',
          6 + i * 20,
          12,
          { attributes: scope('pg') },
        );
      });
    },
    ['nplus1 db 9'],
    ([found]) =>
      expect(found?.template).toBe('select room.id as room_id from rooms room where room.id = ?'),
  ),
];

function distinct([found]: readonly { confidencePoints: number; template: string }[]): void {
  expect(found?.template).toBe('select * from t where id = ?');
  expect(found?.confidencePoints).toBe(90);
}

function twoLayers(s: CallSketch, outside: boolean): void {
  const root = s.server(300);
  s.times(13, (i) => {
    const shown = `SELECT * FROM t WHERE id = ${i}`;
    const hidden = 'SELECT * FROM t WHERE id = ?';
    const outer = s.db(root, outside ? shown : hidden, 5 + i * 15, 12, {
      attributes: { 'db.system.name': 'mysql2', ...scope('knex') },
    });
    s.db(outer, outside ? hidden : shown, 6 + i * 15, 10, {
      attributes: { 'db.system.name': 'mysql', ...scope('mysql') },
    });
  });
}

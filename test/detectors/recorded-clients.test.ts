// What was recorded with real clients, servers and instrumentations, drawn small: each trace is the
// shape of a recording that was once judged wrongly. Versions: OpenTelemetry JS 0.223 (ioredis 5.11,
// dataloader 2, Sequelize 6.37, mysql2 3.24, grpc-js 1, mongoose 9.12) and Python 0.66b1 (PyMongo).

import { describe, expect, test } from 'vitest';
import type { TraceFinding } from '../../src/detectors/detector.ts';
import { CallSketch } from '../support/call-sketch.ts';
import { findIn, inShort, repeatedIn } from '../support/find-in-trace.ts';

function drawn(draw: (sketch: CallSketch) => void) {
  const sketch = new CallSketch();
  draw(sketch);
  return sketch.trace();
}

const remarksOf = (finding: TraceFinding | undefined) => JSON.stringify(finding?.remarks);
const adviceOf = (finding: TraceFinding | undefined) => JSON.stringify(finding?.advice);
const scope = (name: string) => ({ 'otel.scope.name': `@opentelemetry/instrumentation-${name}` });

describe('Redis commands whose last arguments are hidden', () => {
  const redisLoop = (text: (i: number) => string) =>
    repeatedIn(
      drawn((s) => {
        const root = s.server(200);
        s.times(12, (i) => s.redis(root, text(i), 5 + i * 2, 1));
      }),
    );

  test.each([
    ['zscore rank [1 other arguments]', 'a read'],
    ['zadd rank [2 other arguments]', 'a write'],
    ['HGET cart ?', 'a masked field'],
  ])('%s: equal keys say nothing about equality (%s)', (text) => {
    const found = redisLoop(() => text);
    expect(inShort(found)).toEqual(['nplus1 cache 12']);
    expect(remarksOf(found[0])).toContain('arguments are not recorded');
  });

  test('different keys tell items apart all the same', () => {
    const found = redisLoop((i) => `set user:${i + 10} [1 other arguments]`);
    expect(remarksOf(found[0])).toContain('all arguments differ');
  });

  test('nothing hidden: the same question again', () => {
    expect(inShort(redisLoop(() => 'zscore rank alice'))).toEqual(['duplicate-call cache 12']);
  });

  test.each([
    ['set user:? [1 other arguments]', 'Send the commands in one pipeline, or MSET.'],
    ['zadd rank [2 other arguments]', 'Send the commands in one pipeline.'],
    ['get user:?', 'Send one MGET or a pipeline instead.'],
    ['hgetall cart:?', 'Send the commands in one pipeline.'],
  ])('%s: advice that the command can follow', (text, advice) => {
    const found = redisLoop((i) => text.replace('?', String(i + 10)));
    expect(found[0]?.advice[0]).toBe(advice);
  });
});

test('loads of a dataloader recorded as clients are no calls', () => {
  const found = repeatedIn(
    drawn((s) => {
      const root = s.server(200);
      const first = s.span({
        parent: root,
        name: 'dataloader.load',
        kind: 'client',
        at: 5,
        ms: 60,
      });
      s.times(19, (i) =>
        s.span({ parent: root, name: 'dataloader.load', kind: 'client', at: 5 + i * 0.1, ms: 60 }),
      );
      const batch = s.internal(first, 'dataloader.batch', 10, 50);
      s.db(batch, 'SELECT * FROM items WHERE order_id = ANY($1)', 12, 40);
    }),
  );
  expect(found).toEqual([]);
});

describe('MongoDB', () => {
  const mongoose = (operation: string, collection: string) => ({
    'otel.scope.name': '@opentelemetry/instrumentation-mongoose',
    'db.system.name': 'mongodb',
    'db.operation.name': operation,
    'db.collection.name': collection,
  });
  const driver = (operation: string, collection: string, text: string) => ({
    ...mongoose(operation, collection),
    'otel.scope.name': '@opentelemetry/instrumentation-mongodb',
    'db.query.text': text,
  });
  const FIND = '{"find":"?","filter":{"_id":"?"},"limit":"?","singleBatch":"?"}';
  const inFlight = (gap: number, outer = 'findOne', inner = 'find', text = FIND) =>
    drawn((s) => {
      const root = s.server(400);
      const span = (name: string, at: number, ms: number, attributes: Record<string, string>) =>
        s.span({ parent: root, name, kind: 'client', at, ms, attributes });
      span('find orders', 5, 12, mongoose('find', 'orders'));
      span('find orders', 9, 4, driver('find', 'orders', '{"find":"?","filter":{}}'));
      s.times(12, (i) => {
        const at = 20 + i * gap;
        span(`${outer} users`, at, 6 + (i % 3), mongoose(outer, 'users'));
        span(`${inner} users`, at + 2, 3, driver(inner, 'users', text));
      });
    });

  test('mongoose beside its driver is one call, keyed by the driver’s query', () => {
    const [found, ...more] = repeatedIn(inFlight(10));
    expect(more).toEqual([]);
    expect(found).toMatchObject({ kind: 'nplus1', count: 12, template: 'find users {_id}' });
    expect(remarksOf(found)).toContain('Mongoose: populate() or $in');
  });

  test('also with all at once', () => {
    expect(inShort(repeatedIn(inFlight(0.1)))).toEqual(['fan-out db 12']);
  });

  test('save over insert, with another operation’s name', () => {
    const text = '{"note":"?","_id":"?"}';
    const [found, ...more] = repeatedIn(inFlight(10, 'save', 'insert', text));
    expect(more).toEqual([]);
    expect(found?.template).toBe('insert users {_id, note}');
    expect(remarksOf(found)).toContain('insertMany()');
  });

  test('calls of the driver alone, on another collection, stay calls', () => {
    const found = repeatedIn(
      drawn((s) => {
        const root = s.server(400);
        s.times(12, (i) => {
          const at = 5 + i * 10;
          const attributes = mongoose('find', 'users');
          s.span({ parent: root, name: 'find users', kind: 'client', at, ms: 8, attributes });
          const other = driver('find', 'rooms', FIND);
          s.span({
            parent: root,
            name: 'find',
            kind: 'client',
            at: at + 2,
            ms: 3,
            attributes: other,
          });
        });
      }),
    );
    expect(inShort(found)).toEqual(['nplus1 db 12', 'nplus1 db 12']);
  });

  test('a statement that is only the command’s name says nothing about arguments', () => {
    const found = repeatedIn(
      drawn((s) => {
        const root = s.server(400);
        const attributes = {
          'db.system': 'mongodb',
          'db.statement': 'find',
          'db.mongodb.collection': 'users',
        };
        s.times(12, (i) =>
          s.span({
            parent: root,
            name: 'shop.find',
            kind: 'client',
            at: 5 + i * 9,
            ms: 3,
            attributes,
          }),
        );
      }),
    );
    expect(inShort(found)).toEqual(['nplus1 db 12']);
    expect(remarksOf(found[0])).toContain('arguments are not recorded');
  });

  test('skip without any filter is paging', () => {
    const text = '{"find":"?","filter":{},"sort":{},"skip":"?","limit":"?"}';
    expect(inShort(repeatedIn(inFlight(10, 'find', 'find', text)))).toEqual(['pagination db 12']);
    const each = '{"find":"?","filter":{"room":"?"},"skip":"?","limit":"?"}';
    expect(inShort(repeatedIn(inFlight(10, 'find', 'find', each)))).toEqual(['nplus1 db 12']);
  });
});

describe('the framework’s way', () => {
  const ITEM = 'SELECT * FROM items WHERE order_id = $1';
  const ADD = 'INSERT INTO audit (order_id, note) VALUES ($1, $2)';
  const loopOf = (text: string, library: string) =>
    repeatedIn(
      drawn((s) => {
        const root = s.server(200);
        s.times(12, (i) => s.db(root, text, 5 + i * 4, 3, { attributes: scope(library) }));
      }),
    )[0];

  test.each([
    ['sequelize', 'Sequelize: include', 'Sequelize: bulkCreate'],
    ['typeorm', 'TypeORM: relations', 'TypeORM: insert()'],
    ['prisma', 'Prisma: include', 'Prisma: createMany'],
  ])('%s: reads are loaded together, writes written together', (library, read, write) => {
    expect(remarksOf(loopOf(ITEM, library))).toContain(read);
    expect(remarksOf(loopOf(ADD, library))).toContain(write);
    expect(remarksOf(loopOf(ADD, library))).not.toContain(read);
  });

  test('a library without one for writes: none is named', () => {
    expect(remarksOf(loopOf(ADD, 'graphql'))).not.toContain('GraphQL');
  });
});

describe('parallel code over few connections', () => {
  // The ORM's span starts when the query is asked for, the driver's when a connection is free.
  const queries = (connections: number) =>
    repeatedIn(
      drawn((s) => {
        const root = s.server(200);
        s.times(20, (i) => {
          const ends = 10 + (Math.floor(i / connections) + 1) * 3 + (i % connections) * 0.2;
          const text = `SELECT * FROM items WHERE order_id = ${i + 100}`;
          const outer = s.db(root, text, 5 + (i >> 3), ends + 1 - 5 - (i >> 3), {
            attributes: scope('sequelize'),
          });
          s.db(outer, text, ends - 2.9, 2.9, { attributes: scope('pg') });
        });
      }),
    )[0];

  test('one at a time in the driver is a queue, not a fan-out', () => {
    expect(queries(1)).toMatchObject({ kind: 'nplus1', shape: 'queued', count: 20 });
    expect(adviceOf(queries(1))).toContain('A larger pool would only move the queue.');
  });

  test('two at a time are waves', () => {
    expect(queries(2)).toMatchObject({ kind: 'nplus1', shape: 'waves', count: 20 });
  });

  test('all at a time in the driver stays a fan-out', () => {
    expect(queries(20)).toMatchObject({ kind: 'fan-out', count: 20 });
  });
});

test('calls that run after the answer are counted, but save nothing of its latency', () => {
  // mysql2's pool hands a waiting query the context of the request that freed the connection.
  const ITEM = 'SELECT * FROM items WHERE order_id = ?';
  const loop = (late: number) =>
    repeatedIn(
      drawn((s) => {
        const root = s.server(90);
        s.times(20, (i) => s.db(root, ITEM, 5 + i * 4, 3));
        s.times(late, (i) => s.db(root, ITEM, 400 + i * 8, 7));
      }),
    )[0];
  const { onPathNs, savingNs } = loop(0) as TraceFinding;
  expect(loop(12)).toMatchObject({ kind: 'nplus1', count: 32, onPathNs, savingNs });
});

test('resolvers that start after their parent ended save no more than the time they cover', () => {
  // GraphQL: the list's resolver returns its promises, and those of its items run afterwards.
  const [found] = repeatedIn(
    drawn((s) => {
      const root = s.server(150);
      const list = s.internal(root, 'graphql.resolve orders', 5, 10);
      s.times(12, (i) => {
        const at = 20 + i * 5;
        const item = s.internal(list, `graphql.resolve orders.${i}.items`, at, 20);
        s.db(item, 'SELECT * FROM items WHERE order_id = $1', at + 1, 18);
      });
    }),
  );
  // They cover 20 ms to 95 ms, four at a time.
  expect(found).toMatchObject({ kind: 'nplus1', shape: 'waves', count: 12 });
  expect(found?.savingNs.high).toBe(75e6 - 18e6);
  expect(JSON.stringify(found?.message)).toContain('"ns":75000000');
});

describe('retries that back off with some noise', () => {
  const tries = (starts: readonly number[]) =>
    findIn(
      drawn((s) => {
        const root = s.server(900);
        for (const [i, at] of starts.entries()) {
          s.rpc(root, 'b.B/Get', at, 5, { error: i < starts.length - 1 });
        }
      }),
    ).filter(({ kind }) => kind === 'retry-storm');

  test('are no storm', () => {
    // Gaps of 19.9, 20.6 and 52 ms for waits of 10, 20 and 40.
    expect(tries([5, 29.9, 55.5, 112.5])).toEqual([]);
  });

  test('even gaps are one', () => {
    expect(tries([5, 30, 55, 80])).toHaveLength(1);
    expect(tries([5, 30, 54, 79, 104])).toHaveLength(1);
  });
});

// What was recorded with real clients, servers and instrumentations, drawn small: each trace is the
// shape of a recording that was once judged wrongly. Versions: OpenTelemetry JS 0.223 (ioredis 5.11,
// dataloader 2, Sequelize 6.37, mysql2 3.24, grpc-js 1) and Python 0.66b1 (Django 5.2).

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

// Forms in which stacks record calls, each a loop of its own: what must be one finding, and what
// must be none.

import { describe, expect, test } from 'vitest';
import { CallSketch } from '../../support/call-sketch.ts';
import { findIn, inShort, repeatedIn } from '../../support/find-in-trace.ts';

type Attributes = Readonly<Record<string, string | number>>;

/** A loop of `n` spans below a server span, 20 ms apart. */
function loopOf(
  n: number,
  span: (i: number) => { name: string; kind?: string; attributes: Attributes },
) {
  const sketch = new CallSketch();
  const root = sketch.server(1000);
  sketch.times(n, (i) =>
    sketch.span({ parent: root, at: 30 + i * 20, ms: 5, kind: 'client', ...span(i) }),
  );
  return inShort(repeatedIn(sketch.trace()));
}

describe('what a span records', () => {
  test.each<
    [string, string[], (i: number) => { name: string; kind?: string; attributes: Attributes }]
  >([
    [
      'a stored procedure without text',
      ['nplus1 db 22'],
      () => ({
        name: 'get_item',
        attributes: { 'db.system.name': 'postgresql', 'db.stored_procedure.name': 'get_item' },
      }),
    ],
    [
      'a whole statement in lower case as a name',
      ['nplus1 db 22'],
      (i) => ({ name: `select * from items where id = ${i}`, kind: 'internal', attributes: {} }),
    ],
    [
      'N1QL',
      ['nplus1 db 22'],
      (i) => ({
        name: 'SELECT',
        attributes: {
          'db.system': 'couchbase',
          'db.statement': `SELECT * FROM \`travel\` WHERE type = "airline" AND id = ${i}`,
        },
      }),
    ],
    [
      'a whole MongoDB command and no collection',
      ['nplus1 db 22'],
      (i) => ({
        name: 'find',
        attributes: {
          'db.type': 'mongo',
          'db.statement': `{"find":"rooms","filter":{"_id":${i}}}`,
        },
      }),
    ],
    [
      'next value of a sequence',
      ['nplus1 db 22'],
      () => ({
        name: 'SELECT',
        attributes: { 'db.system': 'h2', 'db.statement': 'select next value for item_seq' },
      }),
    ],
    [
      "a method's name for a text",
      ['nplus1 db 22'],
      () => ({
        name: 'findById',
        attributes: {
          'db.system': 'postgresql',
          'db.statement': 'findById',
          'db.operation': 'select',
          'db.sql.table': 'items',
        },
      }),
    ],
    [
      'a hidden table named by the summary',
      ['nplus1 db 22'],
      () => ({
        name: 'SELECT items',
        attributes: {
          'db.system.name': 'other_sql',
          'db.query.text': 'select * from ? where ? = ?',
          'db.query.summary': 'SELECT items',
        },
      }),
    ],
    [
      'messages received',
      [],
      () => ({
        name: 'poll orders',
        attributes: {
          'messaging.system': 'kafka',
          'messaging.destination.name': 'orders',
          'messaging.operation.type': 'receive',
        },
      }),
    ],
    [
      'messages of a batch, created before it is sent',
      [],
      () => ({
        name: 'create orders',
        kind: 'producer',
        attributes: {
          'messaging.system': 'servicebus',
          'messaging.destination.name': 'orders',
          'messaging.operation.type': 'create',
        },
      }),
    ],
    [
      'batches that do not say how large they are',
      ['chunked db 22'],
      () => ({
        name: 'BATCH INSERT items',
        attributes: {
          'db.system.name': 'postgresql',
          'db.operation.name': 'BATCH INSERT',
          'db.query.text': 'INSERT INTO items VALUES (?)',
        },
      }),
    ],
    [
      'pipelines that say how large they are',
      ['chunked cache 22'],
      () => ({
        name: 'PIPELINE SET',
        attributes: {
          'db.system.name': 'redis',
          'db.operation.name': 'PIPELINE SET',
          'db.operation.batch.size': 5,
        },
      }),
    ],
    [
      'members of pipelines',
      [],
      (i) => ({
        name: 'set',
        attributes: {
          'db.system.name': 'redis',
          'db.operation.name': 'PIPELINE set',
          'db.query.text': `set user:${i} ?`,
        },
      }),
    ],
    [
      'a cursor over the keys of a cache',
      ['pagination cache 22'],
      (i) => ({
        name: 'SCAN',
        attributes: {
          'db.system': 'redis',
          'db.statement': `SCAN ${i * 7} MATCH user:* COUNT 100`,
        },
      }),
    ],
  ])('%s', (_, expected, span) => {
    expect(loopOf(22, span)).toEqual(expected);
  });

  test('executes and fetches without attributes, linked to what was prepared', () => {
    const sketch = new CallSketch();
    const root = sketch.server(1000);
    sketch.times(12, (i) => {
      const at = 30 + i * 20;
      const prepared = sketch.db(root, 'SELECT * FROM items WHERE order_id = ?', at, 1, {
        name: 'PDO::prepare',
      });
      for (const [name, after] of [
        ['PDOStatement::execute', 2],
        ['PDOStatement::fetchAll', 6],
      ] as const) {
        sketch.span({
          parent: root,
          name,
          kind: 'client',
          at: at + after,
          ms: 2,
          links: [prepared],
        });
      }
    });
    expect(inShort(repeatedIn(sketch.trace()))).toEqual(['nplus1 db 12']);
  });

  test('statements that are closed', () => {
    const sketch = new CallSketch();
    const root = sketch.server(1000);
    sketch.times(12, (i) => {
      const at = 30 + i * 20;
      const text = 'SELECT a FROM b WHERE c = $1';
      sketch.db(root, text, at, 1, { name: 'sql.conn.prepare' });
      sketch.db(root, text, at + 2, 3, { name: 'sql.stmt.query' });
      sketch.db(root, '', at + 6, 0.1, { name: 'sql.stmt.close' });
    });
    expect(inShort(repeatedIn(sketch.trace()))).toEqual(['nplus1 db 12']);
  });

  test('the framework of a loop is told from the spans above its calls', () => {
    const sketch = new CallSketch();
    const root = sketch.server(1000);
    sketch.times(12, (i) => {
      const at = 30 + i * 20;
      const session = sketch.internal(root, 'Session.find hotel.Room', at, 9, {
        attributes: { 'otel.scope.name': 'io.opentelemetry.hibernate-6.0' },
      });
      sketch.db(session, 'select r.id from room r where r.id = ?', at + 1, 6);
    });
    const [found] = repeatedIn(sketch.trace());
    expect(JSON.stringify(found?.remarks)).toContain('@BatchSize');
  });

  test('names that are statements show no values, and wrap as one', () => {
    const sketch = new CallSketch();
    const root = sketch.server(2000, { error: true });
    sketch.times(6, (i) => {
      const at = 30 + i * 300;
      const step = sketch.internal(root, `UPDATE t SET a = 'zqsecret${i}' WHERE b = ${i}`, at, 290);
      sketch.db(step, 'select a from b where c = $1', at + 1, 6);
    });
    const name = "DELETE FROM t WHERE a = 'zqsecret'";
    sketch.span({ parent: root, name, kind: 'client', at: 1900, ms: 90, error: true });
    const found = findIn(sketch.trace());
    expect(found.map(({ kind, count }) => [kind, count])).toContainEqual(['nplus1', 6]);
    expect(found.map(({ kind }) => kind)).toContain('error-origin');
    expect(JSON.stringify(found)).not.toContain('zqsecret');
  });
});

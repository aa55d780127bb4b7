import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  isStatement,
  statementTemplate,
} from '../../../src/analyses/templates/statement-template.ts';

const template = (text: string, product = '') => statementTemplate(text, product).template;

/** One query, however it is written: product, template, texts. */
const GOLDEN: readonly [string, string, readonly string[]][] = [
  [
    '',
    'select * from items where order_id = ?',
    [
      'SELECT * FROM items WHERE order_id = $1',
      'select *\n  from items\twhere order_id=42;',
      "SELECT * FROM items WHERE order_id = '42' -- page='x'",
      'SELECT * FROM "items" WHERE "order_id" = :order_id',
      'SELECT /*+ INDEX(items) */ * FROM items WHERE order_id = %(id)s',
      'select * from items where order_id = -1.5e-3',
      'SELECT * FROM items WHERE order_id = @p0 /* nested /* comment */ */',
      'SELECT * FROM items WHERE order_id = 550e8400-e29b-41d4-a716-446655440000',
    ],
  ],
  [
    'mysql',
    'select a, b from t where name = ? and n > ? limit ?, ?',
    [
      'SELECT `a`, `b` FROM `t` WHERE name = "it\'s \\" here" AND n > 0x1F LIMIT 10, 20 # end',
      "select a,b from t where name='x\\'y' and n>+7 limit ?,?",
    ],
  ],
  [
    'microsoft.sql_server',
    'select top ? x from dbo.orders where id = ?',
    [
      'SELECT TOP 10 [x] FROM [dbo].[Orders] WHERE [id] = @p0',
      "exec sp_executesql N'SELECT TOP 10 [x] FROM [dbo].[Orders] WHERE [id] = @p0',N'@p0 int',@p0=7",
    ],
  ],
  [
    'oracle.db',
    'select * from t where a = ? and b = ? fetch first ? rows only',
    [
      "SELECT * FROM t WHERE a = q'[it's]' AND b = :1 FETCH FIRST 10 ROWS ONLY",
      "EXECUTE IMMEDIATE 'select * from t where a = ''x'' and b = 1 fetch first :n rows only'",
    ],
  ],
  [
    'postgresql',
    'select data ->> ? from t where tags @> ?::jsonb and a = any(?) and not x is null',
    [
      "SELECT data->>'k' FROM t WHERE tags @> '{}'::jsonb AND a = ANY($1) AND NOT x IS NULL",
      'SELECT data ->> $1 FROM t WHERE tags @> $2::jsonb AND a = ANY ( $3 ) AND NOT x IS NULL',
      "SELECT data->>E'a\\'b' FROM t WHERE tags @> $body$(it's)$body$::jsonb AND a = ANY(U&'x') AND NOT x IS NULL",
    ],
  ],
  [
    '',
    'insert into t (a, b) values (?) on conflict do nothing',
    [
      "INSERT INTO t (a, b) VALUES (1, 'x') ON CONFLICT DO NOTHING",
      "INSERT INTO t(a,b) VALUES (1, NULL), (2, DEFAULT), (-3, 'x') ON CONFLICT DO NOTHING",
      'insert into "t" ("a","b") values ($1,$2),($3,$4) on conflict do nothing',
    ],
  ],
  [
    '',
    'update t set a = case when id = ? then ? else a end where id in (?)',
    [
      "UPDATE t SET a = CASE WHEN id = 1 THEN 'x' WHEN id = 2 THEN 'y' ELSE a END WHERE id IN (1, 2)",
      'UPDATE t SET a = CASE WHEN id = %s THEN %s ELSE a END WHERE id IN (%s)',
    ],
  ],
  ['', 'select * from orders_# where x = ?', ['select * from orders_20240131 where x = 1']],
  ['', 'create temp table tmp_# (id int)', ['CREATE TEMP TABLE tmp_1a2b3c4d5e (id int)']],
  ['', 'execute plan_#(?)', ["EXECUTE plan_7('a', 'b')", 'EXECUTE plan_12(?)']],
  ['', 'select o1_0.id from orders o1_0', ['SELECT o1_0."id" FROM "orders" o1_0']],
  ['', 'select * from t where (a, b) in ((?))', ['select * from t where (a,b) in ((1,2),(3,4))']],
  ['clickhouse', 'select * from t where id = ?', ['SELECT * FROM t WHERE id = {id:UInt64}']],
  [
    '',
    'select a - ? from t',
    ['select a - 5 from t', 'SELECT a -5 FROM t', 'SELECT a - -5 FROM t'],
  ],
  ['', '', ['', ';', '-- nothing', ' /* open']],
  [
    'postgresql',
    'select * from t where id in (?::uuid)',
    [
      'SELECT * FROM t WHERE id IN ($1::UUID)',
      'SELECT * FROM t WHERE id IN ($1::UUID, $2::UUID, $3::UUID)',
      "SELECT * FROM t WHERE id IN ('a'::uuid, 'b'::uuid)",
      'SELECT * FROM t WHERE id IN ($1::UUID, $2::UUID, $3::UU',
    ],
  ],
  [
    'postgresql',
    'select * from t where id = any(array[?])',
    ['SELECT * FROM t WHERE id = ANY(ARRAY[1, 2, 3])', 'select * from t where id = any(array[$1])'],
  ],
  ['clickhouse', 'select * from t where id in[?]', ['SELECT * FROM t WHERE id IN [1, 2, 3]']],
  [
    '',
    'select * from t where id in (?)',
    ['select * from t where id in (?, ?, ...)', 'select * from t where id in (...)'],
  ],
  [
    '',
    'insert into t (a, b) values (?, now())',
    [
      'insert into t (a, b) values (1, now())',
      'insert into t (a, b) values (1, now()), (2, now()), (3, no',
    ],
  ],
  [
    'mysql',
    'insert into t values (?)',
    ['INSERT INTO t VALUES ROW(1, 2), ROW(3, 4)', "INSERT INTO t VALUES (_utf8mb4'x', _binary'y')"],
  ],
  [
    '',
    'select t.a from dbo.u t where t.a = ?',
    ['SELECT [t].[a] FROM [dbo].[u] [t] WHERE [t].[a] = @p0'],
  ],
  [
    '',
    'select * from t where a < ? and b <@ array[?]',
    [
      'SELECT * FROM t WHERE a<@p0 AND b<@array[1, 2]',
      'select * from t where a < 5 and b <@ array[?]',
    ],
  ],
  [
    'neo4j',
    'match(n : room { name : ? }) return n',
    ['MATCH (n:Room {name: "x"}) RETURN n', 'MATCH (n:Room {name: $name}) RETURN n'],
  ],
];

describe('statementTemplate', () => {
  test.each(GOLDEN)('%s: %s', (product, expected, texts) => {
    for (const text of texts) expect(template(text, product)).toBe(expected);
    expect(template(expected, product)).toBe(expected);
  });

  test('reads verb, write, table and session statements', () => {
    const facts = (text: string) => {
      const { verb, write, read, table, session } = statementTemplate(text);
      return { verb, write, read, table, session };
    };
    expect(facts('WITH x AS (DELETE FROM a RETURNING *) SELECT * FROM x')).toEqual({
      verb: 'with',
      write: true,
      read: false,
      table: 'a',
      session: false,
    });
    expect(facts('SELECT * FROM shop."Orders" FOR UPDATE')).toMatchObject({
      write: false,
      read: false,
      table: 'shop.orders',
    });
    expect(
      facts('CREATE FUNCTION f() AS $f_1$ BEGIN INSERT INTO t VALUES (1); END $f_1$'),
    ).toMatchObject({
      write: true,
    });
    expect(facts('select ? as a from permits where holder = ?')).toMatchObject({ session: false });
    for (const text of [
      'BEGIN',
      'SELECT 1',
      'SELECT ? AS one',
      "SELECT set_config('a', $1, false)",
      'select @@session.tx_isolation',
      'SET search_path TO x',
      'SELECT version(), current_database()',
      "SELECT pg_catalog.set_config('search_path', '', false)",
      'SELECT 1 FROM DUAL',
      'SELECT 1 FROM sysibm.sysdummy1',
      'END',
    ]) {
      expect(facts(text).session, text).toBe(true);
    }
    for (const text of [
      "select nextval('s')",
      'select my_function(?)',
      'select s.nextval from dual',
      'select next value for s',
      'BEGIN; INSERT INTO t VALUES (1)',
    ]) {
      expect(facts(text).session, text).toBe(false);
    }
  });

  test('tells list sizes that are known from those that are not', () => {
    const lists = (text: string) => {
      const { inSize, inSizeUnknown, rows } = statementTemplate(text);
      return [inSize, inSizeUnknown, rows];
    };
    expect(lists('select * from t where id in (1, 2, 3)')).toEqual([3, false, 0]);
    expect(lists('select * from t where id in (?)')).toEqual([0, true, 0]);
    expect(lists('select * from t where id in (?, ?)')).toEqual([2, false, 0]);
    expect(lists('select * from t where id in (:...ids)')).toEqual([0, true, 0]);
    expect(lists('select * from t where id in ($1)')).toEqual([1, false, 0]);
    expect(lists('select * from t where id = any($1)')).toEqual([0, true, 0]);
    expect(lists('select * from t where id = any($1::int[])')).toEqual([0, true, 0]);
    expect(lists('select * from t where id = any(array[1, 2, 3])')).toEqual([3, false, 0]);
    expect(lists('select * from t where id in ($1::int, $2::int)')).toEqual([2, false, 0]);
    expect(lists('select * from t where id in (?::int)')).toEqual([0, true, 0]);
    expect(lists('select * from t where id in (select a from u where b = ?)')).toEqual([
      0,
      false,
      0,
    ]);
    expect(lists('insert into t select * from unnest($1::int[], $2::text[])')).toEqual([
      0,
      true,
      0,
    ]);
    expect(lists('insert into t select * from unnest($1)')).toEqual([0, true, 0]);
    expect(lists('insert into t values (1, now()), (2, now()), (null, now())')).toEqual([
      0,
      false,
      3,
    ]);
  });

  test('knows arguments only where the text shows them all', () => {
    const key = (text: string) => statementTemplate(text).argKey;
    expect(key('select * from t where a = 1')).toBe(key('select * from t where a = 1'));
    expect(key('select * from t where a = 1')).not.toBe(key('select * from t where a = 2'));
    expect(key('select * from t where a = 1')).not.toBe(key('select * from t where a = -1'));
    expect(key('select * from t where a = 1 and b = $1')).toBeNull();
    expect(key('select count(*) from t')).toBe(0);
    expect(key('select count(*) from t where')).toBeNull();
  });

  test('reads limits and offsets where they can be seen', () => {
    expect(statementTemplate('select * from t limit 20 offset 40')).toMatchObject({
      limit: 20,
      offset: 40,
      limitSlots: 2,
    });
    expect(statementTemplate('select * from t limit 40, 20')).toMatchObject({
      limit: 20,
      offset: 40,
    });
    expect(statementTemplate('select * from t offset ? rows fetch next ? rows only')).toMatchObject(
      {
        hasOffset: true,
        hasLimit: true,
        limitPlaceholders: 2,
        placeholders: 2,
      },
    );
  });

  test('notes cut texts and the table behind a placeholder', () => {
    expect(statementTemplate("select * from t where a = 'abc").truncated).toBe(true);
    expect(statementTemplate('select * from t where a in (1, 2').truncated).toBe(true);
    expect(statementTemplate('select * from t where name = ?...').truncated).toBe(true);
    expect(statementTemplate('select * from t').truncated).toBe(false);
    expect(statementTemplate('select * from ? where ? = ?').tableHidden).toBe(true);
    expect(statementTemplate('select extract(year from ?) from t').tableHidden).toBe(false);
    const rows = Array.from({ length: 3000 }, (_, i) => `(${i}, 'name ${i}')`).join(',');
    expect(statementTemplate(`insert into t values ${rows}`)).toMatchObject({
      template: 'insert into t values (?)',
      truncated: true,
    });
  });

  test('keeps code locations from comments and no other comment', () => {
    const text =
      "select 1 from t /*action='index',controller='orders',traceparent='00-abc',route='/a%%2Fb'*/";
    expect(statementTemplate(text).hints).toEqual([
      { key: 'action', value: 'index' },
      { key: 'controller', value: 'orders' },
      { key: 'route', value: '/a/b' },
    ]);
    expect(statementTemplate(text.replace('abc', 'def')).template).toBe('select ? from t');
  });

  test('isStatement tells SQL from JSON and method names', () => {
    for (const sql of ['(select 1)', '/* x */ SELECT', '{call p(?)}', '{? = call p(?)}', ';']) {
      expect(isStatement(sql), sql).toBe(true);
    }
    for (const other of ['{"entityClass":"Room"}', 'findById', '', '[]', 'GET key']) {
      expect(isStatement(other), other).toBe(false);
    }
  });
});

const sqlPieces = fc.array(
  fc.oneof(
    fc.constantFrom(
      ...`select from where and in ( ) , . ; = - + * / ? ?? $1 :a ::int := @p @@v %s %(n)s 'x' '' "q" \`b\` [c] -- /* */ # #t
      values (?) null default case when then else end limit offset 10 1e5 0x1F 1.5 -3 true t1 orders_20240101 $$ $t$ q'[ N'x' E'\\'
      insert into update set delete {a:Int} { } :...ids || -> ->> #> exec sp_executesql immediate table any unnest`.split(
        /\s+/,
      ),
    ),
    fc.string({ maxLength: 4, unit: 'binary' }),
  ),
  { maxLength: 60 },
);
const products = fc.constantFrom('', 'postgresql', 'mysql', 'microsoft.sql_server', 'oracle.db');

describe('statementTemplate on any text', () => {
  test('is total, and a template is its own template', () => {
    fc.assert(
      fc.property(sqlPieces, fc.constantFrom('', ' ', '\n'), products, (pieces, gap, product) => {
        const once = template(pieces.join(gap), product);
        if (once.length < 2000) expect(template(once, product)).toBe(once);
      }),
      { numRuns: 3000 },
    );
  });

  test('in which backticks and brackets stand together', () => {
    const once = template('select\n[c]\n`b`\n', '');
    expect(once).toBe('select c b');
    expect(template(once, '')).toBe(once);
  });

  test('never shows a literal', () => {
    const secret = fc.stringMatching(/^zq[a-z]{6,10}$/);
    fc.assert(
      fc.property(secret, fc.integer({ min: 100000 }), products, (word, number, product) => {
        const text = `select * from t where a = '${word}' and b in (${number}, '${word}''${word}') or c = $x$${word}$x$ limit ${number} -- ${word}`;
        const shown = template(text, product);
        expect(shown).not.toContain(word);
        expect(shown).not.toContain(String(number));
      }),
    );
  });

  test('never shows a literal of a product that is not known', () => {
    for (const value of [
      '"zqsecret"',
      '"zq@secret"',
      "'it\\'s zqsecret'",
      "'\\' zqsecret'",
      "'a\\'zqsecret\\' b'",
      "'C:\\' and c = 'zqsecret'",
    ]) {
      for (const text of [
        `select * from t where a = ${value}`,
        `select * from t where a like ? escape '\\' and b = ${value}`,
        `insert into t (a, b) values (${value}, 1)`,
        `select * from t where a in (1, ${value})`,
      ]) {
        expect(template(text), text).not.toContain('zq');
        expect(template(text, 'sqlite'), text).not.toContain('zq');
      }
    }
    expect(template('select "a"."id", "b" from "t" "a" where "a"."id" = "b"')).toBe(
      'select a.id, b from t a where a.id = b',
    );
  });

  test('placeholders in place of literals keep the template', () => {
    fc.assert(
      fc.property(fc.integer(), fc.string(), (number, text) => {
        // A backtick would make it MySQL, whose strings end elsewhere.
        const quoted = `'${text.replaceAll('`', '').replaceAll("'", "''")}'`;
        const query = (a: string, b: string) =>
          `select x from t where a = ${a} and b = ${b} order by c limit ${a}`;
        expect(template(query(String(number), quoted))).toBe(template(query('?', '?')));
      }),
    );
  });

  test.each([
    ['parentheses', '('],
    ['comments', '/**/'],
    ['open comments', '/*'],
    ['dollar quotes', '$a'],
    ['when', 'case when 1 then 2 '],
    ['rows', "values (1, 'x'), "],
    ['braces', '{a:'],
    ['signs', '- '],
    ['percent', '%('],
    ['quotes', "q'["],
  ])('stays linear on megabytes of %s', (_, piece) => {
    const text = piece.repeat(1_000_000 / piece.length);
    const started = performance.now();
    for (let i = 0; i < 5; i++) statementTemplate(`${text}${i}`);
    expect(performance.now() - started).toBeLessThan(400);
  });
});

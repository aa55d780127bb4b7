// The findings that are not about repeated calls, each with what it must not be taken for.

import { describe, expect, test } from 'vitest';
import { TraceContext } from '../../src/analyses/analysis.ts';
import { examinedCalls } from '../../src/analyses/examined-calls.ts';
import type { TraceFinding } from '../../src/detectors/detector.ts';
import { CallSketch } from '../support/call-sketch.ts';
import { findIn } from '../support/find-in-trace.ts';
import { makeTrace } from '../support/make-trace.ts';

function drawn(draw: (sketch: CallSketch) => void): TraceFinding[] {
  const sketch = new CallSketch();
  draw(sketch);
  return findIn(sketch.trace());
}

const of = (findings: readonly TraceFinding[], kind: string) =>
  findings.filter((finding) => finding.kind === kind);
const text = (finding: TraceFinding | undefined) => JSON.stringify(finding?.message);

describe('serial-independent', () => {
  test('scenario 57: check-inventory, then calculate-price', () => {
    const [found, ...more] = of(
      drawn((s) => {
        const root = s.server(150, { name: 'POST /orders' });
        s.internal(root, 'check-inventory', 5, 60);
        s.internal(root, 'calculate-price', 65.3, 55);
      }),
      'serial-independent',
    );
    expect(more).toEqual([]);
    expect(found).toMatchObject({ count: 2, confidence: 'low', savingNs: { low: 0, high: 55e6 } });
    expect(text(found)).toContain('could run in parallel if independent');
  });

  test.each([
    ['58: authenticate, then load-profile', 'authenticate', 'load-profile', 60, 55, 0.3],
    ['60: two short ones', 'check-inventory', 'calculate-price', 3, 4, 0.3],
    ['a long gap', 'check-inventory', 'calculate-price', 60, 55, 20],
    ['overlap', 'check-inventory', 'calculate-price', 60, 55, -30],
  ])('none for scenario %s', (_, first, second, a, b, gap) => {
    const found = drawn((s) => {
      const root = s.server(150);
      s.internal(root, first, 5, a);
      s.internal(root, second, 5 + a + gap, b);
    });
    expect(of(found, 'serial-independent')).toEqual([]);
  });

  test('scenario 59: none for two POSTs', () => {
    const found = drawn((s) => {
      const root = s.server(200);
      const post = { attributes: { 'http.request.method': 'POST' } };
      s.http(root, 'http://stock/reserve', 5, 60, { ...post, callee: 'stock' });
      s.http(root, 'http://bank/charge', 65.3, 60, { ...post, callee: 'bank' });
    });
    expect(of(found, 'serial-independent')).toEqual([]);
  });

  test('none where a write lies below a read’s name', () => {
    const found = drawn((s) => {
      const root = s.server(200);
      const check = s.internal(root, 'check-inventory', 5, 60);
      s.db(check, 'UPDATE stock SET n = $1', 10, 20);
      s.internal(root, 'calculate-price', 65.3, 55);
    });
    expect(of(found, 'serial-independent')).toEqual([]);
  });

  test('scenario 66: overlap within a clock of whole milliseconds is none', () => {
    const found = drawn((s) => {
      const root = s.server(150);
      s.http(root, 'http://stock/a', 5, 40.6, { callee: 'stock', server: { at: 6, ms: 38 } });
      s.http(root, 'http://price/b', 45, 40, { callee: 'price', server: { at: 46, ms: 38 } });
    });
    expect(of(found, 'serial-independent')).toHaveLength(1);
  });

  test('scenario 107: one route, other paths', () => {
    const found = drawn((s) => {
      const root = s.server(150);
      s.times(2, (i) =>
        s.http(root, `http://stock/slow/${i}`, 5 + i * 46, 45, {
          callee: 'stock',
          route: '/slow/{id}',
        }),
      );
    });
    expect(of(found, 'serial-independent')).toHaveLength(1);
  });

  test('none for members of a loop, nor inside a transaction', () => {
    const loop = drawn((s) => {
      const root = s.server(900);
      s.times(6, (i) => {
        s.rpc(root, 'shop.Catalog/GetProduct', 5 + i * 80, 35, { callee: 'catalog' });
        s.rpc(root, 'shop.Stock/GetStock', 41 + i * 80, 35, { callee: 'stock' });
      });
    });
    expect(of(loop, 'serial-independent')).toEqual([]);
    const transaction = drawn((s) => {
      const root = s.server(200);
      s.db(root, 'BEGIN', 2, 1);
      s.db(root, 'SELECT * FROM a WHERE x = $1', 5, 50);
      s.db(root, 'SELECT * FROM b WHERE y = $1', 56, 50);
      s.db(root, 'COMMIT', 110, 1);
    });
    expect(of(transaction, 'serial-independent')).toEqual([]);
  });
});

describe('clock-skew', () => {
  test('scenario 61: a callee that starts 40 ms before its call', () => {
    const found = drawn((s) => {
      const root = s.server(300);
      s.http(root, 'http://stock/check', 50, 60, { callee: 'stock', server: { at: 10, ms: 50 } });
      s.http(root, 'http://price/get', 111, 60, { callee: 'price', server: { at: 112, ms: 50 } });
    });
    expect(of(found, 'clock-skew')).toMatchObject([{ count: 1, template: 'shop → stock' }]);
    expect(text(of(found, 'clock-skew')[0])).toContain(' behind');
  });

  test('scenario 94: late ends are normal, starts after the end are not', () => {
    const callees = (at: number, ms: number) =>
      drawn((s) => {
        const root = s.server(500);
        s.times(14, (i) =>
          s.http(root, `http://stock/${i}`, 5 + i * 30, 10, {
            callee: 'stock',
            server: { at: 5 + i * 30 + at, ms: ms + (i % 5) },
          }),
        );
      });
    expect(of(callees(1, 12), 'clock-skew')).toEqual([]);
    expect(of(callees(12, 12), 'clock-skew')).toMatchObject([{ count: 14 }]);
  });

  test('a message without kinds is handled after it was sent: no clock is wrong', () => {
    const trace = makeTrace([
      { id: 'r', service: 'food', name: 'POST /food', startUs: 0, durationUs: 9000 },
      {
        id: 's',
        parent: 'r',
        service: 'food',
        name: '<default> send',
        startUs: 100,
        durationUs: 200,
      },
      {
        id: 'p',
        parent: 's',
        service: 'delivery',
        name: 'food_delivery process',
        startUs: 2900,
        durationUs: 12_000,
      },
    ]);
    expect(of(findIn(trace), 'clock-skew')).toEqual([]);
  });
});

describe('call-in-transaction', () => {
  const call = (s: CallSketch, root: string) =>
    s.http(root, 'http://bank/charge', 10, 40, { callee: 'bank' });

  test('between BEGIN and COMMIT', () => {
    const found = drawn((s) => {
      const root = s.server(200);
      s.db(root, 'BEGIN', 2, 1);
      call(s, root);
      s.db(root, 'COMMIT', 60, 1);
      s.db(root, 'COMMIT', 61.5, 0.1);
    });
    expect(of(found, 'call-in-transaction')).toMatchObject(
      [{ count: 1, template: 'POST /charge' }].map(({ count }) => ({ count })),
    );
  });

  test('scenario 96: a BEGIN without an end says nothing', () => {
    const found = drawn((s) => {
      const root = s.server(200);
      s.db(root, 'BEGIN', 2, 1);
      call(s, root);
    });
    expect(of(found, 'call-in-transaction')).toEqual([]);
  });

  test('and that it says nothing is said, where a call could have been inside', () => {
    const reasons = (calls: boolean) => {
      const s = new CallSketch();
      const root = s.server(200);
      s.db(root, 'BEGIN', 2, 1);
      if (calls) call(s, root);
      const context = new TraceContext(s.trace());
      return context.get(examinedCalls).reasons.map(({ code }) => code);
    };
    expect(reasons(true)).toContain('transactions-open');
    expect(reasons(false)).not.toContain('transactions-open');
  });
});

describe('error-origin', () => {
  test('the deepest failure is the origin, those above are symptoms', () => {
    const found = drawn((s) => {
      const root = s.server(200, { error: true });
      const step = s.internal(root, 'charge', 5, 100, { error: true });
      s.http(step, 'http://bank/charge', 10, 80, {
        error: true,
        attributes: { 'http.response.status_code': 503, 'error.type': '503' },
      });
      s.internal(root, 'log', 120, 5);
    });
    expect(of(found, 'error-origin')).toMatchObject([
      { count: 1, severity: 'medium', template: 'GET: 503' },
    ]);
    expect(text(of(found, 'error-origin')[0])).toContain('2}," spans above it fail"');
  });

  test('an expected 404 is information', () => {
    const found = drawn((s) => {
      const root = s.server(200);
      s.http(root, 'http://users/7', 10, 8, {
        error: true,
        attributes: { 'http.response.status_code': 404 },
      });
    });
    expect(of(found, 'error-origin')).toMatchObject([{ severity: 'low', confidence: 'low' }]);
  });
});

describe('slow-query', () => {
  test('half a second, or most of a request', () => {
    const found = drawn((s) => {
      const root = s.server(900);
      s.db(root, 'SELECT * FROM a', 5, 600);
      s.db(root, 'SELECT * FROM b', 610, 120);
    });
    expect(of(found, 'slow-query')).toMatchObject([{ template: 'select * from a' }]);
    const most = drawn((s) => s.db(s.server(200), 'SELECT * FROM b', 5, 120));
    expect(of(most, 'slow-query')).toHaveLength(1);
  });

  test('a visible wait for a connection is not the query’s', () => {
    const found = drawn((s) => {
      const root = s.server(900);
      const query = s.db(root, 'SELECT * FROM a', 5, 600);
      s.db(query, '', 6, 590, { name: 'pg-pool.connect' });
    });
    expect(of(found, 'slow-query')).toEqual([]);
  });
});

describe('retry-storm', () => {
  test('levels multiply', () => {
    const found = drawn((s) => {
      const root = s.server(900);
      s.times(3, (i) => {
        const { server } = s.http(root, 'http://a/x', 5 + i * 200, 190, {
          callee: 'a',
          error: i < 2,
          route: '/x',
        });
        s.times(3, (k) =>
          s.rpc(server, 'b.B/Get', i * 200 + ([10, 66, 130][k] as number), 50, { error: true }),
        );
      });
    });
    expect(text(of(found, 'retry-storm')[0])).toContain('{"type":"count","count":9}');
    expect(of(found, 'retry-storm')[0]).toMatchObject({ severity: 'high' });
  });

  test('growing gaps on one level are well behaved', () => {
    const found = drawn((s) => {
      const root = s.server(900);
      const starts = [5, 30, 80, 180];
      s.times(4, (i) => s.rpc(root, 'b.B/Get', starts[i] as number, 10, { error: i < 3 }));
    });
    expect(of(found, 'retry-storm')).toEqual([]);
    expect(of(found, 'retry')).toHaveLength(1);
  });
});

describe('timeout', () => {
  test('a failure that took a second', () => {
    const failing = (ms: number, error: boolean) =>
      drawn((s) => s.rpc(s.server(2000), 'b.B/Get', 5, ms, { error }));
    expect(of(failing(1003, true), 'timeout')).toHaveLength(1);
    expect(of(failing(1003, false), 'timeout')).toEqual([]);
    expect(of(failing(1200, true), 'timeout')).toEqual([]);
  });

  test('three failures equally long', () => {
    const found = drawn((s) => {
      const root = s.server(2000);
      s.times(3, (i) => s.rpc(root, 'b.B/Get', 5 + i * 400, 350 + i, { error: true }));
    });
    expect(of(found, 'timeout')).toMatchObject([{ count: 3 }]);
  });
});

describe('straggler', () => {
  const parallel = (slowest: number) =>
    drawn((s) => {
      const root = s.server(400);
      s.times(6, (i) => s.rpc(root, 'b.B/Get', 5 + i * 0.1, i === 3 ? slowest : 40 + i));
    });

  test('one of six parallel calls takes much longer', () => {
    expect(of(parallel(300), 'straggler')).toMatchObject([{ count: 6, spans: [4] }]);
    expect(of(parallel(80), 'straggler')).toEqual([]);
  });
});

describe('blind-spot', () => {
  test('a third of the trace without a child', () => {
    const found = drawn((s) => {
      const root = s.server(300);
      s.internal(root, 'render page', 5, 200);
      s.db(root, 'SELECT * FROM a', 210, 20);
    });
    expect(of(found, 'blind-spot')).toMatchObject([{ template: 'render page' }]);
  });

  test('waiting for an unknown callee is none', () => {
    const found = drawn((s) => s.http(s.server(300), 'http://elsewhere/x', 5, 290));
    expect(of(found, 'blind-spot')).toEqual([]);
  });
});

describe('orphans', () => {
  test('one finding a service, and the missing root', () => {
    const found = drawn((s) => {
      s.times(3, (i) => s.db('lost', 'SELECT 1 FROM a', 5 + i * 20, 15, { service: 'shop' }));
    });
    expect(of(found, 'orphan')).toMatchObject([{ count: 3, template: 'shop' }]);
    expect(of(found, 'root-missing')).toHaveLength(1);
  });
});

describe('pool-wait', () => {
  test('slow acquires', () => {
    const found = drawn((s) => {
      const root = s.server(900);
      s.times(6, (i) => {
        s.db(root, '', 5 + i * 60, 30, { name: 'pg-pool.connect' });
        s.db(root, `SELECT * FROM t${'abcdef'[i]}`, 36 + i * 60, 20);
      });
    });
    expect(of(found, 'pool-wait')).toMatchObject([{ count: 5 }]);
  });

  test('an acquire around another one is one wait, and none of them a call', () => {
    const found = drawn((s) => {
      const root = s.server(900);
      s.times(12, (i) => {
        const outer = s.internal(root, 'HikariDataSource.getConnection', 5 + i * 70, 30);
        s.internal(outer, 'PGDataSource.getConnection', 6 + i * 70, 28);
        s.db(root, `SELECT * FROM t${'abcdefghijkl'[i]}`, 36 + i * 70, 20);
      });
    });
    expect(of(found, 'pool-wait')).toMatchObject([{ count: 11 }]);
    expect(of(found, 'nplus1')).toEqual([]);
  });

  test('only the first acquire of a service may open its socket', () => {
    const found = drawn((s) => {
      const root = s.server(900);
      s.times(3, (i) => {
        const url = `http://stock/${'abc'[i]}`;
        const { server } = s.http(root, url, 5 + i * 90, 80, { callee: 'stock' });
        s.db(server, '', 8 + i * 90, 40, { name: 'pg-pool.connect' });
        s.db(server, 'SELECT * FROM t', 50 + i * 90, 20);
      });
    });
    expect(of(found, 'pool-wait')).toMatchObject([{ count: 1 }, { count: 1 }]);
  });

  test('equal gaps before the queries of one span, with nothing in them', () => {
    const gaps = (noise: boolean) =>
      drawn((s) => {
        const root = s.server(900);
        s.times(6, (i) => {
          s.db(root, `SELECT * FROM t${'abcdef'[i]}`, 5 + i * 60, 30);
          if (noise) s.internal(root, 'compute', 40 + i * 60, 20);
        });
      });
    expect(of(gaps(false), 'pool-wait')).toMatchObject([{ confidence: 'low' }]);
    expect(of(gaps(true), 'pool-wait')).toEqual([]);
  });
});

describe('the others', () => {
  test('chatty-service: twenty calls of three kinds to one peer', () => {
    const chatty = (kinds: number) =>
      drawn((s) => {
        const root = s.server(900);
        s.times(24, (i) =>
          s.rpc(root, `shop.Stock/Do${'ABCDEFGH'[i % kinds]}`, 5 + i * 20, 15, { callee: 'stock' }),
        );
      });
    expect(of(chatty(8), 'chatty-service')).toMatchObject([{ count: 24, template: 'stock' }]);
    expect(of(chatty(4), 'chatty-service')).toEqual([]);
  });

  test('large-result: rows, lists and bytes where recorded', () => {
    const found = drawn((s) => {
      const root = s.server(900);
      s.db(root, 'SELECT * FROM a', 5, 20, { attributes: { 'db.response.returned_rows': 8000 } });
      s.db(root, `SELECT * FROM b WHERE id IN (${'1, '.repeat(600)}2)`, 30, 20);
      s.http(root, 'http://files/x', 60, 20, {
        attributes: { 'http.response.body.size': 3_000_000 },
      });
      s.db(root, 'SELECT * FROM c', 90, 20, { attributes: { 'db.response.returned_rows': 80 } });
    });
    expect(
      of(found, 'large-result')
        .map(({ template }) => template)
        .sort(),
    ).toEqual(['GET /x', 'select * from a', 'select * from b where id in (?)']);
  });

  test('repeated-auth: the same check by three services', () => {
    const found = drawn((s) => {
      let parent = s.server(900, { service: 'a' });
      for (const [i, service] of ['b', 'c', 'd'].entries()) {
        s.http(parent, 'http://idp/oauth/introspect', 2 + i * 100, 20, { callee: 'idp' });
        parent = s.http(parent, `http://${service}/go`, 30 + i * 100, 800 - i * 150, {
          callee: service,
        }).server;
      }
    });
    expect(of(found, 'repeated-auth')).toMatchObject([{ count: 3 }]);
  });

  test('vague-name: time held by a span called process', () => {
    const named = (name: string) => drawn((s) => s.internal(s.server(300), name, 5, 200));
    expect(of(named('process'), 'vague-name')).toHaveLength(1);
    expect(of(named('task-42'), 'vague-name')).toHaveLength(1);
    expect(of(named('process order'), 'vague-name')).toEqual([]);
  });
});

import { expect, test } from 'vitest';
import { TraceContext } from '../../src/analyses/analysis.ts';
import { logicalCalls } from '../../src/analyses/calls/logical-calls.ts';
import { ownCallNs } from '../../src/detectors/own-call-time.ts';
import { CallSketch } from '../support/call-sketch.ts';

/** Own milliseconds of a query of 100 ms at 10 ms, with acquires drawn below it. */
function ownMs(draw: (s: CallSketch, query: string) => void): number {
  const s = new CallSketch();
  const query = s.db(s.server(500), 'SELECT * FROM a', 10, 100);
  draw(s, query);
  const context = new TraceContext(s.trace());
  const [call] = context.get(logicalCalls).calls;
  if (!call) throw new Error('no call');
  return ownCallNs(context, call) / 1e6;
}

const acquire = (s: CallSketch, parent: string, at: number, ms: number) =>
  s.db(parent, '', at, ms, { name: 'pg-pool.connect' });

test.each<[string, number, (s: CallSketch, query: string) => void]>([
  ['nothing below it', 100, () => {}],
  ['one wait', 60, (s, query) => acquire(s, query, 12, 40)],
  [
    'waits that overlap count once',
    50,
    (s, query) => {
      acquire(s, query, 12, 40);
      acquire(s, query, 22, 40);
    },
  ],
  [
    'a wait below a layer',
    70,
    (s, query) => {
      acquire(s, s.internal(query, 'prepare connection', 12, 50), 20, 30);
    },
  ],
  ['a wait that goes on after it', 80, (s, query) => acquire(s, query, 90, 60)],
  ['a wait after it has ended', 100, (s, query) => acquire(s, query, 200, 60)],
  ['more work than waits', 100, (s, query) => s.internal(query, 'map rows', 20, 70)],
])('%s', (_, ms, draw) => {
  expect(ownMs(draw)).toBeCloseTo(ms, 6);
});

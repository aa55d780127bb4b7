import { expect, it } from 'vitest';
import { drawSpans, drawTrace } from './draw-trace.ts';

it('reads nesting, bars, numbers, flags and attributes', () => {
  const trace = drawTrace(`
    api GET /orders/{id}  [==========]  kind=server resource.host.name=h1
      db SELECT item      [ ==       ]  id=q db.statement="select 1 = 1" rows=3 cached=false
      api publish         [       |  ]  error
      queue consume       [12..20.5]    kind=consumer follows
  `);
  expect(Array.from(trace.row, (_, i) => trace.name(i))).toEqual([
    'GET /orders/{id}',
    'SELECT item',
    'publish',
    'consume',
  ]);
  expect([...trace.startNs]).toEqual([0, 1e6, 7e6, 12e6]);
  expect([...trace.durationNs]).toEqual([10e6, 2e6, 0, 8.5e6]);
  expect([...trace.parent]).toEqual([-1, 0, 0, 0]);
  expect([...trace.follows]).toEqual([0, 0, 0, 1]);
  expect([...trace.failed]).toEqual([0, 0, 1, 0]);
  expect(trace.kindName(3)).toBe('consumer');
  expect(trace.spanId(1)).toBe('q');
  expect(trace.attribute(1, 'db.statement')).toBe('select 1 = 1');
  expect(trace.attribute(1, 'rows')).toBe(3);
  expect(trace.attribute(1, 'cached')).toBe(false);
  expect(trace.resourceAttribute(0, 'host.name')).toBe('h1');
});

it('refuses lines it cannot read', () => {
  expect(() => drawSpans('api GET')).toThrow('not a span');
  expect(() => drawSpans('api GET [  ]')).toThrow('no bar');
  expect(() => drawSpans('api GET [==] oops')).toThrow('unknown flag');
});

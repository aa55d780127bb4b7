import { expect, test } from 'vitest';
import type { Trace } from '../../../src/model/trace.ts';
import { emptyCoverage } from '../../../src/sources/coverage.ts';
import type { TraceFormat } from '../../../src/sources/formats/format.ts';
import { formatById } from '../../../src/sources/formats/index.ts';
import { TraceAssembly } from '../../../src/sources/input/trace-assembly.ts';

const WHOLE = formatById('jaeger-v1');
const SPREAD = formatById('otlp-json');
const RUNS = formatById('api-v3');

function setUp() {
  const coverage = emptyCoverage();
  const assembly = new TraceAssembly(coverage, 100, 3);
  const add = (format: TraceFormat, traceId: string, spanId: string) => {
    const table = assembly.tableFor(format);
    const resource = table.beginResource('svc');
    table.beginSpan({
      traceId,
      spanId,
      name: 'op',
      kind: 0,
      status: 0,
      startUs: 1_700_000_000_000_000,
      startRestNs: 0,
      durationNs: 1,
      resource,
    });
  };
  return { coverage, assembly, add };
}

const sizes = (traces: Iterable<Trace>) => [...traces].map(({ id, size }) => `${id} ${size}`);

test('while the input is small everything is held and merged', () => {
  const { assembly, add, coverage } = setUp();
  add(WHOLE, 'x', '1');
  add(SPREAD, 'y', '1');
  add(WHOLE, 'x', '2');
  assembly.count(100);
  expect(sizes(assembly.ready())).toEqual([]);
  add(SPREAD, 'x', '3');
  expect(sizes(assembly.rest())).toEqual(['x 3', 'y 1']);
  expect(coverage).toMatchObject({ traces: 2, spans: 4 });
  expect(coverage.notes.list()).toEqual([]);
});

test('beyond that whole traces pass through, and repeats are noted', () => {
  const { assembly, add, coverage } = setUp();
  add(WHOLE, 'x', '1');
  assembly.count(101);
  expect(sizes(assembly.ready())).toEqual(['x 1']);
  add(WHOLE, 'y', '1');
  add(WHOLE, 'y', '2');
  expect(sizes(assembly.ready())).toEqual(['y 2']);
  expect(sizes(assembly.ready())).toEqual([]);
  add(WHOLE, 'x', '2');
  expect(sizes(assembly.rest())).toEqual(['x 1']);
  expect(coverage).toMatchObject({ traces: 3, spans: 4 });
  expect(coverage.notes.list()).toMatchObject([{ code: 'trace-repeated', count: 1 }]);
});

test('spans that may be spread are held to the end, whatever passes through', () => {
  const { assembly, add, coverage } = setUp();
  add(SPREAD, 'x', '1');
  assembly.count(1000);
  expect(sizes(assembly.ready())).toEqual([]);
  add(WHOLE, 'y', '1');
  expect(sizes(assembly.ready())).toEqual(['y 1']);
  add(SPREAD, 'x', '2');
  add(SPREAD, 'y', '2');
  expect(assembly.decodedSpans).toBe(4);
  expect(sizes(assembly.rest())).toEqual(['x 2', 'y 1']);
  expect(assembly.decodedSpans).toBe(4);
  expect(coverage.notes.list()).toMatchObject([{ code: 'trace-repeated', count: 1 }]);
});

test('traces that come one after the other are handed out, all but the last one', () => {
  const { assembly, add, coverage } = setUp();
  add(RUNS, 'x', '1');
  add(RUNS, 'x', '2');
  assembly.count(1000);
  expect(sizes(assembly.ready())).toEqual([]);
  add(RUNS, 'y', '1');
  expect(sizes(assembly.ready())).toEqual(['x 2']);
  add(RUNS, 'y', '2');
  add(RUNS, 'y', '3');
  expect(sizes(assembly.ready())).toEqual([]);
  add(RUNS, 'y', '4');
  add(RUNS, 'z', '1');
  expect(sizes(assembly.ready())).toEqual(['y 4']);
  expect(assembly.decodedSpans).toBe(7);
  expect(sizes(assembly.rest())).toEqual(['z 1']);
  expect(coverage).toMatchObject({ traces: 3, spans: 7 });
  expect(coverage.notes.list()).toEqual([]);
});

test('one trace of any size is put together in few steps', () => {
  const { assembly, add } = setUp();
  assembly.count(1000);
  for (let i = 0; i < 100; i++) {
    add(RUNS, 'x', String(i));
    expect(sizes(assembly.ready())).toEqual([]);
  }
  expect(sizes(assembly.rest())).toEqual(['x 100']);
});

test('once a trace comes back everything is held again, and the open trace grows', () => {
  const { assembly, add, coverage } = setUp();
  assembly.count(1000);
  for (const id of ['x', 'y', 'y']) add(RUNS, id, `${id}1`);
  expect(sizes(assembly.ready())).toEqual(['x 1']);
  for (const id of ['z', 'y', 'z', 'w', 'z']) add(RUNS, id, `${id}2`);
  expect(sizes(assembly.ready())).toEqual([]);
  expect(sizes(assembly.rest()).sort()).toEqual(['w 1', 'y 2', 'z 1']);
  expect(coverage.notes.list()).toEqual([]);
});

test('an element with several traces: nothing is handed out before the end', () => {
  const { assembly, add } = setUp();
  assembly.count(1000);
  const table = assembly.tableFor(RUNS);
  for (const traceId of ['x', 'y', 'z', 'w']) {
    const span = { name: 'op', kind: 0, status: 0, startUs: 0, startRestNs: 0, durationNs: 1 };
    table.beginSpan({ ...span, traceId, spanId: '1', resource: table.beginResource('svc') });
  }
  expect(sizes(assembly.ready())).toEqual([]);
  add(RUNS, 'x', '2');
  expect(sizes(assembly.rest())).toEqual(['x 2', 'y 1', 'z 1', 'w 1']);
});

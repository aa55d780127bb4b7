// Precision: traces in which nothing is wrong, and the demo, where it is known what is.

import { expect, test } from 'vitest';
import { TraceContext } from '../../src/analyses/analysis.ts';
import { generateDemo } from '../../src/demo/generate-demo.ts';
import { generateOrdinary } from '../../src/demo/ordinary-traffic.ts';
import { DEFAULT_DETECTION_OPTIONS } from '../../src/detectors/options.ts';
import { runDetectors } from '../../src/detectors/run-detectors.ts';
import { Notes } from '../../src/model/notes.ts';
import { traceOf } from '../support/demo-table.ts';
import { REPEATED_KINDS } from '../support/find-in-trace.ts';

test('no loop is found in 10,000 traces without one', { timeout: 120_000 }, () => {
  const notes = new Notes();
  const found = new Map<string, number>();
  for (let part = 0; part < 10; part++) {
    for (const demo of generateOrdinary(20_260 + part, 1000)) {
      const context = new TraceContext(traceOf(demo));
      for (const { kind } of runDetectors(context, DEFAULT_DETECTION_OPTIONS, notes)) {
        found.set(kind, (found.get(kind) ?? 0) + 1);
      }
    }
  }
  expect(notes.list()).toEqual([]);
  expect([...found.keys()].filter((kind) => REPEATED_KINDS.has(kind))).toEqual([]);
  // Its failures are made to fail, its slow queries are slow; the rest is accident, and rare.
  found.delete('error-origin');
  found.delete('slow-query');
  expect([...found.values()].reduce((sum, count) => sum + count, 0)).toBeLessThan(50);
});

test('the demo shows what it is made to show', () => {
  const kinds = new Map<string, Set<string>>();
  for (const demo of generateDemo({ nowMs: 1_750_000_000_000 })) {
    const own = kinds.get(demo.scenario) ?? new Set();
    const context = new TraceContext(traceOf(demo));
    for (const { kind, callClass } of runDetectors(context))
      own.add(`${kind} ${callClass ?? ''}`.trim());
    kinds.set(demo.scenario, own);
  }
  expect([...(kinds.get('stock-n-plus-one') ?? [])]).toContain('nplus1 db');
  expect([...(kinds.get('price-cousins') ?? [])]).toContain('nplus1 db');
  expect([...(kinds.get('sequential-calls') ?? [])]).toContain('serial-independent');
  expect([...(kinds.get('failed-payment') ?? [])]).toContain('error-origin');
  expect([...(kinds.get('payment-retries') ?? [])]).toContain('retry http');
  expect([...(kinds.get('orphaned-branch') ?? [])]).toContain('orphan');
  expect([...(kinds.get('clock-skew') ?? [])]).toContain('clock-skew');
  const ordinary = [...(kinds.get('ordinary-orders') ?? [])].map((kind) => kind.split(' ')[0]);
  expect(ordinary.filter((kind) => REPEATED_KINDS.has(kind ?? ''))).toEqual([]);
});

// Cost: one unit of work with 100,000 spans, and shapes that punish quadratic steps.

import { describe, expect, test } from 'vitest';
import { RecurringFindings } from '../../src/aggregates/recurring-findings.ts';
import { TraceContext } from '../../src/analyses/analysis.ts';
import { criticalPath } from '../../src/analyses/critical-path.ts';
import { runDetectors } from '../../src/detectors/run-detectors.ts';
import { makeTrace, type TestSpan } from '../support/make-trace.ts';

const SIZE = 30_000;

function query(
  id: number,
  parent: string,
  text: string,
  startUs: number,
  durationUs = 5,
): TestSpan {
  return {
    id: `q${id}`,
    parent,
    service: 'shop',
    name: 'SELECT',
    kind: 'client',
    startUs,
    durationUs,
    attributes: { 'db.system': 'postgresql', 'db.statement': text },
  };
}

const root: TestSpan = {
  id: 'root',
  service: 'shop',
  name: 'GET /all',
  kind: 'server',
  startUs: 0,
  durationUs: 1_200_000,
};

const SHAPES: readonly [string, () => TestSpan[]][] = [
  [
    'one loop of 100,000 in one unit of work',
    () => [
      root,
      ...Array.from({ length: 100_000 }, (_, i) =>
        query(i, 'root', `SELECT * FROM t WHERE id = ${i}`, 10 + i * 10),
      ),
    ],
  ],
  [
    'thousands of loops of five',
    () => [
      root,
      ...Array.from({ length: SIZE }, (_, i) =>
        query(i, 'root', `SELECT * FROM t${Math.floor(i / 5)}x WHERE id = $1`, 10 + i * 10),
      ),
    ],
  ],
  [
    'as many levels, a query on every second',
    () => {
      const spans: TestSpan[] = [root];
      for (let i = 0; i < SIZE / 2; i++) {
        const parent = i === 0 ? 'root' : `w${i - 1}`;
        spans.push({
          id: `w${i}`,
          parent,
          service: 'shop',
          name: 'walk',
          kind: 'internal',
          startUs: 10 + i * 10,
          durationUs: (SIZE - i) * 10,
        });
        spans.push(query(i, `w${i}`, 'SELECT * FROM t WHERE id = $1', 12 + i * 10));
      }
      return spans;
    },
  ],
  [
    'each query below the one before',
    () => [
      root,
      ...Array.from({ length: SIZE }, (_, i) =>
        query(i, i === 0 ? 'root' : `q${i - 1}`, 'SELECT * FROM t WHERE id = $1', 10 + i * 10),
      ),
    ],
  ],
  [
    'all at once',
    () => [
      root,
      ...Array.from({ length: SIZE }, (_, i) =>
        query(i, 'root', 'SELECT * FROM t WHERE id = $1', 10 + (i % 10), 1_000_000),
      ),
    ],
  ],
  [
    'orphans without end',
    () => [
      root,
      ...Array.from({ length: SIZE }, (_, i) =>
        query(i, `lost${i % 5000}`, 'SELECT * FROM t WHERE id = $1', 10 + i * 10),
      ),
    ],
  ],
];

describe('scale', () => {
  test.each(SHAPES)('%s', { timeout: 60_000 }, (_, draw) => {
    const context = new TraceContext(makeTrace(draw()));
    context.get(criticalPath);
    const started = performance.now();
    const findings = runDetectors(context);
    new RecurringFindings().add(context, findings);
    const took = performance.now() - started;
    expect(findings.length).toBeGreaterThan(0);
    // A quadratic step would take minutes.
    expect(took).toBeLessThan(10_000);
  });
});

// Sizes at which recursion overflows and quadratic steps show: results are compared with what
// follows from the shape, and vitest's timeout stands guard over the rest.

import { describe, expect, it } from 'vitest';
import { TraceContext } from '../../src/analyses/analysis.ts';
import { bottleneck } from '../../src/analyses/bottleneck.ts';
import { criticalPath } from '../../src/analyses/critical-path.ts';
import { headroom } from '../../src/analyses/headroom.ts';
import { explainOwnTime } from '../../src/analyses/own-time.ts';
import { selfTime } from '../../src/analyses/self-time.ts';
import { timing } from '../../src/analyses/timing.ts';
import { traceSummary } from '../../src/analyses/trace-summary.ts';
import { makeTrace, type TestSpan } from '../support/make-trace.ts';

const N = 50_000;

function chain(n: number): TestSpan[] {
  return Array.from({ length: n }, (_, i) => ({
    id: `c${i}`,
    ...(i > 0 ? { parent: `c${i - 1}` } : {}),
    name: `op${i % 10}`,
    startUs: i,
    durationUs: 2 * (n - i) + 10,
  }));
}

function siblings(n: number, stepUs: number, durationUs: number): TestSpan[] {
  return [
    { id: 'R', startUs: 0, durationUs: n * stepUs + 1 },
    ...Array.from({ length: n }, (_, i) => ({
      id: `c${i}`,
      name: 'call',
      parent: 'R',
      startUs: 1 + i * stepUs,
      durationUs,
    })),
  ];
}

const total = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0);

describe('50,000 levels', () => {
  const context = new TraceContext(makeTrace(chain(N)));

  it('is on the path at every level', () => {
    const { segments, onPathNs } = context.get(criticalPath);
    expect(segments.length).toBe(2 * N - 1);
    expect(onPathNs[0]).toBe(2000);
    expect(onPathNs[N - 1]).toBe(12_000);
    expect(total(onPathNs)).toBe(context.get(traceSummary).latencyNs);
    expect(context.get(selfTime)).toEqual(onPathNs);
  });

  it('has a chain down to the last level that holds half, and operations', () => {
    const { chain, operations } = context.get(bottleneck);
    expect(chain.length).toBe(N);
    expect(operations.length).toBe(10);
    expect(operations[0]?.name).toBe('op9');
    expect(operations[0]?.onPathNs).toBe(((2 * N) / 10) * 1000 + 10_000);
    expect(context.get(headroom).headroomNs).toEqual(context.get(criticalPath).onPathNs);
  });
});

describe('50,000 siblings', () => {
  it('in sequence are all on the path', () => {
    const context = new TraceContext(makeTrace(siblings(N, 10, 8)));
    const { segments } = context.get(criticalPath);
    expect(segments.length).toBe(2 * N + 1);
    const [first] = context.get(bottleneck).operations;
    expect(first).toMatchObject({ name: 'call', spans: N, calls: N, onPathNs: N * 8000 });
    expect(first?.headroomNs).toBe(N * 8000);
    expect(explainOwnTime(context, 0).onPathNs).toBe(N * 2000 + 1000);
  });

  it('in parallel leave the path to few, with rivals close behind', () => {
    const context = new TraceContext(makeTrace(siblings(N, 1, 1_000_000)));
    const { onPath, segments } = context.get(criticalPath);
    // The earliest started wins among those that reach the end of the root.
    expect(segments.length).toBe(2);
    expect(onPath[1]).toBe(1);
    expect(context.get(selfTime)[0]).toBe(1000);
    expect(context.get(headroom).headroomNs[1]).toBe(0);
    expect(context.get(timing).warnings).toEqual([
      expect.objectContaining({ code: 'ends-after-parent', count: N }),
    ]);
  });

  it('detached at one point are roots of their own', () => {
    const context = new TraceContext(
      makeTrace(
        siblings(N, 10, 30).map(({ parent, ...span }) =>
          parent === undefined
            ? span
            : { ...span, references: [{ kind: 'follows-from' as const, spanId: parent }] },
        ),
      ),
    );
    const { analysisRoot, onPathNs } = context.get(criticalPath);
    expect(context.get(timing).detachedSpans.length).toBe(N);
    expect(analysisRoot[N]).toBe(N);
    expect(onPathNs[N]).toBe(30_000);
    expect(explainOwnTime(context, 0).detachedMeanwhile.length).toBe(N);
  });
});

describe('100,000 spans', () => {
  it('in a tree of ten children each are analysed alike', () => {
    const n = 100_000;
    const spans: TestSpan[] = [{ id: 's0', startUs: 0, durationUs: 10 ** 7 }];
    for (let i = 1; i < n; i++) {
      const up = spans[Math.floor((i - 1) / 10)] as TestSpan;
      const durationUs = up.durationUs / 10;
      const startUs = up.startUs + ((i - 1) % 10) * durationUs;
      spans.push({ id: `s${i}`, parent: up.id, name: `op${i % 7}`, startUs, durationUs });
    }
    const context = new TraceContext(makeTrace(spans.reverse()));
    const { latencyNs, spanCount } = context.get(traceSummary);
    expect(spanCount).toBe(n);
    expect(latencyNs).toBe(10 ** 10);
    expect(total(context.get(criticalPath).onPathNs)).toBe(latencyNs);
    expect(total(context.get(selfTime))).toBe(latencyNs);
    const shares = context.get(bottleneck).operations;
    expect(shares.reduce((sum, row) => sum + row.onPathNs, 0)).toBe(latencyNs);
  });

  it('that are all one span stored again and again, or share one ID, cost no more', () => {
    const copies = Array.from({ length: 100_000 }, () => ({
      id: 'A',
      startUs: 0,
      durationUs: 10,
    }));
    expect(makeTrace(copies).size).toBe(1);
    const namesakes = copies.map((span, i) => ({ ...span, startUs: i }));
    expect(makeTrace(namesakes).size).toBe(100_000);
  });
});

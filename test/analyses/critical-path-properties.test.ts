// What holds for every trace, however damaged: checked on generated ones.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TraceContext } from '../../src/analyses/analysis.ts';
import { bottleneck } from '../../src/analyses/bottleneck.ts';
import { criticalPath, type PathSegments } from '../../src/analyses/critical-path.ts';
import { headroom } from '../../src/analyses/headroom.ts';
import { explainOwnTime } from '../../src/analyses/own-time.ts';
import { savable } from '../../src/analyses/savable.ts';
import { selfTime } from '../../src/analyses/self-time.ts';
import { timing } from '../../src/analyses/timing.ts';
import { traceSummary } from '../../src/analyses/trace-summary.ts';
import type { Trace } from '../../src/model/trace.ts';
import { makeTrace, type TestSpan } from '../support/make-trace.ts';
import { anySpans, damagedSpans, wellFormedSpans } from '../support/random-trace.ts';

const PARAMETERS = { seed: 42, numRuns: 500 };
const everySpans = fc.oneof(wellFormedSpans, damagedSpans, anySpans);

const contextOf = (spans: readonly TestSpan[]) => new TraceContext(makeTrace(spans));
const sum = (values: Iterable<number>) => {
  let total = 0;
  for (const value of values) total += value;
  return total;
};

function check<T>(arbitrary: fc.Arbitrary<T>, test: (value: T) => void): void {
  fc.assert(fc.property(arbitrary, test), PARAMETERS);
}

/** The path as text, absolute, in nanoseconds times `factor`. */
function pathText(context: TraceContext, factor = 1, shiftUs = 0): string[] {
  const { trace } = context;
  const { segments } = context.get(criticalPath);
  return Array.from(segments.span, (span, s) => {
    const zeroNs = (trace.startUs - 1_700_000_000_000_000 - shiftUs) * 1000 + trace.startRestNs;
    const from = zeroNs + (segments.startNs[s] as number);
    const to = zeroNs + (segments.endNs[s] as number);
    const beside = segments.concurrentNs[s] as number;
    return `${trace.spanId(span)} ${from * factor} ${to * factor} ${beside * factor}`;
  });
}

function blockingChildren(context: TraceContext, index: number): number[] {
  const { trace } = context;
  const { detached } = context.get(timing);
  const children: number[] = [];
  for (let c = 0; c < trace.size; c++) {
    if (trace.parent[c] === index && detached[c] === 0) children.push(c);
  }
  return children;
}

describe('preorder', () => {
  it('holds every span once, parents first, subtrees contiguous', () => {
    check(everySpans, (spans) => {
      const trace = makeTrace(spans);
      const duplicates = trace.warnings.find((w) => w.code === 'duplicate-span')?.count ?? 0;
      expect(trace.size + duplicates).toBe(spans.length);
      expect(new Set(trace.row).size).toBe(trace.size);
      expect(new Set(Array.from(trace.row, (_, i) => trace.spanId(i))).size).toBe(trace.size);
      for (let i = 0; i < trace.size; i++) {
        const parent = trace.parent[i] as number;
        expect(parent).toBeLessThan(i);
        expect(parent < 0).toBe(trace.roots.includes(i));
        expect(trace.startNs[i]).toBeGreaterThanOrEqual(0);
        if (parent < 0) continue;
        expect(trace.subtreeEnd[i]).toBeLessThanOrEqual(trace.subtreeEnd[parent] as number);
        expect(trace.depth[i]).toBe((trace.depth[parent] as number) + 1);
      }
    });
  });
});

describe('critical path', () => {
  it('covers every analysis root exactly: ascending, contiguous, not empty', () => {
    check(everySpans, (spans) => {
      const context = contextOf(spans);
      const path = context.get(criticalPath);
      const times = context.get(timing);
      for (let root = 0; root < context.trace.size; root++) {
        if (path.analysisRoot[root] !== root) continue;
        const segments: PathSegments = root === 0 ? path.segments : path.segmentsOf(root);
        let at = times.startNs[root] as number;
        for (let s = 0; s < segments.length; s++) {
          expect(segments.startNs[s]).toBe(at);
          at = segments.endNs[s] as number;
          expect(at).toBeGreaterThan(segments.startNs[s] as number);
          expect(path.analysisRoot[segments.span[s] as number]).toBe(root);
          if (s > 0) expect(segments.span[s]).not.toBe(segments.span[s - 1]);
        }
        expect(at).toBe(times.endNs[root]);
      }
      expect(sum(path.segments.endNs) - sum(path.segments.startNs)).toBe(
        context.get(traceSummary).latencyNs,
      );
    });
  });

  it('is what the rule says, taken literally', () => {
    check(everySpans, (spans) => {
      const context = contextOf(spans);
      const { segments } = context.get(criticalPath);
      const { endNs } = context.get(timing);
      const expected = literalPath(context, 0, endNs[0] as number).reverse();
      expect(Array.from(segments.span, (span, s) => [span, segments.startNs[s]])).toEqual(
        expected.map(([span, from]) => [span, from]),
      );
    });
  });

  it('has each segment within its span', () => {
    check(everySpans, (spans) => {
      const context = contextOf(spans);
      const { segments } = context.get(criticalPath);
      const { startNs, endNs } = context.get(timing);
      for (let s = 0; s < segments.length; s++) {
        const span = segments.span[s] as number;
        expect(segments.startNs[s]).toBeGreaterThanOrEqual(startNs[span] as number);
        expect(segments.endNs[s]).toBeLessThanOrEqual(endNs[span] as number);
      }
    });
  });

  it('does not depend on the order of the input', () => {
    const shuffled = everySpans.chain((spans) =>
      fc.tuple(
        fc.constant(spans),
        fc.shuffledSubarray(spans, { minLength: spans.length, maxLength: spans.length }),
      ),
    );
    check(shuffled, ([spans, others]) => {
      const a = contextOf(spans);
      const b = contextOf(others);
      expect(pathText(b)).toEqual(pathText(a));
      expect(b.get(traceSummary)).toEqual(a.get(traceSummary));
      expect(describeColumns(b)).toEqual(describeColumns(a));
    });
  });

  it('moves with the trace', () => {
    check(everySpans, (spans) => {
      const later = spans.map((span) => ({ ...span, startUs: span.startUs + 12_345 }));
      expect(pathText(contextOf(later), 1, 12_345)).toEqual(pathText(contextOf(spans)));
    });
  });

  it.each([200, 2000])('scales with the trace by %i', (factor) => {
    // The margins of clock correction are absolute: without hosts there is one clock per service.
    const scalable = everySpans.map((spans) =>
      spans.map((span) => ({ ...span, resource: {}, service: 'a' })),
    );
    check(scalable, (spans) => {
      const scaled = spans.map((span) => ({
        ...span,
        startUs: span.startUs * factor,
        durationUs: span.durationUs * factor,
      }));
      expect(pathText(contextOf(scaled))).toEqual(pathText(contextOf(spans), factor));
    });
  });

  it('is not changed by a leaf that is not on it, by a marker or by a follower', () => {
    check(fc.tuple(wellFormedSpans, fc.nat(), fc.nat(1000)), ([spans, pick, where]) => {
      const context = contextOf(spans);
      const { trace } = context;
      const expected = pathText(context);
      const { onPath } = context.get(criticalPath);
      const idle = Array.from(onPath, (_, i) => i).filter(
        (i) => onPath[i] === 0 && trace.subtreeEnd[i] === i + 1,
      );
      const left = idle[pick % Math.max(1, idle.length)];
      const without =
        left === undefined ? spans : spans.filter((span) => span.id !== trace.spanId(left));
      const withoutBeside = (lines: string[]) => lines.map((l) => l.split(' ').slice(0, 3));
      expect(withoutBeside(pathText(contextOf(without)))).toEqual(withoutBeside(expected));

      const parent = spans[pick % spans.length] as TestSpan;
      const startUs = parent.startUs + Math.floor((where / 1000) * parent.durationUs);
      const marker: TestSpan = { id: 'marker', parent: parent.id, startUs, durationUs: 0 };
      expect(pathText(contextOf([...spans, marker]))).toEqual(expected);
      const follower: TestSpan = {
        id: 'follower',
        startUs,
        durationUs: where,
        references: [{ kind: 'follows-from', spanId: parent.id }],
      };
      expect(pathText(contextOf([...spans, follower]))).toEqual(expected);
    });
  });
});

describe('self time', () => {
  it('is between 0 and the length, and all of it without blocking children', () => {
    check(everySpans, (spans) => {
      const context = contextOf(spans);
      const { startNs, endNs } = context.get(timing);
      const selfNs = context.get(selfTime);
      for (let i = 0; i < context.trace.size; i++) {
        const lengthNs = (endNs[i] as number) - (startNs[i] as number);
        expect(lengthNs).toBeLessThanOrEqual(context.trace.durationNs[i] as number);
        expect(selfNs[i]).toBeGreaterThanOrEqual(0);
        expect(selfNs[i]).toBeLessThanOrEqual(lengthNs);
        if (blockingChildren(context, i).length === 0) expect(selfNs[i]).toBe(lengthNs);
      }
    });
  });

  it('adds up to the latency, or more where siblings overlap', () => {
    check(everySpans, (spans) => {
      const context = contextOf(spans);
      const { analysisRoot } = context.get(criticalPath);
      const { startNs, endNs } = context.get(timing);
      const selfNs = context.get(selfTime).filter((_, i) => analysisRoot[i] === 0);
      let overlaps = false;
      for (let i = 0; i < context.trace.size; i++) {
        if (analysisRoot[i] !== 0) continue;
        const children = blockingChildren(context, i);
        for (const a of children) {
          for (const b of children) {
            const from = Math.max(startNs[a] as number, startNs[b] as number);
            const to = Math.min(endNs[a] as number, endNs[b] as number);
            overlaps ||= a !== b && from < to;
          }
        }
      }
      const { latencyNs } = context.get(traceSummary);
      if (overlaps) expect(sum(selfNs)).toBeGreaterThan(latencyNs);
      else expect(sum(selfNs)).toBe(latencyNs);
    });
  });

  it('is at least the time on the path that is not beside a child', () => {
    check(everySpans, (spans) => {
      const context = contextOf(spans);
      const { segments } = context.get(criticalPath);
      const selfNs = context.get(selfTime);
      const alone = new Float64Array(context.trace.size);
      for (let s = 0; s < segments.length; s++) {
        const lengthNs = (segments.endNs[s] as number) - (segments.startNs[s] as number);
        const besideNs = segments.concurrentNs[s] as number;
        expect(besideNs).toBeGreaterThanOrEqual(0);
        expect(besideNs).toBeLessThanOrEqual(lengthNs);
        alone[segments.span[s] as number] =
          (alone[segments.span[s] as number] as number) + lengthNs - besideNs;
      }
      for (let i = 0; i < context.trace.size; i++) {
        expect(alone[i]).toBeLessThanOrEqual(selfNs[i] as number);
      }
    });
  });
});

describe('bottleneck', () => {
  it('shares out exactly the latency, and saves no more than that', () => {
    check(everySpans, (spans) => {
      const context = contextOf(spans);
      const { latencyNs } = context.get(traceSummary);
      const result = context.get(bottleneck);
      const { onPathNs } = context.get(criticalPath);
      const room = context.get(headroom);
      expect(sum(result.operations.map((row) => row.onPathNs))).toBe(latencyNs);
      expect(sum(result.spans().map((row) => row.onPathNs))).toBe(latencyNs);
      for (const row of result.operations) {
        expect(row.headroomNs).toBeLessThanOrEqual(row.onPathNs);
        expect(row.headroomNs).toBeGreaterThanOrEqual(room.headroomNs[row.exampleSpan] as number);
        expect(row.savableNs).toBeGreaterThanOrEqual(row.headroomNs);
        expect(row.savableNs).toBeLessThanOrEqual(row.onPathNs);
        expect(row.spans).toBeLessThanOrEqual(row.calls);
      }
      for (let i = 0; i < context.trace.size; i++) {
        expect(room.headroomNs[i]).toBeGreaterThanOrEqual(0);
        expect(room.headroomNs[i]).toBeLessThanOrEqual(onPathNs[i] as number);
      }
      expect(result.inclusiveNs[0]).toBe(latencyNs);
      for (const [hop, next] of result.chain.slice(1).entries()) {
        const before = result.chain[hop] as { span: number; inclusiveNs: number };
        expect(context.trace.parent[next.span]).toBe(before.span);
        expect(next.inclusiveNs * 2).toBeGreaterThanOrEqual(before.inclusiveNs);
      }
    });
  });

  it('limits what can be saved by the closest rival beside a span or its ancestors', () => {
    check(everySpans, (spans) => {
      const context = contextOf(spans);
      const { limitNs, savableNs } = context.get(savable);
      const { headroomNs } = context.get(headroom);
      const { onPath, onPathNs } = context.get(criticalPath);
      for (let i = 0; i < context.trace.size; i++) {
        if (onPath[i] !== 1) continue;
        expect(limitNs[i]).toBe(literalLimit(context, i));
        expect(savableNs[i]).toBe(Math.min(onPathNs[i] as number, limitNs[i] as number));
        expect(savableNs[i]).toBeGreaterThanOrEqual(headroomNs[i] as number);
      }
    });
  });

  it('explains own time by gaps that are the span alone, between its children', () => {
    check(everySpans, (spans) => {
      const context = contextOf(spans);
      const { trace } = context;
      const { onPathNs } = context.get(criticalPath);
      for (let i = 0; i < trace.size; i++) {
        const own = explainOwnTime(context, i);
        expect(own.onPathNs).toBe(onPathNs[i]);
        expect(sum(own.gaps.map((gap) => gap.endNs - gap.startNs))).toBeLessThanOrEqual(
          own.onPathNs,
        );
        for (const { after, before } of own.gaps) {
          if (after >= 0) expect(trace.parent[after]).toBe(i);
          if (before >= 0) expect(trace.parent[before]).toBe(i);
        }
      }
    });
  });
});

/** The walk as a recursive search among all children, latest segment first. */
function literalPath(context: TraceContext, span: number, windowNs: number): [number, number][] {
  const { trace } = context;
  const { startNs, endNs } = context.get(timing);
  const startOf = (i: number) => startNs[i] as number;
  const endOf = (i: number) => Math.min(endNs[i] as number, windowNs);
  const toleranceNs = Math.floor(((endNs[span] as number) - startOf(span)) / 100);
  const path: [number, number][] = [];
  let at = windowNs;
  for (;;) {
    const [next] = blockingChildren(context, span)
      .filter((c) => startOf(c) < (endNs[c] as number) && startOf(c) < windowNs)
      .filter((c) => startOf(c) < at && endOf(c) <= at + toleranceNs)
      .sort(
        (a, b) =>
          endOf(b) - endOf(a) ||
          startOf(a) - startOf(b) ||
          (trace.spanId(a) < trace.spanId(b) ? -1 : 1),
      );
    const from = next === undefined ? startOf(span) : Math.min(endOf(next), at);
    if (from < at) path.push([span, from]);
    if (next === undefined) return path;
    path.push(...literalPath(context, next, from));
    at = startOf(next);
  }
}

/** The limit of `savable`, by looking at every pair of siblings. */
function literalLimit(context: TraceContext, span: number): number {
  const { startNs, endNs } = context.get(timing);
  const { onPath, analysisRoot } = context.get(criticalPath);
  const at = (column: Float64Array, i: number) => column[i] as number;
  let limit = Number.POSITIVE_INFINITY;
  for (let i = span; analysisRoot[i] !== i; i = context.trace.parent[i] as number) {
    const siblings = blockingChildren(context, context.trace.parent[i] as number).filter(
      (c) => at(startNs, c) < at(endNs, c),
    );
    for (const rival of siblings.filter((c) => onPath[c] === 0)) {
      if (at(endNs, rival) <= at(startNs, i) || at(startNs, rival) >= at(endNs, i)) continue;
      // It competes with the latest link that had started when it ended.
      const link = siblings
        .filter((c) => onPath[c] === 1 && at(startNs, c) < at(endNs, rival))
        .sort((a, b) => at(startNs, b) - at(startNs, a))[0];
      const gap = link === undefined ? -1 : at(endNs, link) - at(endNs, rival);
      if (gap >= 0) limit = Math.min(limit, gap);
    }
  }
  return limit;
}

function describeColumns(context: TraceContext) {
  const { trace } = context;
  const path = context.get(criticalPath);
  return {
    spans: describeTree(trace),
    self: context.get(selfTime),
    shift: context.get(timing).shiftNs,
    detached: context.get(timing).detached,
    onPath: path.onPathNs,
    room: context.get(headroom).headroomNs,
    operations: context.get(bottleneck).operations,
  };
}

function describeTree(trace: Trace) {
  return Array.from(trace.row, (_, i) => [
    trace.spanId(i),
    trace.parent[i],
    trace.startNs[i],
    trace.durationNs[i],
    trace.operationOf(i),
    trace.kind[i],
    trace.failed[i],
    trace.adopted[i],
    trace.follows[i],
  ]);
}

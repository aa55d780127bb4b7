// What holds for the critical path of every trace, however damaged.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TraceContext } from '../../src/analyses/analysis.ts';
import { bottleneck } from '../../src/analyses/bottleneck.ts';
import { criticalPath, type PathSegments } from '../../src/analyses/critical-path.ts';
import { headroom } from '../../src/analyses/headroom.ts';
import { selfTime } from '../../src/analyses/self-time.ts';
import { timing } from '../../src/analyses/timing.ts';
import { traceSummary } from '../../src/analyses/trace-summary.ts';
import type { Trace } from '../../src/model/trace.ts';
import type { TestSpan } from '../support/make-trace.ts';
import { wellFormedSpans } from '../support/random-trace.ts';
import {
  blockingChildren,
  checkAll,
  contextOf,
  everySpans,
  sumOf,
} from '../support/trace-properties.ts';

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

describe('critical path', () => {
  it('covers every analysis root exactly: ascending, contiguous, not empty', () => {
    checkAll(everySpans, (spans) => {
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
      expect(sumOf(path.segments.endNs) - sumOf(path.segments.startNs)).toBe(
        context.get(traceSummary).latencyNs,
      );
    });
  });

  it('is what the rule says, taken literally', () => {
    checkAll(everySpans, (spans) => {
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
    checkAll(everySpans, (spans) => {
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
    checkAll(shuffled, ([spans, others]) => {
      const a = contextOf(spans);
      const b = contextOf(others);
      expect(pathText(b)).toEqual(pathText(a));
      expect(b.get(traceSummary)).toEqual(a.get(traceSummary));
      expect(describeColumns(b)).toEqual(describeColumns(a));
    });
  });

  it('moves with the trace', () => {
    checkAll(everySpans, (spans) => {
      const later = spans.map((span) => ({ ...span, startUs: span.startUs + 12_345 }));
      expect(pathText(contextOf(later), 1, 12_345)).toEqual(pathText(contextOf(spans)));
    });
  });

  it.each([200, 2000])('scales with the trace by %i', (factor) => {
    // The margins of clock correction are absolute: without hosts there is one clock per service.
    const scalable = everySpans.map((spans) =>
      spans.map((span) => ({ ...span, resource: {}, service: 'a' })),
    );
    checkAll(scalable, (spans) => {
      const scaled = spans.map((span) => ({
        ...span,
        startUs: span.startUs * factor,
        durationUs: span.durationUs * factor,
      }));
      expect(pathText(contextOf(scaled))).toEqual(pathText(contextOf(spans), factor));
    });
  });

  it('is not changed by a leaf that is not on it, by a marker or by a follower', () => {
    checkAll(fc.tuple(wellFormedSpans, fc.nat(), fc.nat(1000)), ([spans, pick, where]) => {
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

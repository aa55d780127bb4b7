// What holds for shares and savings in every trace, however damaged.

import { describe, expect, it } from 'vitest';
import type { TraceContext } from '../../src/analyses/analysis.ts';
import { bottleneck } from '../../src/analyses/bottleneck.ts';
import { criticalPath } from '../../src/analyses/critical-path.ts';
import { headroom } from '../../src/analyses/headroom.ts';
import { explainOwnTime } from '../../src/analyses/own-time.ts';
import { savable } from '../../src/analyses/savable.ts';
import { timing } from '../../src/analyses/timing.ts';
import { traceSummary } from '../../src/analyses/trace-summary.ts';
import {
  blockingChildren,
  checkAll,
  contextOf,
  everySpans,
  sumOf,
} from '../support/trace-properties.ts';

describe('bottleneck', () => {
  it('shares out exactly the latency, and saves no more than that', () => {
    checkAll(everySpans, (spans) => {
      const context = contextOf(spans);
      const { latencyNs } = context.get(traceSummary);
      const result = context.get(bottleneck);
      const { onPathNs } = context.get(criticalPath);
      const room = context.get(headroom);
      expect(sumOf(result.operations.map((row) => row.onPathNs))).toBe(latencyNs);
      expect(sumOf(result.spans().map((row) => row.onPathNs))).toBe(latencyNs);
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
    checkAll(everySpans, (spans) => {
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
    checkAll(everySpans, (spans) => {
      const context = contextOf(spans);
      const { trace } = context;
      const { onPathNs } = context.get(criticalPath);
      for (let i = 0; i < trace.size; i++) {
        const own = explainOwnTime(context, i);
        expect(own.onPathNs).toBe(onPathNs[i]);
        expect(sumOf(own.gaps.map((gap) => gap.endNs - gap.startNs))).toBeLessThanOrEqual(
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

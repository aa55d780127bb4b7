// What holds for self time in every trace, however damaged.

import { describe, expect, it } from 'vitest';
import { criticalPath } from '../../src/analyses/critical-path.ts';
import { selfTime } from '../../src/analyses/self-time.ts';
import { timing } from '../../src/analyses/timing.ts';
import { traceSummary } from '../../src/analyses/trace-summary.ts';
import {
  blockingChildren,
  checkAll,
  contextOf,
  everySpans,
  sumOf,
} from '../support/trace-properties.ts';

describe('self time', () => {
  it('is between 0 and the length, and all of it without blocking children', () => {
    checkAll(everySpans, (spans) => {
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
    checkAll(everySpans, (spans) => {
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
      if (overlaps) expect(sumOf(selfNs)).toBeGreaterThan(latencyNs);
      else expect(sumOf(selfNs)).toBe(latencyNs);
    });
  });

  it('is at least the time on the path that is not beside a child', () => {
    checkAll(everySpans, (spans) => {
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

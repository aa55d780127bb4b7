// What holds for the tree of every trace, however damaged.

import { describe, expect, it } from 'vitest';
import { makeTrace } from '../support/make-trace.ts';
import { checkAll, everySpans } from '../support/trace-properties.ts';

describe('preorder', () => {
  it('holds every span once, parents first, subtrees contiguous', () => {
    checkAll(everySpans, (spans) => {
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

// How long each span holds the critical path together with what it waited for: its own time on the
// path plus that of its blocking descendants. Detached descendants have a path of their own.

import { type Analysis, defineAnalysis } from './analysis.ts';
import { criticalPath } from './critical-path.ts';

/** Nanoseconds by preorder index. */
export const inclusivePath: Analysis<Float64Array> = defineAnalysis({
  id: 'inclusive-path',
  compute(trace, context) {
    const { onPathNs, analysisRoot } = context.get(criticalPath);
    const inclusive = Float64Array.from(onPathNs);
    for (let i = trace.size - 1; i > 0; i--) {
      const parent = trace.parent[i] as number;
      if (parent < 0 || analysisRoot[i] !== analysisRoot[parent]) continue;
      inclusive[parent] = (inclusive[parent] as number) + (inclusive[i] as number);
    }
    return inclusive;
  },
});

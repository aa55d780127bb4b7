// Self time: how long a span ran while none of its blocking children did. Detached children do not
// reduce it, as nobody waited for them.

import { type Analysis, defineAnalysis } from './analysis.ts';
import { ChildIntervals } from './child-intervals.ts';
import { timing } from './timing.ts';

/** Self time by preorder index, in nanoseconds: 0 to the span's (shifted and cut) length. */
export const selfTime: Analysis<Float64Array> = defineAnalysis({
  id: 'self-time',
  compute(trace, context) {
    const times = context.get(timing);
    const intervals = new ChildIntervals(trace, times);
    const selfNs = new Float64Array(trace.size);
    for (let i = 0; i < trace.size; i++) {
      const length = (times.endNs[i] as number) - (times.startNs[i] as number);
      if (trace.subtreeEnd[i] === i + 1) {
        selfNs[i] = length;
        continue;
      }
      intervals.load(i);
      selfNs[i] = length - intervals.coveredNs;
    }
    return selfNs;
  },
});

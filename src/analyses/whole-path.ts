// Whether a trace's critical path can be trusted to be that of a whole request. Aggregates leave
// the others out of their tables: a lost span turns its time into somebody else's.

import type { TraceWarningCode } from '../model/trace.ts';
import { type Analysis, defineAnalysis } from './analysis.ts';
import { traceSummary } from './trace-summary.ts';

const BREAKING: readonly TraceWarningCode[] = ['no-root', 'parent-cycle', 'clock-skew-too-large'];

/** True for complete traces and for those whose orphans were all adopted by the root. */
export const wholePath: Analysis<boolean> = defineAnalysis({
  id: 'whole-path',
  compute(_trace, context) {
    const { incomplete, warnings } = context.get(traceSummary);
    if (!incomplete) return true;
    const count = (code: TraceWarningCode) => warnings.find((w) => w.code === code)?.count ?? 0;
    if (BREAKING.some((code) => count(code) > 0)) return false;
    return count('missing-parent') <= count('orphan-adopted');
  },
});

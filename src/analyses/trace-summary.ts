// The header of a trace: how long, how much, how broken. Latency is the duration of the primary
// root, what its caller waited for; the extent from first start to last end also holds queues,
// background work and clock differences.

import type { Operation, TraceWarning } from '../model/trace.ts';
import { TraceWarnings } from '../model/trace-warnings.ts';
import { type Analysis, defineAnalysis } from './analysis.ts';
import { timing } from './timing.ts';

export interface TraceSummary {
  /** Service and name of the primary root. */
  readonly root: Operation;
  readonly rootFailed: boolean;
  /** Duration of the primary root. */
  readonly latencyNs: number;
  /** Last end minus first start, as recorded. */
  readonly extentNs: number;
  /** A parent, the root or a believable clock is missing: the latency may be that of a part. */
  readonly incomplete: boolean;
  readonly spanCount: number;
  /** Sorted. */
  readonly services: readonly string[];
  readonly errorSpanCount: number;
  /** Of building the trace and of its timing, counted by code. */
  readonly warnings: readonly TraceWarning[];
}

export const traceSummary: Analysis<TraceSummary> = defineAnalysis({
  id: 'trace-summary',
  compute(trace, context) {
    const warnings = new TraceWarnings();
    warnings.addAll(trace.warnings);
    warnings.addAll(context.get(timing).warnings);
    let lastEndNs = 0;
    let errorSpanCount = 0;
    for (let i = 0; i < trace.size; i++) {
      lastEndNs = Math.max(lastEndNs, trace.endNs(i));
      errorSpanCount += trace.failed[i] as number;
    }
    return {
      root: trace.operationOf(0),
      rootFailed: trace.failed[0] === 1,
      latencyNs: trace.durationNs[0] as number,
      // The trace's zero is its earliest start.
      extentNs: lastEndNs,
      incomplete: trace.incomplete || warnings.has('clock-skew-too-large'),
      spanCount: trace.size,
      services: [...new Set(trace.operations.map((operation) => operation.service))].sort(),
      errorSpanCount,
      warnings: warnings.list(),
    };
  },
});

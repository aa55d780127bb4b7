// The interface of detectors that need many traces. Each watches all traces of a window, keeping
// numbers and examples, and speaks at the end.

import type { TraceContext } from '../analyses/analysis.ts';
import type { DetectorMeta } from '../detectors/detector.ts';
import type { DetectionOptions } from '../detectors/options.ts';
import type { RecurringFinding } from './recurring-finding.ts';

export interface WindowDetector {
  readonly meta: DetectorMeta;
  /** Watches one window. */
  watch(options: DetectionOptions): WindowWatch;
}

/** `add` every trace, then `result` once; the order of traces must not matter. */
export interface WindowWatch {
  add(context: TraceContext): void;
  result(): RecurringFinding[];
}

// The interface of what needs many traces: detectors of their own, and evidence for or against what
// single traces show. Each watches all traces of a window, keeping numbers and examples, and speaks
// at the end.

import type { TraceContext } from '../analyses/analysis.ts';
import type { DetectorMeta, TraceFinding } from '../detectors/detector.ts';
import type { DetectionOptions } from '../detectors/options.ts';
import type { Note } from '../model/notes.ts';
import type { RecurringFinding } from './recurring-finding.ts';

export interface WindowDetector {
  readonly meta: DetectorMeta;
  /** Watches one window. */
  watch(options: DetectionOptions): WindowWatch;
}

/** Finds nothing by itself: see `WindowWatch.complete`. */
export interface WindowEvidence {
  /** The file's name. */
  readonly id: string;
  /** Kinds of findings it is about. */
  readonly kinds: readonly string[];
  watch(options: DetectionOptions): WindowWatch;
}

/** `add` every trace, then the others once; the order of traces must not matter. */
export interface WindowWatch {
  /** `findings` are what single-trace detectors found in this trace. */
  add(context: TraceContext, findings: readonly TraceFinding[]): void;
  /** A finding of single traces with what the window knows of it, or the finding itself. */
  complete?(finding: RecurringFinding): RecurringFinding;
  /** Findings that only the window shows, beside those `found` in single traces. */
  result?(found: readonly RecurringFinding[]): RecurringFinding[];
  /** What was left out by limits. */
  notes?(): Note[];
}

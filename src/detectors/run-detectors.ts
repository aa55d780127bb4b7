// Interface agreed for reports; the detectors follow here.

import type { TraceContext } from '../analyses/analysis.ts';
import type { TraceFinding } from './detector.ts';

/** Findings of all detectors, worst first. */
export function runDetectors(_context: TraceContext): TraceFinding[] {
  return [];
}

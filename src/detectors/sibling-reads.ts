// The reads of each span that has several long ones, as far as options do not exclude them.

import { type Analysis, defineAnalysis } from '../analyses/analysis.ts';
import { loopBranches } from '../analyses/calls/loop-branches.ts';
import { ReadSteps, type Step } from '../analyses/calls/read-steps.ts';
import type { DetectionOptions } from './options.ts';
import { isExcluded } from './place-finding.ts';

export interface SiblingReads {
  readonly reader: ReadSteps;
  /** Steps in order of start, by their parent. */
  readonly byParent: ReadonlyMap<number, readonly Step[]>;
}

const BY_OPTIONS = new WeakMap<DetectionOptions, Analysis<SiblingReads>>();

/** The analysis for given options; the same object gives the same analysis. */
export function siblingReads(options: DetectionOptions): Analysis<SiblingReads> {
  const known = BY_OPTIONS.get(options);
  if (known) return known;
  const analysis = defineAnalysis<SiblingReads>({
    id: 'sibling-reads',
    compute(_, context) {
      const marks = loopBranches(context, options.loops);
      const reader = new ReadSteps(context, options.serialIndependent.minCallNs, marks);
      const byParent = new Map<number, readonly Step[]>();
      for (const [parent, steps] of reader.byParent()) {
        if (!isExcluded(context, options, parent)) byParent.set(parent, steps);
      }
      return { reader, byParent };
    },
  });
  BY_OPTIONS.set(options, analysis);
  return analysis;
}

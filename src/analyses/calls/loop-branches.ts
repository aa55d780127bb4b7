// Spans that are part of a loop: its calls, failed tries included, and the wrappers between them
// and the loop's anchor. Other detectors leave them to the loop's own finding.

import type { TraceContext } from '../analysis.ts';
import { logicalCalls } from './logical-calls.ts';
import type { LoopThresholds } from './loop-thresholds.ts';
import { repeatedCalls } from './repeated-calls.ts';

/** Wrappers that are followed upwards. */
const MAX_WRAPPERS = 64;
const MARKS = new WeakMap<TraceContext, Map<LoopThresholds, Uint8Array>>();

/** 1 for spans of loops that reached their minimum, by preorder index. */
export function loopBranches(context: TraceContext, thresholds: LoopThresholds): Uint8Array {
  const known = MARKS.get(context)?.get(thresholds);
  if (known) return known;
  const { tree } = context.get(logicalCalls);
  const marks = new Uint8Array(context.trace.size);
  for (const { loop } of context.get(repeatedCalls(thresholds)).found) {
    for (const { tries } of loop.items) {
      for (const call of tries) {
        let at = call.span;
        for (let step = 0; at !== loop.anchorNode && at >= 0 && step < MAX_WRAPPERS; step++) {
          if (at < marks.length) marks[at] = 1;
          at = tree.up[at] as number;
        }
      }
    }
  }
  const ofContext = MARKS.get(context) ?? new Map<LoopThresholds, Uint8Array>();
  ofContext.set(thresholds, marks);
  MARKS.set(context, ofContext);
  return marks;
}

// How much a finding matters: by what fixing it surely saves, in time and as a share of the trace.

import type { Confidence, Severity } from './detector.ts';
import type { DetectionOptions } from './options.ts';

export interface Weight {
  /** The lower end of the saving. */
  readonly savingNs: number;
  /** Duration of the root that waits. */
  readonly rootNs: number;
  readonly count: number;
  readonly onPath: boolean;
  readonly background: boolean;
}

const ORDER: readonly Severity[] = ['low', 'medium', 'high', 'critical'];

export function severityOf(weight: Weight, { severity }: DetectionOptions): Severity {
  const { savingNs, rootNs, count, onPath, background } = weight;
  const { critical, high, manyCalls, medium } = severity;
  if (!onPath) return count >= manyCalls.count && !background ? 'medium' : 'low';
  const share = rootNs > 0 ? savingNs / rootNs : 0;
  let level: Severity = 'low';
  if (savingNs >= critical.ns || share >= critical.share) level = 'critical';
  else if (savingNs >= high.ns && share >= high.share) level = 'high';
  else if (count >= manyCalls.count && share >= manyCalls.share) level = 'high';
  else if (savingNs >= medium.ns || share >= medium.share || count >= medium.count)
    level = 'medium';
  return background ? stepDown(level) : level;
}

export function stepDown(severity: Severity): Severity {
  return ORDER[Math.max(0, ORDER.indexOf(severity) - 1)] as Severity;
}

/** Words for whole hundredths. */
export function confidenceOf(points: number): Confidence {
  if (points >= 75) return 'high';
  return points >= 50 ? 'medium' : 'low';
}

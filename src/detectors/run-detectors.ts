// Runs all detectors on one trace. One that breaks becomes a note and never costs the others.

import type { TraceContext } from '../analyses/analysis.ts';
import type { Notes } from '../model/notes.ts';
import { type Detector, SEVERITIES, type TraceFinding } from './detector.ts';
import { DETECTORS } from './index.ts';
import { DEFAULT_DETECTION_OPTIONS, type DetectionOptions } from './options.ts';

/**
 * Findings of all detectors, worst first: severity, then what fixing it saves, then fingerprint.
 * A detector that throws is counted in `notes`, if given.
 */
export function runDetectors(
  context: TraceContext,
  options: DetectionOptions = DEFAULT_DETECTION_OPTIONS,
  notes?: Notes,
  detectors: readonly Detector[] = DETECTORS,
): TraceFinding[] {
  const off = new Set(options.exclude.kinds);
  const findings: TraceFinding[] = [];
  for (const detector of detectors) {
    if (off.size > 0 && detector.meta.kinds.every((kind) => off.has(kind))) continue;
    try {
      for (const finding of detector.detect(context, options)) {
        if (!off.has(finding.kind)) findings.push(finding);
      }
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      notes?.add(
        'detector-failed',
        `the detector ${detector.meta.id} broke (${reason}) and was left out; please report it`,
      );
    }
  }
  return findings.sort(compareFindings);
}

export function compareFindings(a: TraceFinding, b: TraceFinding): number {
  return (
    SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity) ||
    b.savingNs.low - a.savingNs.low ||
    b.savingNs.high - a.savingNs.high ||
    b.onPathNs - a.onPathNs ||
    (a.fingerprint < b.fingerprint ? -1 : a.fingerprint > b.fingerprint ? 1 : 0) ||
    (a.kind < b.kind ? -1 : 1)
  );
}

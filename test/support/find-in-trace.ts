// Runs detection on traces of tests and says in short what came out.

import { TraceContext } from '../../src/analyses/analysis.ts';
import type { TraceFinding } from '../../src/detectors/detector.ts';
import { DEFAULT_DETECTION_OPTIONS, type DetectionOptions } from '../../src/detectors/options.ts';
import { runDetectors } from '../../src/detectors/run-detectors.ts';
import { Notes } from '../../src/model/notes.ts';
import type { Trace } from '../../src/model/trace.ts';

export const REPEATED_KINDS: ReadonlySet<string> = new Set([
  'nplus1',
  'repeated-call',
  'duplicate-call',
  'fan-out',
  'pagination',
  'polling',
  'retry',
  'chunked',
  'publish-loop',
]);

/** All findings; a detector that breaks fails the test. */
export function findIn(
  trace: Trace,
  options: DetectionOptions = DEFAULT_DETECTION_OPTIONS,
): TraceFinding[] {
  const notes = new Notes();
  const findings = runDetectors(new TraceContext(trace), options, notes);
  if (notes.has('detector-failed')) throw new Error(notes.list()[0]?.text);
  return findings;
}

/** Findings of repeated calls. */
export function repeatedIn(trace: Trace): TraceFinding[] {
  return findIn(trace).filter(({ kind }) => REPEATED_KINDS.has(kind));
}

/** `nplus1 db 20`, sorted. */
export function inShort(findings: readonly TraceFinding[]): string[] {
  return findings.map(({ kind, callClass, count }) => `${kind} ${callClass} ${count}`).sort();
}

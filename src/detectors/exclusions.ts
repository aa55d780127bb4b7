// Findings that the configuration leaves out by pattern: of a service, an entry route, a statement
// or a fingerprint.

import { matchesPattern } from '../analyses/calls/loop-thresholds.ts';
import type { DetectionOptions } from './options.ts';

/** What patterns are held against. */
export interface Excludable {
  readonly service: string;
  readonly entryService: string;
  readonly entryOperation: string;
  readonly template: string;
  readonly fingerprint: string;
  readonly looseFingerprint?: string | undefined;
}

/** True when a pattern of the options meets the finding. */
export function isExcludedFinding(
  finding: Excludable,
  { services, routes, templates, fingerprints }: DetectionOptions['exclude'],
): boolean {
  const { fingerprint, looseFingerprint = fingerprint } = finding;
  return (
    meets(services, finding.service, finding.entryService) ||
    meets(routes, finding.entryOperation) ||
    meets(templates, finding.template) ||
    meets(fingerprints, fingerprint, looseFingerprint)
  );
}

/** "services legacy-*; routes GET /health": what is in force; empty without patterns. */
export function exclusionsInForce(exclude: DetectionOptions['exclude']): string[] {
  const { services, routes, templates, fingerprints } = exclude;
  const words = { services, routes, templates, fingerprints };
  return Object.entries(words)
    .filter(([, patterns]) => patterns.length > 0)
    .map(([word, patterns]) => `${word} ${patterns.join(', ')}`);
}

function meets(patterns: readonly string[], ...texts: readonly string[]): boolean {
  return patterns.some((pattern) => texts.some((text) => matchesPattern(text, pattern)));
}

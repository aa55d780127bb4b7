// Findings that somebody has accepted are left out, and said to be: how many, and which entries of
// the list no longer mean anything.

import type { RecurringFinding } from '../aggregates/recurring-finding.ts';
import type { DetectionOptions } from '../detectors/options.ts';
import { applySuppressions } from '../detectors/suppressions.ts';
import type { Notes } from '../model/notes.ts';

export interface AcceptedFindings {
  readonly kept: readonly RecurringFinding[];
  /** Of those left out. */
  readonly fingerprints: ReadonlySet<string>;
}

export function acceptFindings(
  findings: readonly RecurringFinding[],
  options: DetectionOptions,
  today: string,
  notes: Notes,
): AcceptedFindings {
  const { kept, suppressed, unused, expired } = applySuppressions(
    findings,
    options.suppressions,
    today,
  );
  for (const { finding, by } of suppressed) {
    notes.add(
      'finding-suppressed',
      `findings left out as accepted, such as ${finding.fingerprint}: ${by.reason}`,
    );
  }
  for (const { fingerprint } of unused) {
    notes.add('suppression-unused', `suppressions that match nothing here, such as ${fingerprint}`);
  }
  for (const { fingerprint, until } of expired) {
    notes.add(
      'suppression-expired',
      `suppressions past their last day, such as ${fingerprint} (${until})`,
    );
  }
  return { kept, fingerprints: new Set(suppressed.map(({ finding }) => finding.fingerprint)) };
}

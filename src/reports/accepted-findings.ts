// Findings that the configuration excludes, or that somebody has accepted, are left out, and said to
// be: how many, and which entries of the list no longer mean anything.

import type { RecurringFinding } from '../aggregates/recurring-finding.ts';
import { exclusionsInForce, isExcludedFinding } from '../detectors/exclusions.ts';
import type { DetectionOptions } from '../detectors/options.ts';
import { applySuppressions } from '../detectors/suppressions.ts';
import type { Notes } from '../model/notes.ts';

export interface AcceptedFindings {
  readonly kept: readonly RecurringFinding[];
  /** Of those left out. */
  readonly fingerprints: ReadonlySet<string>;
}

/** Suppressions that are named in one note. */
const MOST_NAMED = 10;

/**
 * `whole` says that all findings are here: what matches none of those of one trace may match
 * others.
 */
export function acceptFindings(
  findings: readonly RecurringFinding[],
  options: DetectionOptions,
  today: string,
  notes: Notes,
  { whole }: { readonly whole: boolean },
): AcceptedFindings {
  const excluded = findings.filter((finding) => isExcludedFinding(finding, options.exclude));
  const dropped = new Set(excluded);
  const left = findings.filter((finding) => !dropped.has(finding));
  const { kept, suppressed, unused, expired } = applySuppressions(
    left,
    options.suppressions,
    today,
  );
  for (const { finding, by } of suppressed) {
    notes.add(
      'finding-suppressed',
      `findings left out as accepted, such as ${finding.fingerprint}: ${by.reason}`,
    );
  }
  if (whole && unused.length > 0) {
    const names = someOf(unused.map(({ fingerprint }) => fingerprint));
    notes.add('suppression-unused', `suppressions match nothing here: ${names}`, unused.length);
  }
  if (expired.length > 0) {
    const names = someOf(expired.map(({ fingerprint, until }) => `${fingerprint} (${until})`));
    notes.add(
      'suppression-expired',
      `suppressions are past their last day: ${names}`,
      expired.length,
    );
  }
  const patterns = exclusionsInForce(options.exclude);
  if (patterns.length > 0)
    notes.add(
      'exclusions-in-force',
      `findings that the configuration excludes are left out: ${patterns.join('; ')}`,
    );
  const { kinds } = options.exclude;
  if (kinds.length > 0)
    notes.add(
      'kinds-off',
      `kinds of findings are switched off: ${someOf([...new Set(kinds)])}`,
      new Set(kinds).size,
    );
  const gone = [...excluded, ...suppressed.map(({ finding }) => finding)];
  return { kept, fingerprints: new Set(gone.map(({ fingerprint }) => fingerprint)) };
}

function someOf(names: readonly string[]): string {
  const more = names.length - MOST_NAMED;
  return names.slice(0, MOST_NAMED).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

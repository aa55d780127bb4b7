// Findings that somebody has accepted: by exact or loose fingerprint, for a reason, maybe until a
// day. What no longer suppresses anything is reported, so that the list does not rot.

import type { Suppression } from './options.ts';

interface Suppressible {
  readonly fingerprint: string;
  readonly looseFingerprint?: string | undefined;
}

export interface Suppressed<T> {
  readonly kept: readonly T[];
  readonly suppressed: readonly { readonly finding: T; readonly by: Suppression }[];
  /** Suppressions that matched nothing. */
  readonly unused: readonly Suppression[];
  /** Past their last day: they no longer hold. */
  readonly expired: readonly Suppression[];
}

/** Sorts findings by suppressions that hold on `today` (`YYYY-MM-DD`). */
export function applySuppressions<T extends Suppressible>(
  findings: readonly T[],
  suppressions: readonly Suppression[],
  today: string,
): Suppressed<T> {
  const expired = suppressions.filter(({ until }) => until !== undefined && until < today);
  const holding = new Map(
    suppressions.filter((one) => !expired.includes(one)).map((one) => [one.fingerprint, one]),
  );
  const used = new Set<Suppression>();
  const kept: T[] = [];
  const suppressed: { finding: T; by: Suppression }[] = [];
  for (const finding of findings) {
    const { fingerprint, looseFingerprint } = finding;
    const by = holding.get(fingerprint) ?? holding.get(looseFingerprint ?? fingerprint);
    if (!by) {
      kept.push(finding);
      continue;
    }
    used.add(by);
    suppressed.push({ finding, by });
  }
  const unused = [...holding.values()].filter((one) => !used.has(one));
  return { kept, suppressed, unused, expired };
}

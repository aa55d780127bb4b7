// What `find` keeps of every trace. A window may hold ten thousands of them, so what repeats is held
// once: the same finding of the same place, of the same size, is one object for all its traces.

import type { TraceContext } from '../analyses/analysis.ts';
import type { TraceFinding } from '../detectors/detector.ts';
import type { TraceData, TraceFindingData } from './contract.ts';
import { traceData, traceFindingData } from './trace-data.ts';

const NO_FINDINGS: TraceData['findings'] = [];

/** `add` every trace, then `list` once. */
export class TraceRows {
  readonly #rows: TraceData[] = [];
  /** By fingerprint, the one met last. */
  readonly #findings = new Map<string, TraceFindingData>();

  get size(): number {
    return this.#rows.length;
  }

  add(context: TraceContext, findings: readonly TraceFinding[]): void {
    const kept =
      findings.length === 0
        ? NO_FINDINGS
        : findings.map((finding) => this.#shared(traceFindingData(context, finding)));
    this.#rows.push(traceData(context, kept));
  }

  /** All rows in the order they came, marked as unusual by ID, without findings that are accepted. */
  list(unusual: ReadonlySet<string>, accepted: ReadonlySet<string>): TraceData[] {
    return this.#rows.map((row) => {
      const isUnusual = unusual.has(row.traceId);
      const hasAccepted = row.findings.some(({ fingerprint }) => accepted.has(fingerprint));
      if (!isUnusual && !hasAccepted) return row;
      const findings = row.findings.filter(({ fingerprint }) => !accepted.has(fingerprint));
      return { ...row, unusual: isUnusual, findings };
    });
  }

  #shared(finding: TraceFindingData): TraceFindingData {
    const known = this.#findings.get(finding.fingerprint);
    if (known && isSame(known, finding)) return known;
    this.#findings.set(finding.fingerprint, finding);
    return finding;
  }
}

// The fields are texts and numbers, always the same ones.
function isSame(a: TraceFindingData, b: TraceFindingData): boolean {
  return (Object.keys(a) as (keyof TraceFindingData)[]).every((key) => a[key] === b[key]);
}

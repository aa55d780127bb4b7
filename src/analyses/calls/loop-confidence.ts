// How sure it is that one call could replace the loop, in whole hundredths from 0 to 100: binary
// fractions would miss the borders.

/** What speaks for and against a loop. */
export interface LoopEvidence {
  readonly count: number;
  /** Different arguments; null when they are not recorded. */
  readonly distinctArguments: number | null;
  readonly hasSource: boolean;
  readonly sourceRowsMatch: boolean;
  /** Claimed by an anchor whose branches all hold the same number of calls. */
  readonly evenBranches: boolean;
  readonly routeKnown: boolean;
  readonly weak: boolean;
  readonly commandOnly: boolean;
  readonly truncated: boolean;
  readonly adopted: boolean;
  readonly listSizeUnknown: boolean;
  readonly maybePaging: boolean;
  readonly internal: boolean;
  /** No span of the trace has a kind. */
  readonly kindsImplied: boolean;
}

const START = 55;
const INTERNAL_CAP = 40;
const IMPLIED_CAP = 74;

/** What no further evidence can exceed, not even that of other traces. */
export function confidenceCap({
  internal,
  kindsImplied,
}: Pick<LoopEvidence, 'internal' | 'kindsImplied'>): number {
  if (internal) return INTERNAL_CAP;
  return kindsImplied ? IMPLIED_CAP : 100;
}

export function loopConfidence(evidence: LoopEvidence): number {
  let points = START;
  const { distinctArguments, count } = evidence;
  if (distinctArguments !== null && distinctArguments * 5 >= count * 4) points += 25;
  if (evidence.sourceRowsMatch) points += 20;
  else if (evidence.hasSource) points += 10;
  if (evidence.evenBranches) points += 10;
  if (evidence.routeKnown) points += 10;
  if (evidence.weak) points -= 30;
  if (evidence.commandOnly) points -= 20;
  if (evidence.truncated) points -= 10;
  if (evidence.adopted) points -= 15;
  if (evidence.listSizeUnknown) points -= 20;
  if (evidence.maybePaging) points -= 15;
  return Math.min(confidenceCap(evidence), Math.max(0, points));
}

// Chooses the primary root, the span whose duration is the latency, and gives it the orphans that
// ran during it: all spans of a trace descend from its root, and leaving them out would turn a lost
// span into "the root's own code is slow".

import { CUT_ROOT, HAS_PARENT, ORPHAN, type ParentLinks, TRUE_ROOT } from './parent-links.ts';
import type { IdentifiedSpans } from './span-ids.ts';
import { compareByStart, type SpanTimes } from './span-times.ts';
import type { TraceWarnings } from './trace-warnings.ts';

export interface TraceRoots {
  /** Position of the primary root. */
  readonly primary: number;
  /** 1 where an orphan was adopted, by position. */
  readonly adopted: Uint8Array;
}

/** Changes `links` where orphans are adopted; warns of the roots that are too few or too many. */
export function chooseRoots(
  spans: IdentifiedSpans,
  times: SpanTimes,
  links: ParentLinks,
  warnings: TraceWarnings,
): TraceRoots {
  const before = (a: number, b: number) => compareByStart(spans, times, a, b) < 0;
  const { rootReason } = links;
  let primary = -1;
  let trueRoots = 0;
  for (let i = 0; i < spans.size; i++) {
    if (rootReason[i] === HAS_PARENT) continue;
    if (rootReason[i] === TRUE_ROOT) trueRoots++;
    if (primary < 0) primary = i;
    const trust = rank(rootReason[i] as number) - rank(rootReason[primary] as number);
    if (trust < 0 || (trust === 0 && before(i, primary))) primary = i;
  }
  if (trueRoots === 0) warnings.add('no-root', spans.spanId(primary));
  for (let i = 0; i < spans.size && trueRoots > 1; i++) {
    if (rootReason[i] === TRUE_ROOT && i !== primary) {
      warnings.add('multiple-roots', spans.spanId(i));
    }
  }
  const adopted = new Uint8Array(spans.size);
  if (trueRoots === 1) adoptOrphans(spans, times, links, { primary, adopted }, warnings);
  return { primary, adopted };
}

// Both kinds of orphan are equally good provisional roots.
function rank(reason: number): number {
  if (reason === TRUE_ROOT) return 0;
  return reason === CUT_ROOT ? 2 : 1;
}

function adoptOrphans(
  spans: IdentifiedSpans,
  times: SpanTimes,
  links: ParentLinks,
  { primary, adopted }: TraceRoots,
  warnings: TraceWarnings,
): void {
  const durationNs = times.durationNs[primary] as number;
  const toleranceNs = Math.floor(durationNs / 100);
  const fromNs = (times.startNs[primary] as number) - toleranceNs;
  const toNs = (times.startNs[primary] as number) + durationNs + toleranceNs;
  for (let i = 0; i < spans.size; i++) {
    if (links.rootReason[i] !== ORPHAN) continue;
    const startNs = times.startNs[i] as number;
    if (startNs < fromNs || startNs > toNs) continue;
    links.parent[i] = primary;
    links.rootReason[i] = HAS_PARENT;
    adopted[i] = 1;
    warnings.add('orphan-adopted', spans.spanId(i));
  }
}

// Cuts cycles of parents, so that every span hangs below a root and none vanishes from sight.

import { CUT_ROOT, type ParentLinks } from './parent-links.ts';
import type { IdentifiedSpans } from './span-ids.ts';
import { compareByStart, type SpanTimes } from './span-times.ts';
import type { TraceWarnings } from './trace-warnings.ts';

const UNSEEN = 0;
const ON_PATH = 1;
const DONE = 2;

/** Cuts each cycle at its earliest (then longest, then smallest-ID) span, in place. */
export function cutCycles(
  spans: IdentifiedSpans,
  times: SpanTimes,
  links: ParentLinks,
  warnings: TraceWarnings,
): void {
  const { parent } = links;
  const colour = new Uint8Array(spans.size);
  for (let i = 0; i < spans.size; i++) {
    let met = i;
    while (met >= 0 && colour[met] === UNSEEN) {
      colour[met] = ON_PATH;
      met = parent[met] as number;
    }
    const isCycle = met >= 0 && colour[met] === ON_PATH;
    for (let j = i; j >= 0 && colour[j] === ON_PATH; j = parent[j] as number) colour[j] = DONE;
    if (!isCycle) continue;
    const cut = firstOfCycle(spans, times, parent, met);
    parent[cut] = -1;
    links.follows[cut] = 0;
    links.rootReason[cut] = CUT_ROOT;
    warnings.add('parent-cycle', spans.spanId(cut));
  }
}

function firstOfCycle(
  spans: IdentifiedSpans,
  times: SpanTimes,
  parent: Int32Array,
  start: number,
): number {
  let first = start;
  for (let i = parent[start] as number; i !== start; i = parent[i] as number) {
    if (compareByStart(spans, times, i, first) < 0) first = i;
  }
  return first;
}

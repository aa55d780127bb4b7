// Batched already, in several batches.

import type { Detector } from './detector.ts';
import { repeatedCallFinding, verdictsOf } from './repeated-call-finding.ts';
import { callsPhrase } from './repeated-call-wording.ts';

export const chunked: Detector = {
  meta: {
    id: 'chunked',
    title: 'Chunked batches',
    description:
      'A loop of calls that carry many items each: long IN lists, multi-row inserts, MGETs. Batched already; fewer, larger batches may help.',
    kinds: ['chunked'],
    failing: [],
  },
  detect(context, options) {
    return verdictsOf(context, options, 'chunked').map((verdict) =>
      repeatedCallFinding(context, options, verdict, {
        message: ['In batches: ', ...callsPhrase(verdict)],
        advice: ['Larger batches or batches in parallel, if the callee can take them.'],
        savingNs: { low: 0, high: verdict.cost.lowNs },
      }),
    );
  },
};

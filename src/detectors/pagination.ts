// One result read page by page.

import type { Detector } from './detector.ts';
import { repeatedCallFinding, verdictsOf } from './repeated-call-finding.ts';
import { callsPhrase } from './repeated-call-wording.ts';

export const pagination: Detector = {
  meta: {
    id: 'pagination',
    title: 'Pagination',
    description:
      'One request reads a result page by page: offsets, keysets, cursors or page tokens. Larger pages mean fewer round trips.',
    kinds: ['pagination'],
    failing: [],
  },
  detect(context, options) {
    return verdictsOf(context, options, 'pagination').map((verdict) =>
      repeatedCallFinding(context, options, verdict, {
        message: ['Pages: ', ...callsPhrase(verdict)],
        advice: ['If all pages are needed, read larger ones, or stream the result.'],
        savingNs: { low: 0, high: verdict.cost.lowNs },
      }),
    );
  },
};

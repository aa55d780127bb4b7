// Messages sent one by one.

import type { Detector } from './detector.ts';
import { repeatedCallFinding, verdictsOf } from './repeated-call-finding.ts';
import { callsPhrase, costPhrase } from './repeated-call-wording.ts';

export const publishLoop: Detector = {
  meta: {
    id: 'publish-loop',
    title: 'Publish loops',
    description:
      'One request sends many messages to one destination one by one; clients can send them in a batch.',
    kinds: ['publish-loop'],
    failing: [],
  },
  detect(context, options) {
    return verdictsOf(context, options, 'publish-loop').map((verdict) =>
      repeatedCallFinding(context, options, verdict, {
        message: ['Messages one by one: ', ...callsPhrase(verdict), ...costPhrase(verdict)],
        advice: ['Send them as one batch, or do not wait for each acknowledgement.'],
      }),
    );
  },
};

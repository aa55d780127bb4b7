// The same call from unrelated places of one request.

import type { Detector } from './detector.ts';
import { repeatedCallFinding, verdictsOf } from './repeated-call-finding.ts';
import { callsPhrase, costPhrase } from './repeated-call-wording.ts';

export const repeatedCall: Detector = {
  meta: {
    id: 'repeated-call',
    title: 'Repeated calls',
    description:
      'One request makes the same call from several unrelated places: the answer could be passed on or kept for the length of the request.',
    kinds: ['repeated-call'],
    failing: [],
  },
  detect(context, options) {
    return verdictsOf(context, options, 'repeated-call').map((verdict) =>
      repeatedCallFinding(context, options, verdict, {
        message: [...callsPhrase(verdict), ', from unrelated places', ...costPhrase(verdict)],
        advice: ['Pass the value on, or keep it for the length of the request.'],
      }),
    );
  },
};

// The same question again: equal calls with equal arguments.

import type { Detector } from './detector.ts';
import { repeatedCallFinding, verdictsOf } from './repeated-call-finding.ts';
import { callsPhrase, costPhrase } from './repeated-call-wording.ts';

export const duplicateCall: Detector = {
  meta: {
    id: 'duplicate-call',
    title: 'Duplicate calls',
    description:
      'One request reads the same thing several times, with the same visible arguments: all but the first call could be answered from memory.',
    kinds: ['duplicate-call'],
    failing: [],
  },
  detect(context, options) {
    return verdictsOf(context, options, 'duplicate-call').map((verdict) =>
      repeatedCallFinding(context, options, verdict, {
        message: ['Same read again: ', ...callsPhrase(verdict), ...costPhrase(verdict)],
        advice: ['Read it once and keep the answer for the length of the request.'],
      }),
    );
  },
};

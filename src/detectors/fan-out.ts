// Equal calls in flight together: no chain of waits, but load on the callee.

import { duration, type Phrase } from '../model/phrase.ts';
import type { Detector } from './detector.ts';
import { repeatedCallFinding, verdictsOf } from './repeated-call-finding.ts';
import { callsPhrase } from './repeated-call-wording.ts';

export const fanOut: Detector = {
  meta: {
    id: 'fan-out',
    title: 'Fan-out',
    description:
      'One request starts many equal calls at once. The latency is that of the slowest; the load on the callee is that of all.',
    kinds: ['fan-out'],
    failing: [],
  },
  detect(context, options) {
    return verdictsOf(context, options, 'fan-out').map((verdict) => {
      const { cost } = verdict;
      const leadNs = Math.min(cost.longestNs - cost.medianNs, cost.capNs);
      const high = cost.onPathNs > 0 ? Math.round(Math.max(0, leadNs)) : 0;
      const times: Phrase = [
        '; median ',
        duration(cost.medianNs),
        ', slowest ',
        duration(cost.longestNs),
      ];
      return repeatedCallFinding(context, options, verdict, {
        message: ['Fan-out: ', ...callsPhrase(verdict), ...times],
        advice: ['One call for all items takes the load off the callee; latency gains little.'],
        savingNs: { low: 0, high },
      });
    });
  },
};

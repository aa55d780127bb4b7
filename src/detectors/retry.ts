// One call tried again and again.

import { count, duration, name } from '../model/phrase.ts';
import type { Detector } from './detector.ts';
import { repeatedCallFinding, verdictsOf } from './repeated-call-finding.ts';

export const retry: Detector = {
  meta: {
    id: 'retry',
    title: 'Retries',
    description: 'One call failed and was tried at least three times.',
    kinds: ['retry'],
    failing: [],
  },
  detect(context, options) {
    return verdictsOf(context, options, 'retry').map((verdict) => {
      const { loop, calls, cost } = verdict;
      const { callClass, target, template, failed } = loop.sample;
      const remote = (callClass === 'http' || callClass === 'rpc') && target !== '';
      const lastNs = calls[calls.length - 1]?.durationNs ?? 0;
      const high = Math.round(Math.max(0, Math.min(cost.onPathNs - lastNs, cost.capNs)));
      return repeatedCallFinding(context, options, verdict, {
        message: [
          name(loop.unit.service),
          ' ',
          name(loop.unit.name),
          ' tries ',
          ...(remote ? [name(target), ' '] : []),
          name(template),
          ' ',
          count(verdict.count),
          failed ? ' times, in vain; ' : ' times until it succeeds; ',
          duration(cost.onPathNs),
          ' of the critical path',
        ],
        advice: [
          failed
            ? 'Find why it fails; give up sooner, with growing gaps between the tries.'
            : 'Find why the first tries fail; each costs its full wait.',
        ],
        savingNs: { low: 0, high },
      });
    });
  },
};

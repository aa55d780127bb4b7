// Hosts whose clocks disagree.

import { skewedEdges } from '../analyses/calls/skewed-edges.ts';
import { count, duration, name } from '../model/phrase.ts';
import type { Detector } from './detector.ts';
import { placeFinding } from './place-finding.ts';

export const clockSkew: Detector = {
  meta: {
    id: 'clock-skew',
    title: 'Clock skew',
    description:
      'A callee starts before its call or after its end: the two hosts’ clocks disagree, and times between them cannot be trusted.',
    kinds: ['clock-skew'],
    failing: [],
    about: 'recording',
  },
  detect(context) {
    return context.get(skewedEdges).pairs.map((pair) => {
      const { callerService, calleeService, skewed, edges, offsetNs } = pair;
      return placeFinding(context, {
        kind: 'clock-skew',
        severity: 'low',
        confidencePoints: skewed.length > 1 ? 75 : 55,
        anchor: skewed[0] as number,
        template: `${callerService} → ${calleeService}`,
        wholeService: true,
        count: skewed.length,
        spans: skewed,
        message: [
          'The clock of ',
          name(calleeService),
          ' is about ',
          duration(Math.abs(offsetNs)),
          offsetNs < 0 ? ' behind' : ' ahead of',
          callerService === calleeService ? ' another host of ' : ' that of ',
          name(callerService),
          ', in ',
          count(skewed.length),
          ' of ',
          count(edges),
          ' calls',
        ],
        advice: [
          'Synchronise the clocks of these hosts; until then do not trust gaps between them.',
        ],
      });
    });
  },
};

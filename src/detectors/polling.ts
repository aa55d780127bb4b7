// Asking again and again until something has happened.

import { duration } from '../model/phrase.ts';
import type { Detector } from './detector.ts';
import { repeatedCallFinding, verdictsOf } from './repeated-call-finding.ts';
import { callsPhrase } from './repeated-call-wording.ts';

export const polling: Detector = {
  meta: {
    id: 'polling',
    title: 'Polling',
    description:
      'One request repeats a call with idle gaps between: it waits for something. The wait costs the time, not the calls.',
    kinds: ['polling'],
    failing: [],
  },
  detect(context, options) {
    return verdictsOf(context, options, 'polling').map((verdict) => {
      const first = verdict.loop.items[0];
      const last = verdict.loop.items[verdict.loop.items.length - 1];
      const windowNs = (last?.endNs ?? 0) - (first?.startNs ?? 0);
      return repeatedCallFinding(context, options, verdict, {
        message: ['Polling: ', ...callsPhrase(verdict), ', over ', duration(windowNs)],
        advice: ['Wait for an event or a blocking read, or answer before the work is done.'],
        savingNs: { low: 0, high: 0 },
      });
    });
  },
};

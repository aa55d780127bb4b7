// N+1 on the writing side: rows or keys written one by one.

import type { RepeatedCall } from '../analyses/calls/repeated-call.ts';
import type { Phrase } from '../model/phrase.ts';
import type { Detector } from './detector.ts';
import { repeatedCallFinding, verdictsOf } from './repeated-call-finding.ts';
import { callsPhrase, costPhrase } from './repeated-call-wording.ts';

export const writeLoop: Detector = {
  meta: {
    id: 'write-loop',
    title: 'Write loops',
    description:
      'A loop that writes one row, key or resource per call, where a multi-row statement or a bulk call would write them together. Reported as `nplus1`.',
    kinds: ['nplus1'],
    failing: ['nplus1'],
  },
  detect(context, options) {
    return verdictsOf(context, options, 'nplus1')
      .filter(({ write }) => write)
      .map((verdict) =>
        repeatedCallFinding(context, options, verdict, {
          message: ['N+1 write: ', ...callsPhrase(verdict), ...costPhrase(verdict)],
          advice: adviceFor(verdict),
        }),
      );
  },
};

function adviceFor({ loop }: RepeatedCall): Phrase {
  const { statement, operation } = loop.sample.essence.identity;
  const verb = statement?.verb;
  switch (loop.sample.callClass) {
    case 'db':
      return verb === 'insert'
        ? ['Insert all rows with one multi-row statement or a driver batch.']
        : ['Write all rows with one statement over their keys, or a driver batch.'];
    case 'cache':
      return operation === 'set'
        ? ['Send the commands in one pipeline, or MSET.']
        : ['Send the commands in one pipeline.'];
    default:
      return ['Send all items to a bulk endpoint in one call.'];
  }
}

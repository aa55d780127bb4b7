// N+1: one call per item of a list, where one call for the whole list would do.

import type { RepeatedCall } from '../analyses/calls/repeated-call.ts';
import { name, type Phrase } from '../model/phrase.ts';
import type { Detector } from './detector.ts';
import { repeatedCallFinding, verdictsOf } from './repeated-call-finding.ts';
import { callsPhrase, costPhrase } from './repeated-call-wording.ts';

export const nplus1: Detector = {
  meta: {
    id: 'nplus1',
    title: 'N+1 calls',
    description:
      'A loop of equal calls, one per item, that one call for all items could replace: queries, cache commands, HTTP and RPC calls, below siblings or wrappers, nested or recursive.',
    kinds: ['nplus1'],
    failing: ['nplus1'],
  },
  detect(context, options) {
    return verdictsOf(context, options, 'nplus1')
      .filter(({ write }) => !write)
      .map((verdict) =>
        repeatedCallFinding(context, options, verdict, {
          message: ['N+1: ', ...callsPhrase(verdict), ...costPhrase(verdict)],
          advice: adviceFor(verdict),
        }),
      );
  },
};

function adviceFor(verdict: RepeatedCall): Phrase {
  const { shape, source, distinctArguments } = verdict;
  if (shape === 'recursive') {
    return ['Load the whole tree at once: a recursive query, or all its levels before walking it.'];
  }
  const fix: Phrase[number][] = [...batchAdvice(verdict)];
  if (shape === 'queued') {
    fix.push(' A larger pool would only move the queue.');
  } else if (shape === 'waves') fix.push(' Raising the limit helps less than asking once.');
  else if (distinctArguments === null && source === undefined) {
    fix.push(' If all arguments are equal, remember the answer instead.');
  }
  return fix;
}

function batchAdvice({ loop, source }: RepeatedCall): Phrase {
  const { callClass, essence } = loop.sample;
  const after: Phrase = source ? [' after ', name(source.call.template)] : [];
  switch (callClass) {
    case 'db':
      return essence.identity.statement
        ? ['Ask once', ...after, ': an IN list, a JOIN, or eager loading.']
        : ['Ask once', ...after, ' for all items instead of once for each.'];
    case 'cache':
      return essence.identity.operation === 'get'
        ? ['Send one MGET or a pipeline instead.']
        : ['Send the commands in one pipeline.'];
    case 'internal':
      return ['Load all items at once, before the loop.'];
    default:
      return essence.identity.template.includes('graphql')
        ? ['Ask for all items in one operation, or batch with a DataLoader.']
        : [
            'Call a batch endpoint once',
            ...after,
            ', or keep answers for the length of a request.',
          ];
  }
}

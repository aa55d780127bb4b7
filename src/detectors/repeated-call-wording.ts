// Sentences about repeated calls: who makes them, which, how many, how they lie in time, and what
// that costs. Templates only, never values.

import type { RepeatedCall } from '../analyses/calls/repeated-call.ts';
import { count, duration, durations, name, type Phrase } from '../model/phrase.ts';

const VERBS = {
  db: 'runs',
  cache: 'sends',
  http: 'calls',
  rpc: 'calls',
  messaging: 'sends to',
  internal: 'repeats',
} as const;

/** "order-service GET /orders runs select … 20 times, one after another, once per fetch-item". */
export function callsPhrase(verdict: RepeatedCall): Phrase {
  const { loop } = verdict;
  return [
    ...unitPhrase(verdict),
    ` ${VERBS[loop.sample.callClass]} `,
    ...calledPhrase(verdict),
    ' ',
    count(verdict.count),
    ' times',
    ...shapePhrase(verdict),
    ...branchPhrase(verdict),
  ];
}

function unitPhrase({ loop }: RepeatedCall): Phrase {
  const { unit, anchorName } = loop;
  const where: Phrase = anchorName === '' ? [] : [' in ', name(anchorName)];
  return [name(unit.service), ' ', name(unit.name), ...where];
}

function calledPhrase({ loop }: RepeatedCall): Phrase {
  const { callClass, target, template } = loop.sample;
  const remote = (callClass === 'http' || callClass === 'rpc') && target !== '';
  return remote ? [name(target), ' ', name(template)] : [name(template)];
}

function shapePhrase({ shape, open }: RepeatedCall): Phrase {
  switch (shape) {
    case 'sequential':
      return [', one after another'];
    case 'queued':
      return [', queued for one connection'];
    case 'waves':
      return [', at most ', count(open), ' at once'];
    case 'recursive':
      return [', each below the one before'];
    case 'parallel':
      return [', ', count(open), ' of them at once'];
  }
}

function branchPhrase({ loop }: RepeatedCall): Phrase {
  return loop.branch === '' ? [] : [', once per ', name(loop.branch)];
}

/** "; about 114-145 ms of 420 ms", or that nobody waits for it. */
export function costPhrase(verdict: RepeatedCall): Phrase {
  const { cost, count: calls } = verdict;
  if (cost.onPathNs === 0) return ['; no latency gain, ', count(calls - 1), ' fewer calls'];
  if (cost.highNs === 0) return ['; other work takes as long meanwhile'];
  return [
    '; one call would save about ',
    durations(cost.lowNs, cost.highNs),
    ' of ',
    duration(cost.rootNs),
  ];
}

// Why the slow traces are slow, in one sentence, where the sample can say so.

import type { TailContribution, TailDifference } from '../aggregates/tail-difference.ts';
import { count, duration, name, type Phrase, percent } from '../model/phrase.ts';

/** Below these the tail is not worth a sentence. */
const LEAST_DIFFERENCE_NS = 10e6;
const LEAST_RATIO = 1.3;

/**
 * The most frequent root operation whose tail stands out, and what most of the difference is:
 * "the slowest 13 of 254 POST /orders take 1.10 s longer …".
 */
export function tailSentence(differences: readonly TailDifference[]): Phrase | undefined {
  for (const difference of differences) {
    if (!difference.claim || !standsOut(difference)) continue;
    const top = difference.contributions.find(
      ({ significant, deltaNs }) => significant && deltaNs > 0,
    );
    if (!top) continue;
    return [
      'the slowest ',
      count(difference.tail.traces),
      difference.allTraces > difference.traces ? ' of a sample of ' : ' of ',
      count(difference.traces),
      ' ',
      name(difference.root.name),
      ' take ',
      duration(Math.round(difference.differenceNs)),
      ' longer than typical ones; ',
      duration(Math.round(top.deltaNs)),
      ' of it (',
      percent(Math.min(1, top.deltaNs / difference.differenceNs)),
      ') is ',
      name(top.service),
      ' ',
      name(top.name),
      ...howPhrase(top),
      '.',
    ];
  }
  return undefined;
}

function standsOut({ differenceNs, typical, tail }: TailDifference): boolean {
  return differenceNs >= LEAST_DIFFERENCE_NS && tail.meanNs >= typical.meanNs * LEAST_RATIO;
}

// More calls and longer calls have different cures.
function howPhrase(top: TailContribution): Phrase {
  if (top.byCountNs < top.deltaNs / 2) return [', the same calls taking longer'];
  const calls = (value: number) => count(Math.round(value * 10) / 10);
  return [': ', calls(top.tailCalls), ' calls instead of ', calls(top.typicalCalls)];
}

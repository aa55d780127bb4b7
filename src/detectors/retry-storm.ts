// Retries that multiply or hammer: several levels that each retry, or tries without growing gaps.

import type { TraceContext } from '../analyses/analysis.ts';
import type { CallItem } from '../analyses/calls/call-item.ts';
import type { RepeatedCall } from '../analyses/calls/repeated-call.ts';
import { count, name, type Phrase } from '../model/phrase.ts';
import type { Trace } from '../model/trace.ts';
import type { Detector, TraceFinding } from './detector.ts';
import { placeFinding } from './place-finding.ts';
import { verdictsOf } from './repeated-call-finding.ts';

const MAX_LEVELS = 8;
const MAX_LOOKED_AT = 200;

export const retryStorm: Detector = {
  meta: {
    id: 'retry-storm',
    title: 'Retry storms',
    description:
      'Retries on several levels multiply: three tries of three tries are nine calls. Tries without growing gaps hammer a callee that is already failing.',
    kinds: ['retry-storm'],
    failing: [],
  },
  detect(context, options) {
    const retries = verdictsOf(context, options, 'retry').filter(
      (verdict) => verdict.count >= options.retryStorm.tries,
    );
    const findings: TraceFinding[] = [];
    for (const verdict of retries) {
      const levels = levelsBelow(context, verdict, retries);
      const product = levels.reduce((all, level) => all * level.count, verdict.count);
      const multiplied = levels.length > 0 && product >= options.retryStorm.product;
      if (multiplied || !backsOff(verdict.loop.items)) {
        findings.push(toFinding(context, verdict, multiplied ? product : 0));
      }
    }
    return findings;
  },
};

// One retried call inside a try of another: the largest of each deeper level.
function levelsBelow(
  context: TraceContext,
  outer: RepeatedCall,
  all: readonly RepeatedCall[],
): RepeatedCall[] {
  const levels: RepeatedCall[] = [];
  let inside = outer;
  for (let depth = 0; depth < MAX_LEVELS; depth++) {
    const tries = inside.calls.map((call) => call.span).sort((a, b) => a - b);
    const below = all
      .slice(0, MAX_LOOKED_AT)
      .filter((other) => other !== inside && isBelow(context.trace, other, tries));
    const most = below.reduce<RepeatedCall | undefined>(
      (a, b) => (a && a.count >= b.count ? a : b),
      undefined,
    );
    if (!most) break;
    levels.push(most);
    inside = most;
  }
  return levels;
}

// Subtrees are ranges: the last try that starts before a span is the one it can be below of.
function isBelow(trace: Trace, inner: RepeatedCall, tries: readonly number[]): boolean {
  return inner.calls.some(({ span }) => {
    let low = 0;
    let high = tries.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((tries[middle] as number) < span) low = middle + 1;
      else high = middle;
    }
    const above = tries[low - 1];
    return above !== undefined && span < (trace.subtreeEnd[above] as number);
  });
}

/** What the later half of the gaps has to exceed the earlier half by; of two gaps, less. */
const GROWTH = 1.5;
const GROWTH_OF_TWO = 1.2;

// Sleeps are never exact, and good ones are random: the gaps have to grow over all, not each.
function backsOff(items: readonly CallItem[]): boolean {
  const gaps = items.slice(1).map((item, i) => item.startNs - (items[i] as CallItem).endNs);
  if (gaps.some((gap) => gap <= 0)) return false;
  const half = gaps.length >> 1;
  const sum = (part: readonly number[]) => part.reduce((total, gap) => total + gap, 0);
  const growth = gaps.length > 2 ? GROWTH : GROWTH_OF_TWO;
  return sum(gaps.slice(gaps.length - half)) >= growth * sum(gaps.slice(0, half));
}

function toFinding(context: TraceContext, verdict: RepeatedCall, product: number): TraceFinding {
  const { loop, cost } = verdict;
  const { target, template, callClass } = loop.sample;
  const called: Phrase = target === '' ? [name(template)] : [name(target), ' ', name(template)];
  const how: Phrase =
    product > 0
      ? ['; with the retries below, up to ', count(product), ' calls for one']
      : [' without growing gaps'];
  return placeFinding(context, {
    kind: 'retry-storm',
    severity: product > 0 ? 'high' : 'medium',
    confidencePoints: 75,
    anchor: loop.anchor,
    callClass,
    template,
    count: verdict.count,
    spans: verdict.calls.map((call) => call.span),
    onPathNs: cost.onPathNs,
    savingNs: { low: 0, high: Math.round(Math.min(cost.highNs, cost.capNs)) },
    message: [
      name(loop.unit.service),
      ' tries ',
      ...called,
      ' ',
      count(verdict.count),
      ' times',
      ...how,
    ],
    advice: ['Retry on one level only, with growing random gaps and a budget.'],
  });
}

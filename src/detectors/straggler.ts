// Parallel calls whose slowest one holds up all others.

import type { TraceContext } from '../analyses/analysis.ts';
import type { CallItem } from '../analyses/calls/call-item.ts';
import type { CallLoop } from '../analyses/calls/call-loops.ts';
import { loopTiming } from '../analyses/calls/loop-shape.ts';
import { repeatedCalls } from '../analyses/calls/repeated-calls.ts';
import { skewedEdges } from '../analyses/calls/skewed-edges.ts';
import { inclusivePath } from '../analyses/inclusive-path.ts';
import { slack } from '../analyses/slack.ts';
import { count, duration, name } from '../model/phrase.ts';
import type { Detector, TraceFinding } from './detector.ts';
import type { DetectionOptions } from './options.ts';
import { isExcluded, placeFinding } from './place-finding.ts';
import { severityOf } from './severity.ts';

export const straggler: Detector = {
  meta: {
    id: 'straggler',
    title: 'Stragglers',
    description:
      'Of equal calls made in parallel one takes several times as long as the others, and the request waits for it.',
    kinds: ['straggler'],
    failing: [],
  },
  detect(context, options) {
    const { found, small } = context.get(repeatedCalls(options.loops));
    const loops = [
      ...found.filter(({ kind }) => kind !== 'retry').map(({ loop }) => loop),
      ...small.map(({ loop }) => loop),
    ];
    return loops.flatMap((loop) => judge(context, options, loop) ?? []);
  },
};

function judge(
  context: TraceContext,
  options: DetectionOptions,
  loop: CallLoop,
): TraceFinding | undefined {
  const { members, factor, excessNs } = options.straggler;
  const { items, sample, unit, grainNs } = loop;
  if (items.length < members || isExcluded(context, options, loop.anchor)) return undefined;
  if (loopTiming(items, grainNs).shape !== 'parallel') return undefined;
  const byDuration = [...items].sort((a, b) => lengthOf(a) - lengthOf(b));
  const slowest = byDuration[byDuration.length - 1] as CallItem;
  const medianNs = lengthOf(byDuration[(byDuration.length - 1) >> 1] as CallItem);
  const excess = lengthOf(slowest) - medianNs;
  if (lengthOf(slowest) < factor * medianNs || excess < excessNs) return undefined;
  const { span } = slowest.last;
  const onPathNs = context.get(inclusivePath)[span] as number;
  if (onPathNs === 0 || context.get(skewedEdges).isSkewed[span] === 1) return undefined;
  const high = Math.round(Math.min(excess, onPathNs, context.get(slack).capNs(span)));
  const rootNs = context.trace.durationNs[0] as number;
  return placeFinding(context, {
    kind: 'straggler',
    severity: severityOf(
      { savingNs: high, rootNs, count: 1, onPath: true, background: unit.background },
      options,
    ),
    confidencePoints: 55,
    anchor: loop.anchor,
    callClass: sample.callClass,
    shape: 'parallel',
    template: sample.template,
    count: items.length,
    spans: [span],
    onPathNs,
    savingNs: { low: 0, high },
    message: [
      name(unit.service),
      ' ',
      name(unit.name),
      ' waits ',
      duration(lengthOf(slowest)),
      ' for the slowest of ',
      count(items.length),
      ' parallel calls of ',
      name(sample.template),
      '; the median takes ',
      duration(medianNs),
    ],
    advice: ['See what is different about this one; a hedged second call or a deadline bounds it.'],
  });
}

const lengthOf = (item: CallItem): number => item.endNs - item.startNs;

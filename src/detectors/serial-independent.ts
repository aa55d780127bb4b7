// Two and more reads one after another that look independent: together they would take as long as
// the longest of them.

import type { TraceContext } from '../analyses/analysis.ts';
import type { Step } from '../analyses/calls/read-steps.ts';
import { slack } from '../analyses/slack.ts';
import { count, duration, name, type Phrase } from '../model/phrase.ts';
import type { Detector, TraceFinding } from './detector.ts';
import type { DetectionOptions } from './options.ts';
import { placeFinding, unitAt } from './place-finding.ts';
import { severityOf } from './severity.ts';
import { siblingReads } from './sibling-reads.ts';

/** Order in time is not proof of independence; other traces raise this. */
const ONE_TRACE_POINTS = 40;
/** Calls that a finding names; its template, and so its fingerprint, holds these. */
export const MAX_NAMED = 4;

export const serialIndependent: Detector = {
  meta: {
    id: 'serial-independent',
    title: 'Sequential calls that could run in parallel',
    description:
      'A request waits for one read and then for another that does not seem to need its result. If they are independent, running them together saves all but the longest. Other traces that show them overlapping or in reversed order prove it.',
    kinds: ['serial-independent'],
    failing: [],
  },
  detect(context, options) {
    const { minCallNs } = options.serialIndependent;
    const { reader, byParent } = context.get(siblingReads(options));
    const findings: TraceFinding[] = [];
    for (const [parent, steps] of byParent) {
      const held = steps.filter(({ onPathNs }) => onPathNs >= minCallNs);
      for (const chain of chainsOf(held, reader.grainNs(held), options)) {
        const finding = judge(context, options, parent, chain);
        if (finding) findings.push(finding);
      }
    }
    return findings;
  },
};

// Each starts right after the one before has ended, and asks for something else.
function chainsOf(steps: readonly Step[], grainNs: number, options: DetectionOptions): Step[][] {
  const { maxGapNs, maxGapShare } = options.serialIndependent;
  const chains: Step[][] = [];
  let chain: Step[] = [];
  for (const step of steps) {
    const before = chain[chain.length - 1];
    if (before) {
      const gapNs = step.startNs - before.endNs;
      const limitNs = Math.max(maxGapNs, maxGapShare * (before.endNs - before.startNs));
      const follows = gapNs >= -grainNs && gapNs <= limitNs;
      if (!follows || chain.some((other) => asksTheSame(other, step))) {
        chains.push(chain);
        chain = [];
      }
    }
    chain.push(step);
  }
  chains.push(chain);
  return chains.filter((one) => one.length > 1);
}

function asksTheSame(a: Step, b: Step): boolean {
  if (a.what !== b.what) return false;
  return a.argKey === null || b.argKey === null || a.argKey === b.argKey;
}

function judge(
  context: TraceContext,
  options: DetectionOptions,
  parent: number,
  chain: readonly Step[],
): TraceFinding | undefined {
  const { minSavingNs, minShare } = options.serialIndependent;
  const { trace } = context;
  const unit = unitAt(context, parent);
  const total = chain.reduce((sum, step) => sum + step.onPathNs, 0);
  const longest = chain.reduce((most, step) => Math.max(most, step.onPathNs), 0);
  const high = Math.round(Math.min(total - longest, context.get(slack).capNs(parent)));
  const unitNs = trace.durationNs[unit.entry] as number;
  if (high < minSavingNs || high < minShare * unitNs) return undefined;
  const rootNs = trace.durationNs[0] as number;
  const named = chain
    .slice(0, MAX_NAMED)
    .flatMap(
      (step, i): Phrase => [
        i > 0 ? ', then ' : '',
        name(step.label),
        ' (',
        duration(step.endNs - step.startNs),
        ')',
      ],
    );
  const more: Phrase =
    chain.length > MAX_NAMED ? [' and ', count(chain.length - MAX_NAMED), ' more'] : [];
  const weight = severityOf(
    { savingNs: high, rootNs, count: chain.length, onPath: true, background: unit.background },
    options,
  );
  return placeFinding(context, {
    kind: 'serial-independent',
    // Sure of the order, not of the independence: no more than medium.
    severity: weight === 'low' ? 'low' : 'medium',
    confidencePoints: ONE_TRACE_POINTS,
    anchor: parent,
    shape: 'sequential',
    template: chain
      .slice(0, MAX_NAMED)
      .map((step) => step.what)
      .join(' → '),
    count: chain.length,
    spans: chain.map((step) => step.span),
    onPathNs: total,
    savingNs: { low: 0, high },
    message: [
      name(unit.service),
      ' ',
      name(unit.name),
      ' waits for ',
      ...named,
      ...more,
      ', one after another; they could run in parallel if independent, saving up to ',
      duration(high),
    ],
    advice: ['If none needs the result of the one before, start them together and wait for all.'],
  });
}

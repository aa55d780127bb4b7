// Requests that wait for a connection before they can ask.

import type { TraceContext } from '../analyses/analysis.ts';
import type { Call } from '../analyses/calls/call.ts';
import { logicalCalls } from '../analyses/calls/logical-calls.ts';
import { type PoolWait, poolWaits } from '../analyses/calls/pool-waits.ts';
import { unitsOfWork } from '../analyses/calls/units-of-work.ts';
import { inclusivePath } from '../analyses/inclusive-path.ts';
import { nameWithoutValues } from '../analyses/templates/statement-name.ts';
import { count, duration, name } from '../model/phrase.ts';
import type { Detector, TraceFinding } from './detector.ts';
import type { DetectionOptions } from './options.ts';
import { isExcluded, placeFinding } from './place-finding.ts';

export const poolWait: Detector = {
  meta: {
    id: 'pool-wait',
    title: 'Waiting for connections',
    description:
      'Requests wait for a free connection: acquire spans take long, or there are equal gaps before every query of one span.',
    kinds: ['pool-wait'],
    failing: [],
  },
  detect(context, options) {
    const { calls, unitStart } = context.get(logicalCalls);
    const waits = context.get(poolWaits);
    const findings: TraceFinding[] = [];
    for (const unit of context.get(unitsOfWork).units) {
      const made = (unitStart[unit.number + 1] as number) - (unitStart[unit.number] as number);
      const few = made < options.poolWait.gaps && !waits.has(unit.number);
      if (few || isExcluded(context, options, unit.entry)) continue;
      const own = calls
        .slice(unitStart[unit.number], unitStart[unit.number + 1])
        .filter(({ callClass }) => callClass === 'db');
      const visible = (waits.get(unit.number) ?? []).filter(({ first }) => !first);
      const finding = byAcquire(context, options, visible, own) ?? byGaps(context, options, own);
      if (finding) findings.push(finding);
    }
    return findings;
  },
};

function byAcquire(
  context: TraceContext,
  { poolWait: limits }: DetectionOptions,
  waits: readonly PoolWait[],
  calls: readonly Call[],
): TraceFinding | undefined {
  if (waits.length === 0) return undefined;
  const durations = waits.map(({ startNs, endNs }) => endNs - startNs).sort((a, b) => a - b);
  const medianNs = durations[(durations.length - 1) >> 1] as number;
  const waitedNs = durations.reduce((sum, ns) => sum + ns, 0);
  const databaseNs = calls.reduce((sum, call) => sum + call.durationNs, 0);
  const most = databaseNs > 0 && waitedNs >= limits.share * (databaseNs + waitedNs);
  if (medianNs < limits.medianNs && !(most && waitedNs >= limits.medianNs)) return undefined;
  const inclusive = context.get(inclusivePath);
  const onPathNs = waits.reduce((sum, wait) => sum + (inclusive[wait.span] as number), 0);
  const first = waits[0] as PoolWait;
  return placeFinding(context, {
    kind: 'pool-wait',
    severity: onPathNs >= 100e6 ? 'medium' : 'low',
    confidencePoints: 75,
    anchor: context.get(unitsOfWork).units[first.unit]?.entry ?? first.span,
    callClass: 'db',
    template: nameWithoutValues(context.trace.name(first.span)),
    count: waits.length,
    spans: waits.map(({ span }) => span),
    onPathNs,
    savingNs: { low: 0, high: Math.round(onPathNs) },
    message: [
      name(context.trace.service(first.span)),
      ' waits ',
      duration(waitedNs),
      ' for connections, ',
      count(waits.length),
      ' times, median ',
      duration(medianNs),
    ],
    advice: ['Hold connections for less time; enlarge the pool only if the database can take it.'],
  });
}

// Equal gaps before the queries of one span, with nothing else in them: no acquire span shows it.
function byGaps(
  context: TraceContext,
  { poolWait: limits }: DetectionOptions,
  calls: readonly Call[],
): TraceFinding | undefined {
  const { tree } = context.get(logicalCalls);
  const byParent = new Map<number, Call[]>();
  for (const call of calls) {
    const parent = tree.up[call.span] as number;
    const list = byParent.get(parent);
    if (list) list.push(call);
    else byParent.set(parent, [call]);
  }
  for (const [parent, list] of byParent) {
    if (parent < 0 || parent >= context.trace.size || list.length < limits.gaps) continue;
    if (childrenOf(context, parent) !== list.length) continue;
    const gaps = list.slice(1).map((call, i) => call.startNs - (list[i] as Call).endNs);
    const sorted = [...gaps].sort((a, b) => a - b);
    const least = sorted[0] as number;
    const most = sorted[sorted.length - 1] as number;
    if (least < limits.gapNs || most > least * 1.25) continue;
    return gapFinding(
      context,
      parent,
      list,
      least,
      gaps.reduce((sum, gap) => sum + gap, 0),
    );
  }
  return undefined;
}

function childrenOf({ trace }: TraceContext, parent: number): number {
  let children = 0;
  const end = trace.subtreeEnd[parent] as number;
  for (let c = parent + 1; c < end; c = trace.subtreeEnd[c] as number) children++;
  return children;
}

function gapFinding(
  context: TraceContext,
  parent: number,
  calls: readonly Call[],
  gapNs: number,
  allNs: number,
): TraceFinding {
  return placeFinding(context, {
    kind: 'pool-wait',
    severity: 'low',
    confidencePoints: 40,
    anchor: parent,
    callClass: 'db',
    template: '(gaps)',
    count: calls.length - 1,
    spans: calls.map((call) => call.span),
    savingNs: { low: 0, high: 0 },
    message: [
      'Before each of ',
      count(calls.length),
      ' queries of ',
      name(nameWithoutValues(context.trace.name(parent))),
      ' nothing happens for ',
      duration(gapNs),
      ' and more, ',
      duration(allNs),
      ' in all: maybe a wait for a connection that no span shows',
    ],
    advice: ['Instrument the connection pool to be sure.'],
  });
}

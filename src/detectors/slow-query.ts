// Single database calls that are slow by themselves.

import type { TraceContext } from '../analyses/analysis.ts';
import type { Call } from '../analyses/calls/call.ts';
import { logicalCalls } from '../analyses/calls/logical-calls.ts';
import { criticalPath } from '../analyses/critical-path.ts';
import { inclusivePath } from '../analyses/inclusive-path.ts';
import { slack } from '../analyses/slack.ts';
import { count, duration, name, type Phrase } from '../model/phrase.ts';
import type { Detector, TraceFinding } from './detector.ts';
import type { DetectionOptions } from './options.ts';
import { ownCallNs } from './own-call-time.ts';
import { isExcluded, placeFinding, unitAt } from './place-finding.ts';

interface SlowCall {
  readonly call: Call;
  readonly ownNs: number;
  readonly onPathNs: number;
}

export const slowQuery: Detector = {
  meta: {
    id: 'slow-query',
    title: 'Slow queries',
    description:
      'A database call of half a second and more, or one that is most of its request. Visible waits for a connection do not count.',
    kinds: ['slow-query'],
    failing: [],
  },
  detect(context, options) {
    const groups = new Map<string, SlowCall[]>();
    for (const call of context.get(logicalCalls).calls) {
      if (call.callClass !== 'db' || isExcluded(context, options, call.span)) continue;
      const slow = slowCall(context, call, options);
      if (!slow) continue;
      const key = `${call.unit} ${call.target} ${call.template}`;
      const group = groups.get(key);
      if (group) group.push(slow);
      else groups.set(key, [slow]);
    }
    return [...groups.values()].map((group) => toFinding(context, group));
  },
};

function slowCall(
  context: TraceContext,
  call: Call,
  { slowQuery: limits }: DetectionOptions,
): SlowCall | undefined {
  const { trace } = context;
  if (call.body.durationNs < limits.mostNs) return undefined;
  const ownNs = ownCallNs(context, call);
  const onPathNs = context.get(inclusivePath)[call.body.span] as number;
  const unitNs = trace.durationNs[unitAt(context, call.span).entry] as number;
  const most = ownNs >= limits.mostNs && onPathNs >= limits.share * unitNs;
  return ownNs >= limits.ns || most ? { call, ownNs, onPathNs } : undefined;
}

function toFinding(context: TraceContext, group: readonly SlowCall[]): TraceFinding {
  const worst = group.reduce((a, b) => (b.ownNs > a.ownNs ? b : a));
  const { call, ownNs } = worst;
  const { trace } = context;
  const unit = unitAt(context, call.span);
  const onPathNs = group.reduce((sum, slow) => sum + slow.onPathNs, 0);
  const root = context.get(criticalPath).analysisRoot[call.span] as number;
  const rootNs = trace.durationNs[root] as number;
  const felt = Math.min(onPathNs, context.get(slack).capNs(call.span));
  const times: Phrase = group.length > 1 ? [' (slowest of ', count(group.length), ')'] : [];
  return placeFinding(context, {
    kind: 'slow-query',
    severity: felt * 2 >= rootNs && felt >= 500e6 ? 'high' : felt > 0 ? 'medium' : 'low',
    confidencePoints: 75,
    anchor: call.span,
    callClass: 'db',
    template: call.template,
    count: group.length,
    spans: group.map((slow) => slow.call.span),
    onPathNs,
    savingNs: { low: 0, high: Math.round(felt) },
    message: [
      name(unit.service),
      ' ',
      name(unit.name),
      ' waits ',
      duration(ownNs),
      ' for ',
      name(call.template),
      ...times,
    ],
    advice: ['Look at its plan: a missing index, too many rows, a lock it waits for.'],
    remarks: rowsRemark(call),
  });
}

function rowsRemark(call: Call): Phrase[] {
  const rows = call.essence.rows ?? call.rows;
  return rows === undefined ? [] : [[count(rows), ' rows']];
}

// Calls to other services while a database transaction is open.

import type { TraceContext } from '../analyses/analysis.ts';
import type { Call } from '../analyses/calls/call.ts';
import { logicalCalls } from '../analyses/calls/logical-calls.ts';
import { transactions } from '../analyses/calls/transactions.ts';
import { inclusivePath } from '../analyses/inclusive-path.ts';
import { count, duration, name, type Phrase } from '../model/phrase.ts';
import type { Detector, TraceFinding } from './detector.ts';
import { isExcluded, placeFinding, unitAt } from './place-finding.ts';

export const callInTransaction: Detector = {
  meta: {
    id: 'call-in-transaction',
    title: 'Calls inside a transaction',
    description:
      'A request calls another service between BEGIN and COMMIT: the database holds its locks for as long as the other service takes. Only where both ends are visible.',
    kinds: ['call-in-transaction'],
    failing: [],
  },
  detect(context, options) {
    const open = context.get(transactions);
    if (open.visible.size === 0) return [];
    const groups = new Map<string, Call[]>();
    for (const call of context.get(logicalCalls).calls) {
      const { callClass } = call;
      if (callClass !== 'http' && callClass !== 'rpc' && callClass !== 'messaging') continue;
      if (call.durationNs < options.callInTransaction.ns) continue;
      const around = open.at(call.unit, call.startNs);
      if (!around || call.endNs > around.endNs || isExcluded(context, options, call.span)) continue;
      const key = JSON.stringify([call.unit, call.target, call.template]);
      const group = groups.get(key);
      if (group) group.push(call);
      else groups.set(key, [call]);
    }
    return [...groups.values()].map((calls) => toFinding(context, calls));
  },
};

function toFinding(context: TraceContext, calls: readonly Call[]): TraceFinding {
  const longest = calls.reduce((a, b) => (b.durationNs > a.durationNs ? b : a));
  const unit = unitAt(context, longest.span);
  const inclusive = context.get(inclusivePath);
  const heldNs = calls.reduce((sum, call) => sum + call.durationNs, 0);
  const to: Phrase = longest.target === '' ? [] : [name(longest.target), ' '];
  const times: Phrase = calls.length > 1 ? [' ', count(calls.length), ' times'] : [];
  return placeFinding(context, {
    kind: 'call-in-transaction',
    severity: heldNs >= 100e6 ? 'medium' : 'low',
    confidencePoints: 75,
    anchor: longest.span,
    callClass: longest.callClass,
    template: longest.template,
    count: calls.length,
    spans: calls.map((call) => call.span),
    onPathNs: calls.reduce((sum, call) => sum + (inclusive[call.body.span] as number), 0),
    message: [
      name(unit.service),
      ' ',
      name(unit.name),
      ' calls ',
      ...to,
      name(longest.template),
      ...times,
      ' while a database transaction is open; it stays open ',
      duration(heldNs),
      ' longer for it',
    ],
    advice: ['Call before the transaction or after it, or hand the call to a queue (outbox).'],
  });
}

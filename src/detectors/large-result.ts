// Calls that move a lot at once.

import type { TraceContext } from '../analyses/analysis.ts';
import type { Call } from '../analyses/calls/call.ts';
import { clearestStatement } from '../analyses/calls/call-texts.ts';
import { logicalCalls } from '../analyses/calls/logical-calls.ts';
import { inclusivePath } from '../analyses/inclusive-path.ts';
import { attributeOf } from '../model/attributes.ts';
import { count, name, type Phrase } from '../model/phrase.ts';
import type { Detector, TraceFinding } from './detector.ts';
import type { DetectionOptions } from './options.ts';
import { isExcluded, placeFinding, unitAt } from './place-finding.ts';

export const largeResult: Detector = {
  meta: {
    id: 'large-result',
    title: 'Large results',
    description:
      'Calls that return thousands of rows or megabytes, or ask with lists of hundreds of values. Only where the numbers are recorded.',
    kinds: ['large-result'],
    failing: [],
  },
  detect(context, options) {
    const groups = new Map<string, { call: Call; size: number; what: string; calls: Call[] }>();
    for (const call of context.get(logicalCalls).calls) {
      const large = largest(context, call, options);
      if (!large || isExcluded(context, options, call.span)) continue;
      const key = JSON.stringify([call.unit, call.target, call.template, large.what]);
      const group = groups.get(key);
      if (!group) groups.set(key, { call, ...large, calls: [call] });
      else {
        group.calls.push(call);
        if (large.size > group.size) Object.assign(group, { call, ...large });
      }
    }
    return [...groups.values()].map(({ call, size, what, calls }) =>
      toFinding(context, call, size, what, calls),
    );
  },
};

function largest(
  { trace }: TraceContext,
  call: Call,
  { largeResult: limits }: DetectionOptions,
): { size: number; what: string } | undefined {
  const rows = call.essence.rows ?? call.rows ?? 0;
  if (rows >= limits.rows) return { size: rows, what: 'rows' };
  const list = clearestStatement(call)?.inSize ?? 0;
  if (list >= limits.listSize) return { size: list, what: 'values in a list' };
  if (call.callClass !== 'http' && call.callClass !== 'rpc') return undefined;
  const bytes = Number(attributeOf(trace, call.span, 'httpResponseBytes') ?? 0);
  return bytes >= limits.bytes ? { size: bytes, what: 'bytes' } : undefined;
}

function toFinding(
  context: TraceContext,
  call: Call,
  size: number,
  what: string,
  calls: readonly Call[],
): TraceFinding {
  const unit = unitAt(context, call.span);
  const inclusive = context.get(inclusivePath);
  const onPathNs = calls.reduce((sum, one) => sum + (inclusive[one.body.span] as number), 0);
  const times: Phrase = calls.length > 1 ? [', ', count(calls.length), ' such calls'] : [];
  return placeFinding(context, {
    kind: 'large-result',
    severity: onPathNs >= 100e6 ? 'medium' : 'low',
    confidencePoints: 75,
    anchor: call.span,
    callClass: call.callClass,
    template: call.template,
    count: calls.length,
    spans: calls.map((one) => one.span),
    onPathNs,
    message: [
      name(unit.service),
      ' ',
      name(unit.name),
      ' moves ',
      count(size),
      ` ${what} with one call of `,
      name(call.template),
      ...times,
    ],
    advice: [
      what === 'values in a list'
        ? 'Join with a temporary table or an array parameter instead of a long list.'
        : 'Ask for what is needed only: a filter, a projection, pages.',
    ],
  });
}

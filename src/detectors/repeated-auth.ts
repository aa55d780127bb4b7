// The same token checked again and again on the way through a system.

import type { TraceContext } from '../analyses/analysis.ts';
import type { Call } from '../analyses/calls/call.ts';
import { logicalCalls } from '../analyses/calls/logical-calls.ts';
import { unitsOfWork } from '../analyses/calls/units-of-work.ts';
import { inclusivePath } from '../analyses/inclusive-path.ts';
import { wordsOfName } from '../lib/words-of-name.ts';
import { count, name } from '../model/phrase.ts';
import type { Detector, TraceFinding } from './detector.ts';
import { isExcluded, placeFinding } from './place-finding.ts';

const AUTH_WORDS = new Set(
  'token tokens introspect introspection jwks userinfo authenticate authorize authorise verify whoami session oauth'.split(
    ' ',
  ),
);

export const repeatedAuth: Detector = {
  meta: {
    id: 'repeated-auth',
    title: 'Repeated authentication',
    description:
      'Several services of one trace, or one of them several times, ask for the same token or check: it could be passed on or kept while it is valid.',
    kinds: ['repeated-auth'],
    failing: [],
  },
  detect(context, options) {
    const groups = new Map<string, Call[]>();
    for (const call of context.get(logicalCalls).calls) {
      if (call.callClass !== 'http' && call.callClass !== 'rpc') continue;
      if (!wordsOfName(call.template).some((word) => AUTH_WORDS.has(word))) continue;
      if (isExcluded(context, options, call.span)) continue;
      const key = JSON.stringify([call.target, call.template]);
      const group = groups.get(key);
      if (group) group.push(call);
      else groups.set(key, [call]);
    }
    const { units } = context.get(unitsOfWork);
    const findings: TraceFinding[] = [];
    for (const calls of groups.values()) {
      const services = new Set(calls.map((call) => units[call.unit]?.service)).size;
      const { services: manyServices, calls: manyCalls } = options.repeatedAuth;
      if (services < manyServices && calls.length < manyCalls) continue;
      findings.push(toFinding(context, calls, services));
    }
    return findings;
  },
};

function toFinding(context: TraceContext, calls: readonly Call[], services: number): TraceFinding {
  const first = calls.reduce((a, b) => (b.span < a.span ? b : a));
  const inclusive = context.get(inclusivePath);
  const onPathNs = calls.reduce((sum, call) => sum + (inclusive[call.body.span] as number), 0);
  const longest = calls.reduce(
    (most, call) => Math.max(most, inclusive[call.body.span] as number),
    0,
  );
  return placeFinding(context, {
    kind: 'repeated-auth',
    severity: onPathNs - longest >= 20e6 ? 'medium' : 'low',
    confidencePoints: 55,
    anchor: first.span,
    callClass: first.callClass,
    template: first.template,
    count: calls.length,
    spans: calls.map((call) => call.span).sort((a, b) => a - b),
    onPathNs,
    savingNs: { low: 0, high: Math.round(onPathNs - longest) },
    message: [
      'The same check, ',
      name(first.template),
      ', is made ',
      count(calls.length),
      ' times by ',
      count(services),
      services === 1 ? ' service of this trace' : ' services of this trace',
    ],
    advice: ['Check once at the edge and pass the result on, or keep it while it is valid.'],
  });
}

// One request that talks a lot to one other service, or simply a lot.

import type { TraceContext } from '../analyses/analysis.ts';
import type { Call } from '../analyses/calls/call.ts';
import { logicalCalls } from '../analyses/calls/logical-calls.ts';
import { loopBranches } from '../analyses/calls/loop-branches.ts';
import { unitsOfWork } from '../analyses/calls/units-of-work.ts';
import { inclusivePath } from '../analyses/inclusive-path.ts';
import { count, name, type Phrase } from '../model/phrase.ts';
import type { Detector, TraceFinding } from './detector.ts';
import { isExcluded, placeFinding } from './place-finding.ts';

export const chattyService: Detector = {
  meta: {
    id: 'chatty-service',
    title: 'Chatty services',
    description:
      'One request makes many different calls to one peer, or very many calls in all. Layers count once, loops and caches do not count.',
    kinds: ['chatty-service'],
    failing: [],
  },
  detect(context, options) {
    const { calls, unitStart } = context.get(logicalCalls);
    const { chattyService: limits } = options;
    const looped = loopBranches(context, options.loops);
    const findings: TraceFinding[] = [];
    for (const unit of context.get(unitsOfWork).units) {
      const from = unitStart[unit.number] as number;
      const to = unitStart[unit.number + 1] as number;
      if (to - from < limits.calls || isExcluded(context, options, unit.entry)) continue;
      // Loops have findings of their own: what is left is many different calls.
      const own = calls.slice(from, to).filter(({ callClass, span }) => {
        return callClass !== 'cache' && callClass !== 'internal' && looped[span] !== 1;
      });
      const chatty = byPeer(own).filter(({ peer, calls: made, templates }) => {
        return peer !== '' && made.length >= limits.calls && templates >= limits.templates;
      });
      for (const { peer, calls: made, templates } of chatty) {
        findings.push(toFinding(context, unit.entry, peer, made, templates));
      }
      if (chatty.length === 0 && own.length >= limits.callsInAll) {
        const templates = new Set(own.map((call) => call.template)).size;
        findings.push(toFinding(context, unit.entry, '', own, templates));
      }
    }
    return findings;
  },
};

interface Peer {
  readonly peer: string;
  readonly calls: readonly Call[];
  readonly templates: number;
}

function byPeer(calls: readonly Call[]): Peer[] {
  const peers = new Map<string, Call[]>();
  for (const call of calls) {
    const list = peers.get(call.target);
    if (list) list.push(call);
    else peers.set(call.target, [call]);
  }
  return [...peers].map(([peer, list]) => ({
    peer,
    calls: list,
    templates: new Set(list.map((call) => call.template)).size,
  }));
}

function toFinding(
  context: TraceContext,
  entry: number,
  peer: string,
  calls: readonly Call[],
  templates: number,
): TraceFinding {
  const unit = context.get(unitsOfWork).units[calls[0]?.unit ?? 0];
  const inclusive = context.get(inclusivePath);
  const onPathNs = calls.reduce((sum, call) => sum + (inclusive[call.body.span] as number), 0);
  const to: Phrase = peer === '' ? [] : [' to ', name(peer)];
  return placeFinding(context, {
    kind: 'chatty-service',
    severity: onPathNs > 0 && calls.length >= 100 ? 'medium' : 'low',
    confidencePoints: 55,
    anchor: entry,
    template: peer,
    count: calls.length,
    spans: calls.map((call) => call.span),
    onPathNs,
    message: [
      name(unit?.service ?? ''),
      ' ',
      name(unit?.name ?? ''),
      ' makes ',
      count(calls.length),
      ' calls',
      ...to,
      ', ',
      count(templates),
      ' different ones',
    ],
    advice: ['Ask for more at once, or keep what several steps need for the length of a request.'],
  });
}

// Calls to a peer that end at the client, although the same peer answers with server spans
// elsewhere: context is lost on that way, or the callee did not record this request.

import type { TraceContext } from '../analyses/analysis.ts';
import { logicalCalls } from '../analyses/calls/logical-calls.ts';
import { spanRoles } from '../analyses/calls/span-roles.ts';
import { unitsOfWork } from '../analyses/calls/units-of-work.ts';
import { PartsMap } from '../lib/parts-map.ts';
import { count, name } from '../model/phrase.ts';
import type { RecurringFinding } from './recurring-finding.ts';
import type { WindowDetector, WindowWatch } from './window-detector.ts';
import { keptExample, type WindowExample, windowFinding } from './window-finding.ts';

/** Answered calls that make a peer one which answers. */
const MIN_ANSWERED = 3;
const MAX_PEERS = 10_000;

interface Peer {
  readonly caller: string;
  readonly peer: string;
  answered: number;
  ended: number;
  traces: number;
  tracesEnded: number;
  example: WindowExample | undefined;
}

export const brokenChain: WindowDetector = {
  meta: {
    id: 'broken-chain',
    title: 'Broken chains',
    description:
      'Calls to a peer end at the client, although the same peer answers others with server spans: the trace context is lost on that way, or the callee did not record the request.',
    kinds: ['broken-chain'],
    failing: [],
    about: 'recording',
  },
  watch: () => new BrokenChains(),
};

class BrokenChains implements WindowWatch {
  readonly #peers = new PartsMap<Peer>();
  readonly #all: Peer[] = [];

  add(context: TraceContext): void {
    const { callee } = context.get(spanRoles);
    const { units } = context.get(unitsOfWork);
    const seen = new Map<Peer, boolean>();
    for (const call of context.get(logicalCalls).calls) {
      if (call.peer === '' || call.failed) continue;
      if (call.callClass !== 'http' && call.callClass !== 'rpc') continue;
      const peer = this.#of(units[call.unit]?.service ?? '', call.peer);
      if (!peer) continue;
      const spans = [call, ...(call.layers ?? [])].map(({ span }) => span);
      const answered = spans.some((span) => (callee[span] as number) >= 0);
      seen.set(peer, (seen.get(peer) ?? false) || !answered);
      if (answered) peer.answered++;
      else {
        peer.ended++;
        peer.example = keptExample(peer.example, context, call.span);
      }
    }
    for (const [peer, ended] of seen) {
      peer.traces++;
      if (ended) peer.tracesEnded++;
    }
  }

  result(): RecurringFinding[] {
    const findings: RecurringFinding[] = [];
    for (const { caller, peer, answered, ended, traces, tracesEnded, example } of this.#all) {
      if (!example || answered < MIN_ANSWERED) continue;
      findings.push(
        windowFinding({
          kind: 'broken-chain',
          confidence: answered >= 10 ? 'medium' : 'low',
          template: peer,
          count: ended,
          traces: { affected: tracesEnded, of: traces },
          entryOperation: example.operation,
          example,
          message: [
            count(ended),
            ' of ',
            count(ended + answered),
            ' calls from ',
            name(caller),
            ' to ',
            name(peer),
            ' end without a server span, although it answers the others with one',
          ],
          advice: [
            'Check that this way passes the trace context on, and that the callee samples alike.',
          ],
        }),
      );
    }
    return findings;
  }

  #of(caller: string, peer: string): Peer | undefined {
    const key = [caller, peer];
    const known = this.#peers.get(key);
    if (known || this.#peers.size >= MAX_PEERS) return known;
    const created: Peer = {
      caller,
      peer,
      answered: 0,
      ended: 0,
      traces: 0,
      tracesEnded: 0,
      example: undefined,
    };
    this.#peers.set(key, created);
    this.#all.push(created);
    return created;
  }
}

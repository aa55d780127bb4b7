// Time that no span explains.

import { logicalCalls } from '../analyses/calls/logical-calls.ts';
import { normalisedNames } from '../analyses/calls/normalised-names.ts';
import { spanRoles } from '../analyses/calls/span-roles.ts';
import { criticalPath } from '../analyses/critical-path.ts';
import { selfTime } from '../analyses/self-time.ts';
import { nameWithoutValues } from '../analyses/templates/statement-name.ts';
import { timing } from '../analyses/timing.ts';
import { duration, name, percent } from '../model/phrase.ts';
import { KIND_CLIENT, KIND_PRODUCER } from '../model/span-kind.ts';
import type { Detector, TraceFinding } from './detector.ts';
import { isExcluded, placeFinding } from './place-finding.ts';

export const blindSpot: Detector = {
  meta: {
    id: 'blind-spot',
    title: 'Blind spots',
    description:
      'A large part of a trace is one span’s own time, with no child that says what it did: missing instrumentation, or code that computes.',
    kinds: ['blind-spot'],
    failing: [],
    about: 'recording',
  },
  detect(context, options) {
    const { trace } = context;
    const { share, ns } = options.blindSpot;
    const { onPathNs, analysisRoot } = context.get(criticalPath);
    const { startNs, endNs } = context.get(timing);
    const self = context.get(selfTime);
    const { kind } = context.get(spanRoles);
    const calls = new Set(context.get(logicalCalls).calls.map((call) => call.essence.span));
    const findings: TraceFinding[] = [];
    for (let i = 0; i < trace.size; i++) {
      const ownNs = Math.min(onPathNs[i] as number, self[i] as number);
      if (ownNs < ns) continue;
      const root = analysisRoot[i] as number;
      const rootNs = (endNs[root] as number) - (startNs[root] as number);
      if (ownNs < share * rootNs) continue;
      // What a client waits for is its callee's matter.
      const waits = kind[i] === KIND_CLIENT || kind[i] === KIND_PRODUCER || calls.has(i);
      if (waits || isExcluded(context, options, i)) continue;
      findings.push(
        placeFinding(context, {
          kind: 'blind-spot',
          severity: 'low',
          confidencePoints: 55,
          anchor: i,
          template: context.get(normalisedNames)(i),
          count: 1,
          spans: [i],
          onPathNs: ownNs,
          message: [
            name(trace.service(i)),
            ' ',
            name(nameWithoutValues(trace.name(i))),
            ' spends ',
            duration(ownNs),
            ' (',
            percent(ownNs / rootNs),
            root === 0 ? ' of the trace)' : ' of this part of the trace)',
            ' in which no span says what it does',
          ],
          advice: ['Instrument what happens there, or profile it if it computes.'],
        }),
      );
    }
    return findings;
  },
};

// Spans whose parent was never exported, and traces without a root.

import type { TraceContext } from '../analyses/analysis.ts';
import { orphanSpans } from '../analyses/calls/missing-parents.ts';
import { nameWithoutValues } from '../analyses/templates/statement-name.ts';
import { traceSummary } from '../analyses/trace-summary.ts';
import { count, name, percent } from '../model/phrase.ts';
import type { Detector, TraceFinding } from './detector.ts';
import { isExcluded, placeFinding } from './place-finding.ts';

export const orphans: Detector = {
  meta: {
    id: 'orphans',
    title: 'Lost parents',
    description:
      'Spans name a parent that is not in the trace, or the root itself is missing: a service that does not export, sampling that differs between services, or spans lost on the way.',
    kinds: ['orphan', 'root-missing'],
    failing: [],
    about: 'recording',
  },
  detect(context, options) {
    const { trace } = context;
    if (!trace.warnings.some(({ code }) => code === 'missing-parent' || code === 'no-root'))
      return [];
    const byService = new Map<string, number[]>();
    for (const span of orphanSpans(trace)) {
      if (isExcluded(context, options, span)) continue;
      const service = trace.service(span);
      const list = byService.get(service);
      if (list) list.push(span);
      else byService.set(service, [span]);
    }
    const totals = spansByService(context, byService);
    const findings = [...byService].map(([service, spans]) =>
      orphanFinding(context, service, spans, totals.get(service) as number),
    );
    const rootMissing = context.get(traceSummary).warnings.some(({ code }) => code === 'no-root');
    if (rootMissing) findings.push(rootFinding(context));
    return findings;
  },
};

function spansByService(
  { trace }: TraceContext,
  services: ReadonlyMap<string, unknown>,
): Map<string, number> {
  const totals = new Map<string, number>();
  for (let i = 0; i < trace.size; i++) {
    const service = trace.service(i);
    if (services.has(service)) totals.set(service, (totals.get(service) ?? 0) + 1);
  }
  return totals;
}

function orphanFinding(
  context: TraceContext,
  service: string,
  spans: readonly number[],
  own: number,
): TraceFinding {
  return placeFinding(context, {
    kind: 'orphan',
    severity: 'low',
    confidencePoints: 90,
    anchor: spans[0] as number,
    template: service,
    wholeService: true,
    count: spans.length,
    spans,
    message: [
      count(spans.length),
      ' of ',
      count(own),
      ' spans of ',
      name(service),
      ' (',
      percent(spans.length / own),
      ') name a parent that is not in the trace',
    ],
    advice: ['Check that its callers export their spans, and that all sample alike.'],
  });
}

function rootFinding(context: TraceContext): TraceFinding {
  return placeFinding(context, {
    kind: 'root-missing',
    severity: 'low',
    confidencePoints: 90,
    anchor: 0,
    template: context.trace.service(0),
    wholeService: true,
    count: 1,
    spans: [0],
    message: [
      'The root of the trace is missing: its first span, ',
      name(context.trace.service(0)),
      ' ',
      name(nameWithoutValues(context.trace.name(0))),
      ', names a parent that is not there, so the latency is that of a part',
    ],
    advice: ['Check the service that starts the trace: does it export, does it sample alike?'],
  });
}

// Findings that only many traces can show: an example of each, and what all of them share.

import type { TraceContext } from '../analyses/analysis.ts';
import { fingerprintOf } from '../analyses/calls/finding-fingerprint.ts';
import { nameWithoutValues } from '../analyses/templates/statement-name.ts';
import type { Phrase } from '../model/phrase.ts';
import type { RecurringFinding } from './recurring-finding.ts';
import { NO_SAVING_SPREAD } from './saving-spread.ts';

/** A place in one trace that shows what is meant. */
export interface WindowExample {
  readonly traceId: string;
  readonly spanId: string;
  readonly service: string;
  readonly operation: string;
}

export function exampleAt({ trace }: TraceContext, span: number): WindowExample {
  return {
    traceId: trace.id,
    spanId: trace.spanId(span),
    service: trace.service(span),
    operation: nameWithoutValues(trace.name(span)),
  };
}

/** Keeps the example with the smallest trace ID, then span ID, whatever the order of traces. */
export function keptExample(
  known: WindowExample | undefined,
  context: TraceContext,
  span: number,
): WindowExample {
  if (known && context.trace.id > known.traceId) return known;
  const example = exampleAt(context, span);
  const replaces = !known || example.traceId < known.traceId || example.spanId < known.spanId;
  return replaces ? example : known;
}

export interface WindowFacts {
  readonly kind: string;
  readonly confidence: RecurringFinding['confidence'];
  readonly template: string;
  /** What to count: calls, names, requests. */
  readonly count: number;
  readonly traces: { readonly affected: number; readonly of: number };
  readonly entryOperation: string;
  readonly example: WindowExample;
  readonly message: Phrase;
  readonly advice: Phrase;
}

/** A finding of low severity: what only a window shows is about instrumentation or habits. */
export function windowFinding(facts: WindowFacts): RecurringFinding {
  const { kind, template, count, example, entryOperation } = facts;
  const parts = [kind, example.service, entryOperation, template];
  return {
    kind,
    fingerprint: fingerprintOf('w1', parts),
    looseFingerprint: fingerprintOf('w1', parts),
    severity: 'low',
    confidence: facts.confidence,
    callClass: undefined,
    shape: undefined,
    service: example.service,
    operation: example.operation,
    entryService: example.service,
    entryOperation,
    template,
    counts: { min: count, median: count, p95: count, max: count },
    traces: facts.traces,
    worst: {
      traceId: example.traceId,
      anchorSpanId: example.spanId,
      spanIds: [example.spanId],
      count,
    },
    onPathNs: 0,
    savingNs: { low: 0, high: 0 },
    savings: NO_SAVING_SPREAD,
    avoidableCalls: undefined,
    message: facts.message,
    advice: facts.advice,
    remarks: [],
  };
}

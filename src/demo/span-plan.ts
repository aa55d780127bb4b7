// A span before it has times: what it is and what it does, step by step. Scenarios write plans as
// plain data; `layOut` turns a plan into spans with IDs and times.

import type { SeededRandom } from '../lib/seeded-random.ts';
import { STATUS_ERROR, STATUS_UNSET } from '../model/span-kind.ts';
import {
  attributesOf,
  type DemoAttributes,
  type DemoEvent,
  type DemoResource,
  type DemoScope,
  type DemoSpan,
  type DemoTrace,
} from './demo-trace.ts';

/** What happens inside a span, one step after the other. */
export type Step =
  /** The span's own work. */
  | { readonly workUs: number }
  /** A child that the span waits for. */
  | { readonly span: SpanPlan }
  /** Children that start together; the span waits for the last. */
  | { readonly parallel: readonly SpanPlan[] }
  /** A child that starts `afterUs` later, which nobody waits for. */
  | { readonly detached: SpanPlan; readonly afterUs: number };

export interface Failure {
  readonly message: string;
  /** Recorded as an `exception` event at the end of the span. */
  readonly exception?: {
    readonly type: string;
    readonly message: string;
    readonly stacktrace: string;
  };
}

export interface SpanPlan {
  readonly resource: DemoResource;
  readonly scope: DemoScope;
  readonly name: string;
  /** OTLP number. */
  readonly kind: number;
  readonly attributes: DemoAttributes;
  readonly steps: readonly Step[];
  readonly failure?: Failure | undefined;
  /** An event at the start of the span, such as a cache miss. */
  readonly note?: { readonly name: string; readonly attributes: DemoAttributes } | undefined;
  /** Added to the times of this span and all below it: their clock is that much ahead. */
  readonly clockAheadUs?: number | undefined;
  /** The span happens but is not recorded, and its children name a parent that does not exist. */
  readonly unrecorded?: boolean | undefined;
}

export const work = (ms: number): Step => ({ workUs: Math.max(1, Math.round(ms * 1000)) });
export const waitFor = (span: SpanPlan): Step => ({ span });
export const together = (...spans: SpanPlan[]): Step => ({ parallel: spans });
export const later = (afterMs: number, span: SpanPlan): Step => ({
  detached: span,
  afterUs: Math.round(afterMs * 1000),
});

/** The identity of a trace that is laid out. */
export interface TraceHead {
  readonly scenario: string;
  /** Epoch microseconds of the root's start. */
  readonly startUs: number;
  /** Share of traces kept by head sampling, as an OTel threshold in the tracestate. */
  readonly sampledTenth?: boolean | undefined;
}

/** Spans in the order in which they end, as exporters deliver them. */
export function layOut(plan: SpanPlan, head: TraceHead, random: SeededRandom): DemoTrace {
  const traceId = random.hex(18) + randomness(random, head.sampledTenth === true);
  const traceState = head.sampledTenth ? 'ot=th:e666' : '';
  const spans: DemoSpan[] = [];

  // Plans are a handful of levels deep, written by us: recursion cannot run away here.
  const place = (planned: SpanPlan, parentSpanId: string, startUs: number, aheadUs: number) => {
    const spanId = random.hex(16);
    const clockUs = aheadUs + (planned.clockAheadUs ?? 0);
    let nowUs = startUs;
    for (const step of planned.steps) {
      if ('workUs' in step) nowUs += step.workUs;
      else if ('span' in step) nowUs = place(step.span, spanId, nowUs, clockUs);
      else if ('detached' in step) place(step.detached, spanId, nowUs + step.afterUs, clockUs);
      else {
        let lastUs = nowUs;
        for (const one of step.parallel) {
          lastUs = Math.max(lastUs, place(one, spanId, nowUs + random.integer(1, 90), clockUs));
        }
        nowUs = lastUs;
      }
    }
    if (!planned.unrecorded) {
      const times = { startUs: startUs + clockUs, endUs: nowUs + clockUs };
      spans.push(record(planned, { traceId, spanId, parentSpanId, traceState }, times));
    }
    return nowUs;
  };
  place(plan, '', head.startUs, 0);
  return { traceId, scenario: head.scenario, spans };
}

// The 56 bits that probability sampling reads: a trace kept at 10 % has them at or above 0xe666….
function randomness(random: SeededRandom, sampledTenth: boolean): string {
  if (!sampledTenth) return random.hex(14);
  const first = random.integer(0xe667, 0xffff);
  return first.toString(16) + random.hex(10);
}

function record(
  plan: SpanPlan,
  ids: Pick<DemoSpan, 'traceId' | 'spanId' | 'parentSpanId' | 'traceState'>,
  times: { readonly startUs: number; readonly endUs: number },
): DemoSpan {
  const events: DemoEvent[] = [];
  if (plan.note) events.push({ ...plan.note, timeNs: BigInt(times.startUs + 1) * 1000n });
  const exception = plan.failure?.exception;
  if (exception) {
    events.push({
      name: 'exception',
      timeNs: BigInt(times.endUs - 1) * 1000n,
      attributes: attributesOf({
        'exception.type': exception.type,
        'exception.message': exception.message,
        'exception.stacktrace': exception.stacktrace,
      }),
    });
  }
  return {
    ...ids,
    name: plan.name,
    kind: plan.kind,
    startNs: BigInt(times.startUs) * 1000n,
    endNs: BigInt(times.endUs) * 1000n,
    status: plan.failure ? STATUS_ERROR : STATUS_UNSET,
    statusMessage: plan.failure?.message ?? '',
    attributes: plan.attributes,
    events,
    links: [],
    resource: plan.resource,
    scope: plan.scope,
  };
}

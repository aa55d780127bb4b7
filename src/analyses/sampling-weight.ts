// How many requests a sampled trace stands for, as far as its root says: OpenTelemetry's threshold
// in the trace state, or the attributes of Jaeger's samplers.

import type { Trace } from '../model/trace.ts';
import { type Analysis, defineAnalysis } from './analysis.ts';

/** The weight, 1 or more; undefined when the trace does not tell. */
export const samplingWeight: Analysis<number | undefined> = defineAnalysis({
  id: 'sampling-weight',
  compute(trace) {
    return weightOfTraceState(trace.attribute(0, 'w3c.tracestate')) ?? weightOfSampler(trace);
  },
});

/**
 * Weight by the rejection threshold `th` of the trace state's `ot` member: up to 14 hexadecimal
 * digits, trailing zeros left out, as a part of 2^56. `ot=th:8` is one in two.
 */
export function weightOfTraceState(value: unknown): number | undefined {
  if (typeof value !== 'string') return undefined;
  for (const member of value.split(',')) {
    const ot = /^\s*ot=(.*?)\s*$/.exec(member)?.[1];
    const digits = ot
      ?.split(';')
      .find((field) => field.startsWith('th:'))
      ?.slice(3);
    if (digits === undefined || !/^[0-9a-f]{1,14}$/i.test(digits)) continue;
    const whole = 1n << 56n;
    const kept = whole - BigInt(`0x${digits.padEnd(14, '0')}`);
    return Number(whole) / Number(kept);
  }
  return undefined;
}

function weightOfSampler(trace: Trace): number | undefined {
  const type = trace.attribute(0, 'sampler.type');
  if (type === 'const') return 1;
  if (type !== 'probabilistic') return undefined;
  const probability = Number(trace.attribute(0, 'sampler.param'));
  return probability > 0 && probability <= 1 ? 1 / probability : undefined;
}

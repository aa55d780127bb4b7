// Which clock a span was timed by: the host's, as far as the resource names one, else its
// service's. Times are only compared strictly between spans on one clock.

import type { Trace } from '../model/trace.ts';
import { type Analysis, defineAnalysis } from './analysis.ts';

/** Resource attributes that name a host, the best first (OpenTelemetry, Jaeger's SDKs). */
const HOST_KEYS = ['host.id', 'host.name', 'hostname', 'ip'] as const;

/** By preorder index. */
export interface Clocks {
  /** Equal number, equal clock. */
  readonly clock: Int32Array;
  /** 1 where the host is known, 0 where the service stands in for it. */
  readonly hostKnown: Uint8Array;
}

export const spanClocks: Analysis<Clocks> = defineAnalysis({
  id: 'span-clocks',
  compute: (trace) => readClocks(trace),
});

function readClocks(trace: Trace): Clocks {
  const clock = new Int32Array(trace.size);
  const hostKnown = new Uint8Array(trace.size);
  const numbers = new Map<string, number>();
  const ofResource = new Map<number, { number: number; known: number }>();
  for (let i = 0; i < trace.size; i++) {
    const resource = trace.table.spanResource.at(trace.row[i] as number);
    let entry = ofResource.get(resource);
    if (!entry) {
      const host = hostOf(trace, i);
      const key = host ?? trace.service(i);
      const number = numbers.get(key) ?? numbers.size;
      numbers.set(key, number);
      entry = { number, known: host === undefined ? 0 : 1 };
      ofResource.set(resource, entry);
    }
    clock[i] = entry.number;
    hostKnown[i] = entry.known;
  }
  return { clock, hostKnown };
}

function hostOf(trace: Trace, index: number): string | undefined {
  for (const key of HOST_KEYS) {
    const value = trace.resourceAttribute(index, key);
    if (value !== undefined && value !== '') return String(value);
  }
  return undefined;
}

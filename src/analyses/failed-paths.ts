// Where failures begin: failed spans below which nothing else failed. Spans above them fail because
// of them.

import { attributeOf } from '../model/attributes.ts';
import type { Trace } from '../model/trace.ts';
import { type Analysis, defineAnalysis } from './analysis.ts';

const MAX_TYPE = 200;

export interface FailureOrigin {
  readonly span: number;
  /** Error type, exception class or status code, as far as recorded; never a message. */
  readonly type: string;
  /** Failed spans above it. */
  readonly symptoms: number;
  /** The root of its tree failed too. */
  readonly reachesRoot: boolean;
}

export const failureOrigins: Analysis<readonly FailureOrigin[]> = defineAnalysis({
  id: 'failure-origins',
  compute(trace) {
    if (!trace.failed.includes(1)) return [];
    const failedBelow = new Uint8Array(trace.size);
    const failedAbove = new Int32Array(trace.size);
    for (let i = trace.size - 1; i > 0; i--) {
      const parent = trace.parent[i] as number;
      if (parent >= 0 && (trace.failed[i] === 1 || failedBelow[i] === 1)) failedBelow[parent] = 1;
    }
    const origins: FailureOrigin[] = [];
    for (let i = 0; i < trace.size; i++) {
      const parent = trace.parent[i] as number;
      if (parent >= 0) {
        failedAbove[i] = (failedAbove[parent] as number) + (trace.failed[parent] as number);
      }
      if (trace.failed[i] !== 1 || failedBelow[i] === 1) continue;
      const symptoms = failedAbove[i] as number;
      const reachesRoot = trace.failed[rootOf(trace, i)] === 1;
      origins.push({ span: i, type: errorType(trace, i), symptoms, reachesRoot });
    }
    return origins;
  },
});

// Trees are ranges of preorder: the root is the last one at or before the span.
function rootOf(trace: Trace, span: number): number {
  let low = 0;
  let high = trace.roots.length;
  const sorted = trace.roots;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] as number) <= span) low = middle + 1;
    else high = middle;
  }
  return sorted[low - 1] ?? 0;
}

/** What kind of failure a span records; `` if it says nothing. */
export function errorType(trace: Trace, span: number): string {
  return recordedErrorType(trace, span).slice(0, MAX_TYPE);
}

function recordedErrorType(trace: Trace, span: number): string {
  const type = attributeOf(trace, span, 'errorType');
  if (type !== undefined && type !== true) return String(type);
  for (const event of trace.events(span)) {
    for (const { key, value } of event.attributes) {
      if (key === 'exception.type' || key === 'error.kind') return String(value);
    }
  }
  const rpc = attributeOf(trace, span, 'rpcStatus');
  if (rpc !== undefined && rpc !== 0 && rpc !== 'OK') return `status ${rpc}`;
  const http = attributeOf(trace, span, 'httpStatus');
  return http === undefined ? '' : `status ${http}`;
}

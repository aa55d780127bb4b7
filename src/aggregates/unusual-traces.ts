// Traces that took far longer than others of the same root operation, and failures that came
// suspiciously fast. Robust statistics, so that outliers cannot hide themselves, on logarithms, as
// latency is multiplicative.

import type { TraceContext } from '../analyses/analysis.ts';
import { traceSummary } from '../analyses/trace-summary.ts';
import { compareText } from '../lib/text-order.ts';

const FEWEST = 20;
const LARGEST_Z = 3.5;
/** Median absolute deviation to standard deviation, for a normal distribution. */
const MAD_TO_SIGMA = 1.4826;
const LEAST_EXCESS_NS = 10e6;

export interface UnusualTrace {
  readonly traceId: string;
  readonly kind: 'slow' | 'fast-failure';
  readonly service: string;
  readonly operation: string;
  readonly latencyNs: number;
  /** Of all traces with this root operation. */
  readonly medianNs: number;
}

interface Group {
  readonly service: string;
  readonly operation: string;
  readonly traceIds: string[];
  readonly latenciesNs: number[];
  readonly failed: boolean[];
}

/** Judges nothing about root operations with fewer than 20 traces. */
export class UnusualTraces {
  readonly #groups = new Map<string, Group>();

  /** Traces without a true root are not looked at: their latency is that of a part. */
  add(context: TraceContext): void {
    const { trace } = context;
    if (trace.warnings.some((warning) => warning.code === 'no-root')) return;
    const { root, latencyNs, rootFailed } = context.get(traceSummary);
    const key = `${root.service.length}:${root.service}${root.name}`;
    let group = this.#groups.get(key);
    if (!group) {
      const { service, name: operation } = root;
      group = { service, operation, traceIds: [], latenciesNs: [], failed: [] };
      this.#groups.set(key, group);
    }
    group.traceIds.push(trace.id);
    group.latenciesNs.push(latencyNs);
    group.failed.push(rootFailed);
  }

  /** Slowest first. */
  result(): UnusualTrace[] {
    const unusual: UnusualTrace[] = [];
    for (const group of this.#groups.values()) {
      if (group.latenciesNs.length >= FEWEST) judgeGroup(group, unusual);
    }
    return unusual.sort((a, b) => b.latencyNs - a.latencyNs || compareText(a.traceId, b.traceId));
  }
}

function judgeGroup(group: Group, unusual: UnusualTrace[]): void {
  const logs = group.latenciesNs.map((ns) => Math.log(Math.max(ns, 1)));
  const medianLog = medianOf(logs);
  const medianNs = Math.round(medianOf(group.latenciesNs));
  const sigma = MAD_TO_SIGMA * medianOf(logs.map((log) => Math.abs(log - medianLog)));
  for (let i = 0; i < logs.length; i++) {
    const latencyNs = group.latenciesNs[i] as number;
    const offset = (logs[i] as number) - medianLog;
    // When most latencies are equal any other is infinitely far away: only the ratio tells.
    const isFar = sigma > 0 ? offset > LARGEST_Z * sigma : latencyNs > 3 * medianNs;
    const isSlow = isFar && latencyNs > 2 * medianNs && latencyNs - medianNs > LEAST_EXCESS_NS;
    const isFast = sigma > 0 && offset < -LARGEST_Z * sigma && group.failed[i] === true;
    if (!isSlow && !isFast) continue;
    unusual.push({
      traceId: group.traceIds[i] as string,
      kind: isSlow ? 'slow' : 'fast-failure',
      service: group.service,
      operation: group.operation,
      latencyNs,
      medianNs,
    });
  }
}

/** The middle value, or the mean of the two middle ones. */
function medianOf(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length >> 1;
  if (sorted.length % 2 === 1) return sorted[middle] as number;
  return ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}

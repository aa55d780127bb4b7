// End-to-end latency of many traces in the contract and as a block.

import type { LatencySummary } from '../aggregates/latency-distribution.ts';
import type { PercentileEstimate } from '../lib/order-statistics.ts';
import type { LatencyData } from './contract.ts';
import type { DistributionBlock, PercentileValue } from './report.ts';

/** As many cells as fit beside the ends of the axis on a narrow screen. */
const BINS = 40;
const KEYS = ['p50', 'p90', 'p95', 'p99'] as const;

export function latencyData(summary: LatencySummary): LatencyData {
  return {
    method: 'nearest-rank',
    confidence: 0.95,
    count: summary.count,
    minNs: summary.minNs,
    p50Ns: summary.p50?.value ?? null,
    p90Ns: summary.p90?.value ?? null,
    p95Ns: summary.p95?.value ?? null,
    p99Ns: summary.p99?.value ?? null,
    maxNs: summary.maxNs,
    intervals: {
      p50: interval(summary.p50),
      p90: interval(summary.p90),
      p95: interval(summary.p95),
      p99: interval(summary.p99),
    },
    histogram: histogram(summary),
  };
}

function interval(estimate: PercentileEstimate | null): LatencyData['intervals']['p50'] {
  if (estimate === null) return null;
  const { low, high, reliable, needs } = estimate;
  return { lowNs: low, highNs: high, reliable, needs };
}

function histogram(summary: LatencySummary): LatencyData['histogram'] {
  const { scale, buckets } = summary.histogram(BINS);
  return {
    scale,
    bins: buckets.map((bucket) => ({ fromNs: bucket.from, toNs: bucket.to, count: bucket.count })),
  };
}

export function latencyBlock(latency: LatencyData): DistributionBlock {
  const percentiles: PercentileValue[] = [];
  for (const key of KEYS) {
    const ns = latency[`${key}Ns`];
    const known = latency.intervals[key];
    if (ns !== null && known) percentiles.push({ label: key, ns, ...known });
  }
  const { bins, scale } = latency.histogram;
  return {
    kind: 'distribution',
    label: 'latency',
    count: latency.count,
    percentiles,
    minNs: latency.minNs ?? 0,
    maxNs: latency.maxNs ?? 0,
    histogram: bins.map((bin) => bin.count),
    histogramFromNs: bins[0]?.fromNs ?? 0,
    histogramToNs: bins[bins.length - 1]?.toNs ?? 0,
    logarithmic: scale === 'log',
  };
}

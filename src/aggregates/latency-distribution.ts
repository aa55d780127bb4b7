// End-to-end latency over many traces: percentiles that say how well they are known, and a
// histogram. Keeps one number per trace.

import type { TraceContext } from '../analyses/analysis.ts';
import { samplingWeight } from '../analyses/sampling-weight.ts';
import { traceSummary } from '../analyses/trace-summary.ts';
import { Float64Column } from '../lib/column.ts';
import { buildHistogram, type Histogram } from '../lib/histogram.ts';
import { estimatePercentile, type PercentileEstimate } from '../lib/order-statistics.ts';
import { effectiveSize, estimateWeighted, sortWeighted } from '../lib/weighted-percentile.ts';
import { type Note, Notes } from '../model/notes.ts';

/** Above this part of failed traces a sample looks chosen for its failures. */
const CURATED_FAILURES = 0.5;
/** Below this many traces nothing is said about how they were chosen. */
const FEW_TRACES = 20;

export interface LatencySummary {
  /** Traces whose latency counts. */
  readonly count: number;
  /** Null when there is none. */
  readonly minNs: number | null;
  readonly maxNs: number | null;
  /** Null only when there is no trace at all. */
  readonly p50: PercentileEstimate | null;
  readonly p90: PercentileEstimate | null;
  readonly p95: PercentileEstimate | null;
  readonly p99: PercentileEstimate | null;
  /** Traces sampled at different known rates were weighted accordingly. */
  readonly weighted: boolean;
  /** What the intervals are based on: `count`, or less when weighted. */
  readonly effectiveCount: number;
  /** Traces left out because their root is missing, so that their latency is that of a part. */
  readonly withoutRoot: number;
  /** Traces that count whose root failed. */
  readonly failed: number;
  /** Different root operations; with several the percentiles mix kinds of requests. */
  readonly rootOperations: number;
  /** Latencies that count, ascending. */
  readonly sortedNs: Float64Array;
  readonly notes: readonly Note[];
  histogram(cells: number): Histogram;
}

/** Latencies with what is known of each, in step. */
class Latencies {
  readonly ns = new Float64Column();
  readonly weight = new Float64Column();
  unknownWeights = 0;
  failed = 0;
  readonly roots = new Set<string>();

  add(context: TraceContext): void {
    const { latencyNs, rootFailed, root } = context.get(traceSummary);
    const weight = context.get(samplingWeight);
    this.ns.push(latencyNs);
    this.weight.push(weight ?? 1);
    if (weight === undefined) this.unknownWeights++;
    if (rootFailed) this.failed++;
    this.roots.add(JSON.stringify([root.service, root.name]));
  }
}

export class LatencyDistribution {
  readonly #whole = new Latencies();
  /** Of traces without a true root: used only when there are no others. */
  readonly #parts = new Latencies();

  add(context: TraceContext): void {
    const isPart = context.trace.warnings.some((warning) => warning.code === 'no-root');
    (isPart ? this.#parts : this.#whole).add(context);
  }

  result(): LatencySummary {
    const usesParts = this.#whole.ns.length === 0;
    const source = usesParts ? this.#parts : this.#whole;
    const notes = new Notes();
    const parts = this.#parts.ns.length;
    if (parts > 0) {
      const text = usesParts
        ? 'No trace has its root: latency is that of the part each begins with.'
        : 'Traces without their root are left out of the latency: they show only a part.';
      notes.add('latency-without-root', text, parts);
    }
    const count = source.ns.length;
    const values = source.ns.data.slice(0, count);
    const weights = source.weight.data.slice(0, count);
    const weighted = areWeightsUseful(source, weights, notes);
    noteCuration(source, notes);
    const sample = weighted ? sortWeighted(values, weights) : undefined;
    const sortedNs = sample?.values ?? values.sort();
    const estimate = (p: number): PercentileEstimate | null => {
      if (count === 0) return null;
      return sample ? estimateWeighted(sample, p) : estimatePercentile(sortedNs, p);
    };
    return {
      count,
      minNs: sortedNs[0] ?? null,
      maxNs: sortedNs[count - 1] ?? null,
      p50: estimate(0.5),
      p90: estimate(0.9),
      p95: estimate(0.95),
      p99: estimate(0.99),
      weighted,
      effectiveCount: weighted ? effectiveSize(weights) : count,
      withoutRoot: usesParts ? 0 : parts,
      failed: source.failed,
      rootOperations: source.roots.size,
      sortedNs,
      notes: notes.list(),
      histogram: (cells) => buildHistogram(sortedNs, cells),
    };
  }
}

// One rate for all leaves percentiles as they are; unknown rates cannot be weighed.
function areWeightsUseful(source: Latencies, weights: Float64Array, notes: Notes): boolean {
  const { length } = weights;
  if (length === 0 || source.unknownWeights === length) return false;
  if (source.unknownWeights > 0) {
    const text =
      'Only some traces tell at which rate they were sampled: all count the same, so that ' +
      'percentiles may lean towards those sampled more often.';
    notes.add('sampling-partly-known', text, source.unknownWeights);
    return false;
  }
  if (weights.every((weight) => weight === weights[0])) return false;
  const text = 'Traces were sampled at different rates: percentiles are weighted accordingly.';
  notes.add('sampling-weighted', text, length);
  return true;
}

function noteCuration({ failed, ns }: Latencies, notes: Notes): void {
  if (ns.length < FEW_TRACES || failed <= CURATED_FAILURES * ns.length) return;
  const text =
    'Most traces failed: if they were kept because they failed, or were slow, percentiles are ' +
    'those of such traces and not of all requests.';
  notes.add('sample-looks-curated', text, failed);
}

// Why the slow traces are slow: mean critical-path time by operation in the tail, less that in the
// typical traces. As each path covers its latency exactly, the differences of all operations add up
// to the difference of the latencies: the explanation is complete and counts nothing twice.

import type { TraceContext } from '../analyses/analysis.ts';
import { traceSummary } from '../analyses/trace-summary.ts';
import { wholePath } from '../analyses/whole-path.ts';
import { bootstrapDifferences } from '../lib/bootstrap.ts';
import { SeededRandom } from '../lib/seeded-random.ts';
import { compareText } from '../lib/text-order.ts';
import type { Operation } from '../model/trace.ts';
import { FEWEST_IN_TAIL, type LatencyBands, splitBands } from './latency-bands.ts';
import { PathSamples, REST } from './path-samples.ts';

/** Operations whose difference gets an interval: the largest. */
const MOST_EXAMINED = 24;
/** Traces of a band that are drawn from; larger bands are thinned out evenly. */
const MOST_DRAWN = 500;
const SEED = 0x7ace;

export interface TailBand {
  readonly traces: number;
  readonly meanNs: number;
  /** Fastest and slowest latency. */
  readonly fromNs: number;
  readonly toNs: number;
}

/** One operation's part in the difference. Means are per trace of the band and not rounded. */
export interface TailContribution extends Operation {
  /** Tail less typical; all contributions and `restNs` add up to `differenceNs`. */
  readonly deltaNs: number;
  readonly typicalNs: number;
  readonly tailNs: number;
  /** Calls that hold the path. */
  readonly typicalCalls: number;
  readonly tailCalls: number;
  /** `deltaNs` split: more (or fewer) calls, and longer (or shorter) ones. */
  readonly byCountNs: number;
  readonly byDurationNs: number;
  /** 95 % interval of `deltaNs`; undefined where the tail is too small or the part too minor. */
  readonly interval: { readonly lowNs: number; readonly highNs: number } | undefined;
  /** The interval excludes 0: this is not chance. */
  readonly significant: boolean;
}

/** One root operation's tail. */
export interface TailDifference {
  /** Service and name of the root. */
  readonly root: Operation;
  /** Traces with this root whose path is whole. */
  readonly traces: number;
  readonly typical: TailBand;
  readonly tail: TailBand;
  readonly tailRule: LatencyBands['tailRule'];
  readonly differenceNs: number;
  /** Largest first. Computed when first asked for: intervals take a thousand resamples. */
  readonly contributions: readonly TailContribution[];
  /** Part of the difference in operations too small to be kept apart. */
  readonly restNs: number;
  /** False when the tail holds fewer than 5 traces: then this is a story about those only. */
  readonly claim: boolean;
  /** The slowest trace. */
  readonly slowestTraceId: string;
}

export class TailDifferences {
  readonly #groups = new Map<string, { root: Operation; samples: PathSamples }>();
  #leftOut = 0;

  /** Traces whose path is not that of a whole request are not looked at. */
  add(context: TraceContext): void {
    if (!context.get(wholePath)) {
      this.#leftOut++;
      return;
    }
    const { root } = context.get(traceSummary);
    const key = `${root.service.length}:${root.service}${root.name}`;
    let group = this.#groups.get(key);
    if (!group) {
      group = { root, samples: new PathSamples() };
      this.#groups.set(key, group);
    }
    group.samples.add(context);
  }

  /** Incomplete traces that were not looked at. */
  get leftOut(): number {
    return this.#leftOut;
  }

  /** One entry per root operation with at least two traces, the most frequent first. */
  result(): TailDifference[] {
    const results: TailDifference[] = [];
    for (const { root, samples } of this.#groups.values()) {
      if (samples.size >= 2) results.push(explainTail(root, samples));
    }
    return results.sort((a, b) => b.traces - a.traces || b.differenceNs - a.differenceNs);
  }
}

function explainTail(root: Operation, samples: PathSamples): TailDifference {
  const latencyOf = (i: number) => samples.latencyNs.at(i);
  const idOf = (i: number) => samples.traceIds[i] as string;
  const order = samples.traceIds
    .map((_, i) => i)
    .sort((a, b) => latencyOf(a) - latencyOf(b) || (idOf(a) < idOf(b) ? -1 : 1));
  const bands = splitBands(order);
  const typical = describeBand(samples, bands.typical);
  const tail = describeBand(samples, bands.tail);
  const before = meansOf(samples, bands.typical);
  const after = meansOf(samples, bands.tail);
  const claim = bands.tail.length >= FEWEST_IN_TAIL;
  let contributions: readonly TailContribution[] | undefined;
  return {
    root,
    traces: samples.size,
    typical,
    tail,
    tailRule: bands.tailRule,
    differenceNs: tail.meanNs - typical.meanNs,
    get contributions() {
      contributions ??= contributionsOf(samples, bands, before, after, claim);
      return contributions;
    },
    restNs: after.restNs - before.restNs,
    claim,
    slowestTraceId: idOf(order[order.length - 1] as number),
  };
}

function contributionsOf(
  samples: PathSamples,
  bands: LatencyBands,
  before: BandMeans,
  after: BandMeans,
  claim: boolean,
): TailContribution[] {
  const keys: number[] = [];
  for (let key = 0; key < samples.keys; key++) {
    if ((before.ns[key] as number) > 0 || (after.ns[key] as number) > 0) keys.push(key);
  }
  const deltaOf = (key: number) => (after.ns[key] as number) - (before.ns[key] as number);
  keys.sort((a, b) => Math.abs(deltaOf(b)) - Math.abs(deltaOf(a)) || a - b);
  const intervals = claim ? intervalsOf(samples, bands, keys.slice(0, MOST_EXAMINED)) : [];
  const contributions = keys.map((key, position) =>
    describeContribution(samples.operation(key), key, before, after, intervals[position]),
  );
  return contributions.sort(compareContributions);
}

function describeBand(samples: PathSamples, band: readonly number[]): TailBand {
  let sum = 0;
  for (const i of band) sum += samples.latencyNs.at(i);
  return {
    traces: band.length,
    meanNs: sum / band.length,
    fromNs: samples.latencyNs.at(band[0] as number),
    toNs: samples.latencyNs.at(band[band.length - 1] as number),
  };
}

/** Means per trace by key. */
interface BandMeans {
  readonly ns: Float64Array;
  readonly calls: Float64Array;
  restNs: number;
}

function meansOf(samples: PathSamples, band: readonly number[]): BandMeans {
  const { keys } = samples;
  const means: BandMeans = {
    ns: new Float64Array(keys),
    calls: new Float64Array(keys),
    restNs: 0,
  };
  for (const i of band) {
    samples.forEachRow(i, (key, ns, calls) => {
      if (key === REST) {
        means.restNs += ns;
        return;
      }
      means.ns[key] = (means.ns[key] as number) + ns;
      means.calls[key] = (means.calls[key] as number) + calls;
    });
  }
  for (let key = 0; key < keys; key++) {
    means.ns[key] = (means.ns[key] as number) / band.length;
    means.calls[key] = (means.calls[key] as number) / band.length;
  }
  means.restNs /= band.length;
  return means;
}

function describeContribution(
  { service, name }: Operation,
  key: number,
  before: BandMeans,
  after: BandMeans,
  interval: TailContribution['interval'],
): TailContribution {
  const typicalNs = before.ns[key] as number;
  const tailNs = after.ns[key] as number;
  const typicalCalls = before.calls[key] as number;
  const tailCalls = after.calls[key] as number;
  // A new operation is all count: it has no typical duration to compare with.
  const meanNs = typicalCalls > 0 ? typicalNs / typicalCalls : tailNs / tailCalls;
  const deltaNs = tailNs - typicalNs;
  const byCountNs = (tailCalls - typicalCalls) * meanNs;
  return {
    service,
    name,
    deltaNs,
    typicalNs,
    tailNs,
    typicalCalls,
    tailCalls,
    byCountNs,
    byDurationNs: deltaNs - byCountNs,
    interval,
    significant: interval !== undefined && (interval.lowNs > 0 || interval.highNs < 0),
  };
}

function compareContributions(a: TailContribution, b: TailContribution): number {
  return b.deltaNs - a.deltaNs || compareText(a.service, b.service) || compareText(a.name, b.name);
}

function intervalsOf(samples: PathSamples, bands: LatencyBands, keys: readonly number[]) {
  const typical = matrixOf(samples, thinOut(bands.typical), keys);
  const tail = matrixOf(samples, thinOut(bands.tail), keys);
  const random = new SeededRandom(SEED);
  return bootstrapDifferences(typical, tail, keys.length, random).map(({ low, high }) => ({
    lowNs: low,
    highNs: high,
  }));
}

function matrixOf(
  samples: PathSamples,
  band: readonly number[],
  keys: readonly number[],
): Float64Array {
  const columnOf = new Map(keys.map((key, column) => [key, column]));
  const matrix = new Float64Array(band.length * keys.length);
  for (const [row, i] of band.entries()) {
    samples.forEachRow(i, (key, ns) => {
      const column = columnOf.get(key);
      if (column !== undefined) matrix[row * keys.length + column] = ns;
    });
  }
  return matrix;
}

function thinOut(band: readonly number[]): readonly number[] {
  if (band.length <= MOST_DRAWN) return band;
  const step = band.length / MOST_DRAWN;
  return Array.from({ length: MOST_DRAWN }, (_, i) => band[Math.floor(i * step)] as number);
}

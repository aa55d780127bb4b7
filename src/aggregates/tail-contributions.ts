// What makes the difference between two groups of traces, operation by operation: means per trace,
// the change split into more calls and longer calls, and how sure it is.

import { bootstrapDifferences } from '../lib/bootstrap.ts';
import { SeededRandom } from '../lib/seeded-random.ts';
import { compareText } from '../lib/text-order.ts';
import type { Operation } from '../model/trace.ts';
import type { LatencyBands } from './latency-bands.ts';
import { type PathSamples, REST } from './path-samples.ts';

/** Operations whose difference gets an interval: the largest. */
const MOST_EXAMINED = 24;
/** Traces of a band that are drawn from; larger bands are thinned out evenly. */
const MOST_DRAWN = 500;
const SEED = 0x7ace;

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

/** Largest first. `claim`: whether the tail is large enough for intervals. */
export function contributionsOf(
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

/** Means per trace by key. */
export interface BandMeans {
  readonly ns: Float64Array;
  readonly calls: Float64Array;
  restNs: number;
}

export function meansOf(samples: PathSamples, band: readonly number[]): BandMeans {
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

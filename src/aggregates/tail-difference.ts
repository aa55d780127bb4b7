// Why the slow traces are slow: mean critical-path time by operation in the tail, less that in the
// typical traces. As each path covers its latency exactly, the differences of all operations add up
// to the difference of the latencies: the explanation is complete and counts nothing twice.

import type { TraceContext } from '../analyses/analysis.ts';
import { traceSummary } from '../analyses/trace-summary.ts';
import { wholePath } from '../analyses/whole-path.ts';
import { textHash } from '../lib/text-hash.ts';
import type { Operation } from '../model/trace.ts';
import { FEWEST_IN_TAIL, type LatencyBands, splitBands } from './latency-bands.ts';
import { PathSamples } from './path-samples.ts';
import { contributionsOf, meansOf, type TailContribution } from './tail-contributions.ts';

export type { TailContribution } from './tail-contributions.ts';

/** Rows of paths held for all root operations together, 20 bytes each: some 10,000 traces. */
const MOST_ROWS = 200_000;

export interface TailBand {
  readonly traces: number;
  readonly meanNs: number;
  /** Fastest and slowest latency. */
  readonly fromNs: number;
  readonly toNs: number;
}

/** One root operation's tail. */
export interface TailDifference {
  /** Service and name of the root. */
  readonly root: Operation;
  /** Traces with this root whose path is whole, as far as they are looked at. */
  readonly traces: number;
  /** All of them: more than `traces` where a window is so large that a sample was taken. */
  readonly allTraces: number;
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
  /** The slowest of the traces looked at. */
  readonly slowestTraceId: string;
}

interface Group {
  readonly root: Operation;
  samples: PathSamples;
  traces: number;
}

/**
 * Beyond `mostRows` rows of paths, traces are looked at by the hash of their ID, every second one
 * and so on: which ones does not depend on the order in which they come.
 */
export class TailDifferences {
  readonly #groups = new Map<string, Group>();
  #leftOut = 0;
  #rows = 0;
  /** A trace is kept when its hash is a multiple of this power of two. */
  #every = 1;

  constructor(private readonly mostRows = MOST_ROWS) {}

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
      group = { root, samples: new PathSamples(), traces: 0 };
      this.#groups.set(key, group);
    }
    group.traces++;
    if (!this.#keeps(context.trace.id)) return;
    this.#rows -= group.samples.rows;
    group.samples.add(context);
    this.#rows += group.samples.rows;
    while (this.#rows > this.mostRows) this.#thinOut();
  }

  /** Incomplete traces that were not looked at. */
  get leftOut(): number {
    return this.#leftOut;
  }

  /** One entry per root operation with at least two traces, the most frequent first. */
  result(): TailDifference[] {
    const results: TailDifference[] = [];
    for (const { root, samples, traces } of this.#groups.values()) {
      if (samples.size >= 2) results.push(explainTail(root, samples, traces));
    }
    return results.sort((a, b) => b.allTraces - a.allTraces || b.differenceNs - a.differenceNs);
  }

  #keeps(traceId: string): boolean {
    return this.#every === 1 || textHash(traceId) % this.#every === 0;
  }

  #thinOut(): void {
    this.#every *= 2;
    this.#rows = 0;
    for (const group of this.#groups.values()) {
      group.samples = group.samples.only((traceId) => this.#keeps(traceId));
      this.#rows += group.samples.rows;
    }
  }
}

function explainTail(root: Operation, samples: PathSamples, allTraces: number): TailDifference {
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
    allTraces,
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

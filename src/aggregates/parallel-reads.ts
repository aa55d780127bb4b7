// Proof that calls which follow one another need not: other traces in which the same span makes the
// same calls overlapping, or the other way round. The second cannot have needed the first one's
// result there.
//
// Only what is certain counts: both calls made exactly once by that span in that trace (the second of
// two equal calls may well need what came between), an overlap longer than clocks are wrong. Whether
// a place will have a finding is not known before the last trace: all spans with several long reads
// are followed.

import type { TraceContext } from '../analyses/analysis.ts';
import { normalisedNames } from '../analyses/calls/normalised-names.ts';
import type { ReadSteps, Step } from '../analyses/calls/read-steps.ts';
import type { TraceFinding } from '../detectors/detector.ts';
import type { DetectionOptions } from '../detectors/options.ts';
import { unitAt } from '../detectors/place-finding.ts';
import { MAX_NAMED } from '../detectors/serial-independent.ts';
import { type SiblingReads, siblingReads } from '../detectors/sibling-reads.ts';
import { PartsMap } from '../lib/parts-map.ts';
import { type Note, Notes } from '../model/notes.ts';
import { CallPair, independence } from './call-pair.ts';
import type { RecurringFinding } from './recurring-finding.ts';
import type { WindowEvidence, WindowWatch } from './window-detector.ts';

const KIND = 'serial-independent';
const MAX_PAIRS = 20_000;
const MAX_CHAINS = 10_000;
/** Calls of one span that are compared with one another. */
const MAX_STEPS = 8;
/** Starts and durations are rounded to microseconds each. */
const ROUNDING_NS = 2_000;

export const parallelReads: WindowEvidence = {
  id: 'parallel-reads',
  kinds: [KIND],
  watch: (options) => new ParallelReads(options),
};

/** What a finding is about: where, and its first calls in their order. */
interface Chain {
  readonly place: readonly string[];
  readonly whats: readonly string[];
}

class ParallelReads implements WindowWatch {
  readonly #pairs = new PartsMap<CallPair>();
  readonly #chains = new Map<string, Chain>();
  #traces = 0;
  #other = 0;

  constructor(private readonly options: DetectionOptions) {}

  add(context: TraceContext, findings: readonly TraceFinding[]): void {
    this.#traces++;
    const reads = context.get(siblingReads(this.options));
    for (const finding of findings) {
      if (finding.kind === KIND) this.#addChain(context, finding, reads);
    }
    const parents = [...reads.byParent].flatMap(([parent, { length }]) =>
      length > 1 ? [parent] : [],
    );
    const times = reads.reader.timesOfChildren(parents);
    for (const parent of parents) {
      const steps = (reads.byParent.get(parent) ?? []).slice(0, MAX_STEPS);
      this.#addSteps(context, parent, steps, times.get(parent) ?? new Map(), reads.reader);
    }
  }

  #addSteps(
    context: TraceContext,
    parent: number,
    steps: readonly Step[],
    times: ReadonlyMap<string, number>,
    reader: ReadSteps,
  ): void {
    const place = placeOf(context, parent);
    for (const [i, first] of steps.entries()) {
      for (const second of steps.slice(i + 1)) {
        if (!areTwoCalls(first, second, times)) continue;
        const pair = this.#pairOf(place, first.what, second.what);
        if (!pair) continue;
        const overlapNs = Math.min(first.endNs, second.endNs) - second.startNs;
        const clockNs = this.#clockNs(context, parent, first, second);
        const limitNs = Math.max(reader.grainNs([first, second]), clockNs);
        if (overlapNs > limitNs) pair.overlap(this.#traces);
        else pair.follow(this.#traces, first.what);
      }
    }
  }

  // Children recorded by other hosts have clocks of their own.
  #clockNs({ trace }: TraceContext, parent: number, first: Step, second: Step): number {
    const own = trace.service(parent);
    const isOwn = trace.service(first.span) === own && trace.service(second.span) === own;
    return isOwn ? ROUNDING_NS : this.options.clockSkew.toleranceNs;
  }

  #addChain(context: TraceContext, finding: TraceFinding, { byParent }: SiblingReads): void {
    if (this.#chains.has(finding.fingerprint) || this.#chains.size >= MAX_CHAINS) return;
    const steps = new Map(byParent.get(finding.anchor)?.map((step) => [step.span, step.what]));
    const whats = finding.spans.slice(0, MAX_NAMED).map((span) => steps.get(span) ?? '');
    this.#chains.set(finding.fingerprint, { place: placeOf(context, finding.anchor), whats });
  }

  #pairOf(place: readonly string[], one: string, other: string): CallPair | undefined {
    const key = [...place, ...(one < other ? [one, other] : [other, one])];
    const known = this.#pairs.get(key);
    if (known) return known;
    if (this.#pairs.size >= MAX_PAIRS) {
      this.#other++;
      return undefined;
    }
    const created = new CallPair();
    this.#pairs.set(key, created);
    return created;
  }

  /** High confidence where each two calls were seen to be independent. */
  complete(finding: RecurringFinding): RecurringFinding {
    const chain = finding.kind === KIND ? this.#chains.get(finding.fingerprint) : undefined;
    if (!chain) return finding;
    const shown = chain.whats.flatMap((first, i) =>
      chain.whats.slice(i + 1).map((second) => {
        const key = first < second ? [first, second] : [second, first];
        return this.#pairs.get([...chain.place, ...key])?.seen(first, second);
      }),
    );
    const { proved, remark } = independence(shown, finding.counts.max > chain.whats.length);
    if (!remark) return finding;
    return {
      ...finding,
      confidence: proved ? 'high' : finding.confidence,
      remarks: [...finding.remarks, remark],
    };
  }

  notes(): Note[] {
    const text = `pairs of calls beyond the ${MAX_PAIRS} different ones whose order is followed`;
    const notes = new Notes();
    if (this.#other > 0) notes.add('call-pairs-beyond-limit', text, this.#other);
    return notes.list();
  }
}

// Each is made once; or one is made twice, with other arguments.
function areTwoCalls(first: Step, second: Step, times: ReadonlyMap<string, number>): boolean {
  if (first.what !== second.what)
    return times.get(first.what) === 1 && times.get(second.what) === 1;
  const known = first.argKey !== null && second.argKey !== null;
  return known && first.argKey !== second.argKey && times.get(first.what) === 2;
}

/** As fingerprints name places: the service, what it serves, and the span if it is not the entry. */
function placeOf(context: TraceContext, parent: number): string[] {
  const unit = unitAt(context, parent);
  const anchor = parent === unit.entry ? '' : context.get(normalisedNames)(parent);
  return [unit.service, unit.name, anchor];
}

// All repeated calls of a trace, judged and priced.

import { type Analysis, defineAnalysis, type TraceContext } from '../analysis.ts';
import type { Call } from './call.ts';
import { type CallItem, callItem } from './call-item.ts';
import { type CallLoop, LoopFinder } from './call-loops.ts';
import { logicalCalls } from './logical-calls.ts';
import { isListSizeUnknown } from './loop-batching.ts';
import { confidenceCap, loopConfidence } from './loop-confidence.ts';
import { fingerprintParts, loopFingerprint, looseFingerprint } from './loop-fingerprint.ts';
import { type Judgement, judgeLoop } from './loop-judge.ts';
import { loopCost } from './loop-saving.ts';
import { loopTiming } from './loop-shape.ts';
import type { LoopThresholds } from './loop-thresholds.ts';
import { mergeFindings } from './merged-findings.ts';
import { normalisedNames } from './normalised-names.ts';
import { PageJoiner } from './page-joining.ts';
import type { RepeatedCall, SmallGroup } from './repeated-call.ts';
import { RoundTrips } from './round-trips.ts';
import { SourceFinder } from './source-query.ts';
import { spanRoles } from './span-roles.ts';
import { UnitActivity } from './unit-activity.ts';
import { type UnitOfWork, unitsOfWork } from './units-of-work.ts';

export interface RepeatedCalls {
  /** One per fingerprint and kind. */
  readonly found: readonly RepeatedCall[];
  /** Groups below their minimum. */
  readonly small: readonly SmallGroup[];
}

const BY_THRESHOLDS = new WeakMap<LoopThresholds, Analysis<RepeatedCalls>>();

/** The analysis for given thresholds; the same object gives the same analysis. */
export function repeatedCalls(thresholds: LoopThresholds): Analysis<RepeatedCalls> {
  const known = BY_THRESHOLDS.get(thresholds);
  if (known) return known;
  const analysis = defineAnalysis<RepeatedCalls>({
    id: 'repeated-calls',
    compute: (_, context) => new LoopAssessor(context, thresholds).assess(),
  });
  BY_THRESHOLDS.set(thresholds, analysis);
  return analysis;
}

class LoopAssessor {
  readonly #sources = new Map<number, SourceFinder>();
  readonly #pages = new PageJoiner();
  #activity: UnitActivity | undefined;
  readonly #inLoops = new Set<Call>();
  #roundTrips: RoundTrips | undefined;

  constructor(
    private readonly context: TraceContext,
    private readonly thresholds: LoopThresholds,
  ) {}

  assess(): RepeatedCalls {
    const loops = new LoopFinder(this.context, this.thresholds).find();
    for (const { items } of loops.loops) {
      for (const { tries } of items) for (const call of tries) this.#inLoops.add(call);
    }
    const found = loops.loops.map((loop) => this.#judged(loop));
    for (const { item, unit } of loops.retried) found.push(this.#retry(item, unit));
    const small = loops.small.map((loop) => this.#small(loop));
    return { found: mergeFindings(found), small };
  }

  #activityOf(): UnitActivity {
    const { context } = this;
    this.#activity ??= new UnitActivity(
      context.trace,
      context.get(logicalCalls).tree,
      context.get(unitsOfWork),
    );
    return this.#activity;
  }

  #roundTripNs(unit: number, product: string): number | undefined {
    this.#roundTrips ??= new RoundTrips(this.context.get(logicalCalls).skipped);
    return this.#roundTrips.shortestNs(unit, product);
  }

  #judged(loop: CallLoop): RepeatedCall {
    const roles = this.context.get(spanRoles);
    const judgement = judgeLoop(loop, {
      trace: this.context.trace,
      calleeOf: (call) => roles.callee[call.span] as number,
      busyBetween: (fromNs, toNs, next) =>
        this.#activityOf().busyBetween(loop.unit.number, fromNs, toNs, next),
    });
    const page = judgement.kind === 'pagination' ? this.#firstPage(loop) : undefined;
    const items = page ? [callItem([page]), ...loop.items] : loop.items;
    return this.#priced({ ...loop, items }, judgement);
  }

  #firstPage(loop: CallLoop): Call | undefined {
    const { calls, unitStart } = this.context.get(logicalCalls);
    const { number } = loop.unit;
    return this.#pages.firstPage(loop, calls.slice(unitStart[number], unitStart[number + 1]));
  }

  #priced(loop: CallLoop, judgement: Judgement): RepeatedCall {
    const { sample, items } = loop;
    const calls = items.map((item) => item.last);
    const source = this.#sourcesOf(loop.unit).find(loop, this.#inLoops);
    const roundTripNs = this.#roundTripNs(loop.unit.number, sample.product);
    const cost = loopCost(
      this.context,
      items,
      judgement.shape,
      loop.anchor,
      roundTripNs ?? Infinity,
    );
    const tries = items.reduce((sum, item) => sum + item.tries.length, 0);
    const parts = fingerprintParts(loop, judgement.kind);
    const facts = {
      listSizeUnknown: isListSizeUnknown(calls),
      truncated: calls.some((call) => call.essence.identity.statement?.truncated === true),
      adopted: this.#isAdopted(loop),
      maybePaging: judgement.maybePaging,
    };
    return {
      ...judgement,
      ...facts,
      loop,
      open: judgement.timing.open,
      calls,
      count: items.length,
      spanCount: items.reduce((sum, item) => sum + spansOf(item), 0),
      retried: tries - items.length,
      write: sample.essence.identity.write,
      source,
      amplification: this.#amplification(calls),
      roundTripSeen: roundTripNs !== undefined && roundTripNs < cost.longestNs,
      cost,
      confidenceCap: confidenceCap({
        internal: sample.callClass === 'internal',
        kindsImplied: !this.context.get(spanRoles).recorded,
      }),
      confidencePoints: this.#confidence(
        loop,
        judgement,
        source !== undefined,
        source?.rowsMatch ?? false,
        facts,
      ),
      fingerprint: loopFingerprint(parts),
      looseFingerprint: looseFingerprint(parts),
      loopId: undefined,
      units: 1,
      countInAllUnits: items.length,
    };
  }

  #confidence(
    loop: CallLoop,
    judgement: Judgement,
    hasSource: boolean,
    sourceRowsMatch: boolean,
    facts: Pick<RepeatedCall, 'listSizeUnknown' | 'truncated' | 'adopted' | 'maybePaging'>,
  ): number {
    const { sample, perBranch } = loop;
    const { quality, readable, guessedPath } = sample.essence.identity;
    return loopConfidence({
      ...facts,
      count: loop.items.length,
      distinctArguments: judgement.distinctArguments,
      hasSource,
      sourceRowsMatch,
      evenBranches: perBranch.length > 1 && perBranch.every((size) => size === perBranch[0]),
      routeKnown: sample.callClass === 'http' && readable && guessedPath === undefined,
      weak: quality === 'weak',
      commandOnly: quality === 'command-only',
      internal: sample.callClass === 'internal',
      kindsImplied: !this.context.get(spanRoles).recorded,
    });
  }

  #sourcesOf(unit: UnitOfWork): SourceFinder {
    const known = this.#sources.get(unit.number);
    if (known) return known;
    const { calls, unitStart, tree } = this.context.get(logicalCalls);
    const own = calls.slice(unitStart[unit.number], unitStart[unit.number + 1]);
    const finder = new SourceFinder(this.context.trace, tree, own);
    this.#sources.set(unit.number, finder);
    return finder;
  }

  #isAdopted(loop: CallLoop): boolean {
    const { adopted } = this.context.get(unitsOfWork);
    const { tree } = this.context.get(logicalCalls);
    const last = loop.items[loop.items.length - 1]?.last.span ?? -1;
    const first = loop.items[0]?.last.span ?? -1;
    return [first, last].some((span) => {
      const own = adopted[span] === 1;
      const above = span < 0 ? -1 : (tree.up[span] as number);
      return own || (above >= 0 && adopted[above] === 1);
    });
  }

  // Calls of the callees; those of the loop's own unit are layers or nested calls of its own.
  #amplification(calls: readonly Call[]): number {
    const { callsBefore } = this.context.get(logicalCalls);
    const { subtreeEnd } = this.context.trace;
    let count = 0;
    for (const { span, callClass } of calls) {
      if (callClass !== 'http' && callClass !== 'rpc') continue;
      const end = subtreeEnd[span] as number;
      count += (callsBefore[end] as number) - (callsBefore[span + 1] as number);
    }
    return count;
  }

  #small(loop: CallLoop): SmallGroup {
    const sourceRows = this.#sourcesOf(loop.unit).rowsBefore(loop, this.#inLoops);
    return { fingerprintParts: fingerprintParts(loop, 'nplus1'), loop, sourceRows };
  }

  // Three and more tries of one item are a finding of their own, however few items there are.
  #retry(item: CallItem, unit: UnitOfWork): RepeatedCall {
    const loop = this.#loopOfTries(item, unit);
    const timing = loopTiming(loop.items, 0);
    const judgement: Judgement = {
      kind: 'retry',
      shape: timing.shape,
      timing,
      distinctArguments: null,
      maybePaging: false,
    };
    const resends = item.tries.reduce((most, call) => Math.max(most, call.resends), 0);
    const priced = this.#priced(loop, judgement);
    return { ...priced, count: Math.max(item.tries.length, resends + 1) };
  }

  #loopOfTries(item: CallItem, unit: UnitOfWork): CallLoop {
    const { trace } = this.context;
    const parent = this.context.get(logicalCalls).tree.up[item.first.span] as number;
    const anchor = parent >= 0 && parent < trace.size ? parent : unit.entry;
    return {
      unit,
      sample: item.last,
      place: 'claimed',
      anchorNode: anchor,
      anchor,
      anchorName: anchor === unit.entry ? '' : this.context.get(normalisedNames)(anchor),
      branch: '',
      items: item.tries.map((call) => callItem([call])),
      perBranch: [],
      loops: 1,
      grainNs: 0,
      minimum: 3,
    };
  }
}

function spansOf(item: CallItem): number {
  return item.tries.reduce((sum, call) => sum + call.spanCount, 0);
}

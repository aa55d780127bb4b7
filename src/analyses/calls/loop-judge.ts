// Tells what a loop of equal calls is, in a fixed order: batched already, pages, polling, the same
// question again, calls from unrelated places, and what is left by its shape in time.

import type { Trace } from '../../model/trace.ts';
import type { Call } from './call.ts';
import { argumentKeys, type CallItem } from './call-item.ts';
import type { CallLoop } from './call-loops.ts';
import { isChunked } from './loop-batching.ts';
import { pagingEvidence } from './loop-paging.ts';
import { isPolling } from './loop-polling.ts';
import {
  type LoopShape,
  type LoopTiming,
  loopTiming,
  throughFewConnections,
} from './loop-shape.ts';
import type { RepeatedCallKind } from './repeated-call.ts';

export interface Judgement {
  readonly kind: RepeatedCallKind;
  readonly shape: LoopShape | 'recursive';
  readonly timing: LoopTiming;
  readonly distinctArguments: number | null;
  readonly maybePaging: boolean;
}

/** What the judge has to ask about the rest of the trace. */
export interface LoopSurroundings {
  readonly trace: Trace;
  calleeOf(call: Call): number;
  /** Other work of the unit started between two instants, apart from what wraps `next`. */
  busyBetween(fromNs: number, toNs: number, next: CallItem): boolean;
}

export function judgeLoop(loop: CallLoop, around: LoopSurroundings): Judgement {
  const calls = loop.items.map((item) => item.last);
  const asked = loopTiming(loop.items, loop.grainNs);
  const timing = throughFewConnections(asked, loop.items, loop.grainNs);
  const keys = argumentKeys(calls);
  const known = keys.every((key) => key !== null);
  const distinctArguments = known ? distinctAmong(calls, keys) : null;
  const shape = loop.place === 'recursive' ? 'recursive' : timing.shape;
  const facts = { shape, timing, distinctArguments } as const;
  const verdict = (kind: RepeatedCallKind, maybePaging = false): Judgement => {
    return { kind, ...facts, maybePaging };
  };
  if (isChunked(around.trace, calls)) return verdict('chunked');
  const paging = pagingEvidence(around.trace, calls, (call) => around.calleeOf(call));
  if (paging === 'pages') return verdict('pagination');
  const replayable = mayRemember(loop.sample, calls);
  if (paging === 'same-query' && replayable) return verdict('duplicate-call');
  if (timing.shape === 'sequential' && pollsIn(loop, distinctArguments, around)) {
    return verdict('polling');
  }
  if (distinctArguments === 1 && replayable) return verdict('duplicate-call');
  return verdict(byPlaceAndShape(loop, facts.shape), paging === 'possible');
}

// Equal keys with more behind them that is hidden may ask for different things.
function distinctAmong(calls: readonly Call[], keys: readonly (number | null)[]): number | null {
  const distinct = new Set(keys).size;
  const partial = calls.some((call) => call.essence.identity.argumentsPartial === true);
  return partial && distinct === 1 ? null : distinct;
}

/** A plain read whose whole text is known: its answer could have been kept. */
function mayRemember(sample: Call, calls: readonly Call[]): boolean {
  const { read, volatile } = sample.essence.identity;
  if (!read || volatile) return false;
  return !calls.some((call) => call.essence.identity.statement?.truncated === true);
}

function pollsIn(
  loop: CallLoop,
  distinctArguments: number | null,
  around: LoopSurroundings,
): boolean {
  return isPolling(loop.items, distinctArguments ?? 0, (fromNs, toNs, next) =>
    around.busyBetween(fromNs, toNs, next),
  );
}

function byPlaceAndShape(loop: CallLoop, shape: LoopShape | 'recursive'): RepeatedCallKind {
  if (loop.place === 'scattered') return 'repeated-call';
  if (loop.sample.callClass === 'messaging') return 'publish-loop';
  return shape === 'parallel' ? 'fan-out' : 'nplus1';
}

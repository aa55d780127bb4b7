// Where a trace spends its latency: critical-path time by operation and by span, the bottleneck,
// and the chain of calls that leads to it. The largest sum on the path is the answer, not the
// longest span: that is always the root or a wrapper.

import { compareText } from '../lib/text-order.ts';
import type { Operation, Trace } from '../model/trace.ts';
import { type Analysis, defineAnalysis } from './analysis.ts';
import { type CriticalPath, criticalPath } from './critical-path.ts';
import { type Headroom, headroom } from './headroom.ts';
import { selfTime } from './self-time.ts';

/** One operation's part in the latency of the primary root. */
export interface OperationShare extends Operation {
  /** Index into `trace.operations`. */
  readonly operation: number;
  /** Over all rows this adds up to the latency. */
  readonly onPathNs: number;
  /** Of the latency, 0 to 1. */
  readonly share: number;
  /** Self time of all its spans that the root waited for, on the path or beside it. */
  readonly selfNs: number;
  /** Its spans that hold the path. */
  readonly spans: number;
  /** Its spans below the primary root, on the path or not. */
  readonly calls: number;
  /** The span that holds the path longest. */
  readonly exampleSpan: number;
  /** Shortening these spans saves at most this much. */
  readonly headroomNs: number;
}

/** One span's part in the latency of the primary root. */
export interface SpanShare {
  readonly span: number;
  readonly onPathNs: number;
  readonly share: number;
  readonly selfNs: number;
  readonly headroomNs: number;
}

/** One hop of the descent into the heaviest child. */
export interface ChainHop {
  readonly span: number;
  /** Path time of the span and everything below it. */
  readonly inclusiveNs: number;
}

export interface Bottleneck {
  /** Operations on the path, largest first. */
  readonly operations: readonly OperationShare[];
  /** The first of `operations`; undefined when the root has no length. */
  readonly bottleneck: OperationShare | undefined;
  /** From the root down while one child holds at least half of the path time of its parent. */
  readonly chain: readonly ChainHop[];
  /** Path time of each span with everything below it, by preorder index. */
  readonly inclusiveNs: Float64Array;
  /** Spans that hold the path, largest first; computed on each call. */
  spans(): SpanShare[];
}

export const bottleneck: Analysis<Bottleneck> = defineAnalysis({
  id: 'bottleneck',
  compute(trace, context) {
    const path = context.get(criticalPath);
    const room = context.get(headroom);
    const selfNs = context.get(selfTime);
    const operations = sumByOperation(trace, path, room, selfNs);
    const inclusiveNs = sumSubtrees(trace, path);
    return {
      operations,
      bottleneck: operations[0],
      chain: descend(trace, path, inclusiveNs),
      inclusiveNs,
      spans: () => rankSpans(trace, path, room, selfNs),
    };
  },
});

interface OperationSum {
  onPathNs: number;
  selfNs: number;
  spans: number;
  calls: number;
  exampleSpan: number;
  /** Path time under no limit. */
  freeNs: number;
  /** Path time by the span whose rival limits it; made when there is one. */
  limited: Map<number, number> | undefined;
}

function sumByOperation(
  trace: Trace,
  path: CriticalPath,
  room: Headroom,
  selfNs: Float64Array,
): OperationShare[] {
  const sums: (OperationSum | undefined)[] = new Array(trace.operations.length);
  const end = trace.subtreeEnd[0] as number;
  for (let i = 0; i < end; i++) {
    if (path.analysisRoot[i] !== 0) continue;
    const operation = trace.operation[i] as number;
    let sum = sums[operation];
    if (!sum) {
      sum = {
        onPathNs: 0,
        selfNs: 0,
        spans: 0,
        calls: 0,
        exampleSpan: i,
        freeNs: 0,
        limited: undefined,
      };
      sums[operation] = sum;
    }
    addSpan(sum, i, path, room, selfNs);
  }
  const latencyNs = trace.durationNs[0] as number;
  const rows: OperationShare[] = [];
  for (let operation = 0; operation < sums.length; operation++) {
    const sum = sums[operation];
    if (!sum || sum.onPathNs === 0) continue;
    const { onPathNs, spans, calls, exampleSpan } = sum;
    const { service, name } = trace.operations[operation] as Operation;
    rows.push({
      service,
      name,
      operation,
      onPathNs,
      share: onPathNs / latencyNs,
      selfNs: sum.selfNs,
      spans,
      calls,
      exampleSpan,
      headroomNs: savable(sum, room),
    });
  }
  return rows.sort(compareShares);
}

function addSpan(
  sum: OperationSum,
  span: number,
  path: CriticalPath,
  room: Headroom,
  selfNs: Float64Array,
): void {
  const onPathNs = path.onPathNs[span] as number;
  sum.calls++;
  sum.selfNs += selfNs[span] as number;
  if (onPathNs === 0) return;
  if (sum.spans === 0 || onPathNs > (path.onPathNs[sum.exampleSpan] as number)) {
    sum.exampleSpan = span;
  }
  sum.spans++;
  sum.onPathNs += onPathNs;
  const limiter = room.limiter[span] as number;
  if (limiter < 0) {
    sum.freeNs += onPathNs;
    return;
  }
  sum.limited ??= new Map();
  sum.limited.set(limiter, (sum.limited.get(limiter) ?? 0) + onPathNs);
}

// Spans under one limit share it: together they save no more than one of them could.
function savable(sum: OperationSum, room: Headroom): number {
  let ns = sum.freeNs;
  for (const [limiter, onPathNs] of sum.limited ?? []) {
    ns += Math.min(onPathNs, room.limitNs[limiter] as number);
  }
  return ns;
}

function compareShares(a: OperationShare, b: OperationShare): number {
  return (
    b.onPathNs - a.onPathNs ||
    b.selfNs - a.selfNs ||
    compareText(a.service, b.service) ||
    compareText(a.name, b.name)
  );
}

// Children come after their parents, so one pass from the end adds up all subtrees.
function sumSubtrees(trace: Trace, path: CriticalPath): Float64Array {
  const inclusiveNs = path.onPathNs.slice();
  for (let i = trace.size - 1; i > 0; i--) {
    if (path.analysisRoot[i] === i) continue;
    const parent = trace.parent[i] as number;
    inclusiveNs[parent] = (inclusiveNs[parent] as number) + (inclusiveNs[i] as number);
  }
  return inclusiveNs;
}

function descend(trace: Trace, path: CriticalPath, inclusiveNs: Float64Array): ChainHop[] {
  const chain: ChainHop[] = [];
  let span = 0;
  while (span >= 0) {
    chain.push({ span, inclusiveNs: inclusiveNs[span] as number });
    const half = (inclusiveNs[span] as number) / 2;
    const last = trace.subtreeEnd[span] as number;
    let heaviest = -1;
    for (let c = span + 1; c < last; c = trace.subtreeEnd[c] as number) {
      const ns = inclusiveNs[c] as number;
      if (path.onPath[c] !== 1 || path.analysisRoot[c] !== 0 || ns < half) continue;
      if (heaviest < 0 || ns > (inclusiveNs[heaviest] as number)) heaviest = c;
    }
    span = heaviest;
  }
  return chain;
}

function rankSpans(
  trace: Trace,
  path: CriticalPath,
  room: Headroom,
  selfNs: Float64Array,
): SpanShare[] {
  const rows: SpanShare[] = [];
  const latencyNs = trace.durationNs[0] as number;
  for (let i = 0; i < (trace.subtreeEnd[0] as number); i++) {
    const onPathNs = path.onPathNs[i] as number;
    if (path.analysisRoot[i] !== 0 || onPathNs === 0) continue;
    rows.push({
      span: i,
      onPathNs,
      share: onPathNs / latencyNs,
      selfNs: selfNs[i] as number,
      headroomNs: room.headroomNs[i] as number,
    });
  }
  return rows.sort((a, b) => b.onPathNs - a.onPathNs || b.selfNs - a.selfNs || a.span - b.span);
}

// Where a trace spends its latency: critical-path time by operation and by span, the bottleneck,
// and the chain of calls that leads to it. The largest sum on the path is the answer, not the
// longest span: that is always the root or a wrapper.

import { compareText } from '../lib/text-order.ts';
import type { Operation, Trace } from '../model/trace.ts';
import { type Analysis, defineAnalysis } from './analysis.ts';
import { type CriticalPath, criticalPath } from './critical-path.ts';
import { type Headroom, headroom } from './headroom.ts';
import { LimitedSum } from './limited-sum.ts';
import { type OperationGroups, operationGroups } from './operation-groups.ts';
import { type Savable, savable } from './savable.ts';
import { selfTime } from './self-time.ts';

/** One operation's part in the latency of the primary root. */
export interface OperationShare extends Operation {
  /** Index into `trace.operations`: the first of those that are one (`operation-groups`). */
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
  /** Shortening these spans saves this much for certain. */
  readonly headroomNs: number;
  /** And at most this much; between the two it depends on what waited for what. */
  readonly savableNs: number;
}

/** One span's part in the latency of the primary root. */
export interface SpanShare {
  readonly span: number;
  readonly onPathNs: number;
  readonly share: number;
  readonly selfNs: number;
  readonly headroomNs: number;
  readonly savableNs: number;
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
    const most = context.get(savable);
    const selfNs = context.get(selfTime);
    const groups = context.get(operationGroups);
    const operations = sumByOperation(trace, groups, path, room, most, selfNs);
    const inclusiveNs = sumSubtrees(trace, path);
    return {
      operations,
      bottleneck: operations[0],
      chain: descend(trace, path, inclusiveNs),
      inclusiveNs,
      spans: () => rankSpans(trace, path, room, most, selfNs),
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
  readonly headroom: LimitedSum;
  readonly savable: LimitedSum;
}

function sumByOperation(
  trace: Trace,
  { groupOf, names }: OperationGroups,
  path: CriticalPath,
  room: Headroom,
  most: Savable,
  selfNs: Float64Array,
): OperationShare[] {
  const sums: (OperationSum | undefined)[] = new Array(trace.operations.length);
  const end = trace.subtreeEnd[0] as number;
  for (let i = 0; i < end; i++) {
    if (path.analysisRoot[i] !== 0) continue;
    const operation = groupOf[trace.operation[i] as number] as number;
    let sum = sums[operation];
    if (!sum) {
      sum = {
        onPathNs: 0,
        selfNs: 0,
        spans: 0,
        calls: 0,
        exampleSpan: i,
        headroom: new LimitedSum(),
        savable: new LimitedSum(),
      };
      sums[operation] = sum;
    }
    addSpan(sum, i, path, room, most, selfNs);
  }
  const latencyNs = trace.durationNs[0] as number;
  const rows: OperationShare[] = [];
  for (let operation = 0; operation < sums.length; operation++) {
    const sum = sums[operation];
    if (!sum || sum.onPathNs === 0) continue;
    const { onPathNs, spans, calls, exampleSpan } = sum;
    const savableNs = sum.savable.total();
    const { service } = trace.operations[operation] as Operation;
    rows.push({
      service,
      name: names[operation] as string,
      operation,
      onPathNs,
      share: onPathNs / latencyNs,
      selfNs: sum.selfNs,
      spans,
      calls,
      exampleSpan,
      headroomNs: Math.min(sum.headroom.total(), savableNs),
      savableNs,
    });
  }
  return rows.sort(compareShares);
}

function addSpan(
  sum: OperationSum,
  span: number,
  path: CriticalPath,
  room: Headroom,
  most: Savable,
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
  sum.headroom.add(onPathNs, room.limiter[span] as number, room.limitNs[span] as number);
  sum.savable.add(onPathNs, most.rival[span] as number, most.limitNs[span] as number);
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
  most: Savable,
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
      savableNs: most.savableNs[i] as number,
    });
  }
  return rows.sort((a, b) => b.onPathNs - a.onPathNs || b.selfNs - a.selfNs || a.span - b.span);
}

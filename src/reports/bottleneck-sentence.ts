// The answer in one sentence: which operation, how much of the latency, in how many calls, and
// where it was called from.

import type { TraceContext } from '../analyses/analysis.ts';
import { bottleneck, type ChainHop, type OperationShare } from '../analyses/bottleneck.ts';
import { criticalPath } from '../analyses/critical-path.ts';
import { operationGroups } from '../analyses/operation-groups.ts';
import { explainOwnTime, type OwnGap } from '../analyses/own-time.ts';
import { savable } from '../analyses/savable.ts';
import { traceSummary } from '../analyses/trace-summary.ts';
import { count, duration, name, type Phrase, percent } from '../model/phrase.ts';
import { KIND_INTERNAL, KIND_SERVER } from '../model/span-kind.ts';
import { spanName } from './shown-name.ts';

/** "inventory-service check-inventory, 1.16 s of 1.48 s (78%): 41 × SELECT stock …". */
export function bottleneckSentence(context: TraceContext): Phrase {
  const { trace } = context;
  const { bottleneck: top, chain } = context.get(bottleneck);
  const { latencyNs } = context.get(traceSummary);
  if (!top) return ['the root span has no length, so there is nothing to share out'];
  const head = headOf(context, top, chain);
  const what: Phrase = [name(top.service), ' ', name(top.name)];
  if (!head) {
    return [
      ...what,
      ', ',
      duration(top.onPathNs),
      ' of ',
      duration(latencyNs),
      ' (',
      percent(top.share),
      ')',
      ...callsOf(context, top),
      ...roomOf(context, top),
      ...spreadOf(top),
      '.',
    ];
  }
  return [
    name(trace.service(head.span)),
    ' ',
    spanName(trace, head.span),
    ', ',
    duration(head.inclusiveNs),
    ' of ',
    duration(latencyNs),
    ' (',
    percent(head.inclusiveNs / latencyNs),
    '): ',
    ...(top.spans > 1 ? [count(top.spans), ' × '] : []),
    ...(top.service === trace.service(head.span) ? [] : [name(top.service), ' ']),
    name(top.name),
    ' ',
    duration(top.onPathNs),
    ...orderOf(context, top),
    ...roomOf(context, top),
    '.',
  ];
}

// The last hop of the chain that encloses the bottleneck, if it says more than the root would.
function headOf(
  context: TraceContext,
  top: OperationShare,
  chain: readonly ChainHop[],
): ChainHop | undefined {
  const { trace } = context;
  const { groupOf } = context.get(operationGroups);
  // One step of a service is an answer by itself; a query or a loop is better named with its caller.
  const kind = trace.kind[top.exampleSpan];
  if (top.spans === 1 && (kind === KIND_INTERNAL || kind === KIND_SERVER)) return undefined;
  let head: ChainHop | undefined;
  for (const hop of chain) {
    const encloses =
      hop.span < top.exampleSpan && top.exampleSpan < (trace.subtreeEnd[hop.span] as number);
    const group = groupOf[trace.operation[hop.span] as number];
    if (!encloses || hop.span === 0 || group === top.operation) continue;
    // A call is the answer only if the bottleneck is what it spends its time on.
    if (top.onPathNs * 2 >= hop.inclusiveNs) head = hop;
  }
  return head;
}

function callsOf(context: TraceContext, top: OperationShare): Phrase {
  if (top.spans > 1) return [' in ', count(top.spans), ' calls', ...orderOf(context, top)];
  const { trace } = context;
  const isLeaf = trace.subtreeEnd[top.exampleSpan] === top.exampleSpan + 1;
  return isLeaf ? [] : [', its own time between and beside its calls'];
}

function orderOf(context: TraceContext, top: OperationShare): Phrase {
  return top.spans > 2 && isSequential(context, top) ? [', one after the other'] : [];
}

// On the path each instant belongs to one span; calls that are all of it on the path did not
// overlap one another.
function isSequential(context: TraceContext, top: OperationShare): boolean {
  return top.spans === top.calls && top.onPathNs >= top.selfNs * 0.98 && context.trace.size > 0;
}

/** Below this share of the latency the first in the list is not the answer, only the first. */
const DOMINANT = 0.25;

function spreadOf(top: OperationShare): Phrase {
  return top.share < DOMINANT ? ['; no single operation dominates'] : [];
}

function roomOf(context: TraceContext, top: OperationShare): Phrase {
  if (top.savableNs * 2 >= top.onPathNs) return [];
  const other = context.get(savable).rival[top.exampleSpan] ?? -1;
  if (other < 0) return ['. Shortening this alone saves at most ', duration(top.savableNs)];
  return [
    '. ',
    spanName(context.trace, other),
    ' runs beside it: shortening this alone saves at most ',
    duration(top.savableNs),
  ];
}

/** Hops of the chain that are named at its beginning and at its end. */
const FIRST_HOPS = 4;
const LAST_HOPS = 8;

/** "order-service POST /orders 1.48 s > inventory-service check-inventory 1.16 s". */
export function chainPhrase(context: TraceContext): Phrase {
  const { trace } = context;
  const { chain } = context.get(bottleneck);
  const left = chain.length - FIRST_HOPS - LAST_HOPS;
  const phrase: Phrase[number][] = [];
  let service = '';
  for (const [i, hop] of chain.entries()) {
    // A chain that is longer than anybody reads loses its middle.
    if (left > 1 && i === FIRST_HOPS) phrase.push(' > … ', count(left), ' more …');
    if (left > 1 && i >= FIRST_HOPS && i < chain.length - LAST_HOPS) continue;
    if (phrase.length > 0) phrase.push(' > ');
    if (trace.service(hop.span) !== service) phrase.push(name(trace.service(hop.span)), ' ');
    service = trace.service(hop.span);
    phrase.push(spanName(trace, hop.span), ' ', duration(hop.inclusiveNs));
  }
  return phrase;
}

/** Gaps of the bottleneck's own time: what it did between its calls is not recorded. */
export function gapsOf(context: TraceContext): { span: number; gaps: readonly OwnGap[] } {
  const top = context.get(bottleneck).bottleneck;
  const span = top?.exampleSpan ?? 0;
  const isLeaf = context.trace.subtreeEnd[span] === span + 1;
  if (!top || isLeaf || context.get(criticalPath).onPathNs[span] === 0) return { span, gaps: [] };
  const { gaps } = explainOwnTime(context, span);
  // No call on the path at all: the sentence has said so.
  const isWhole = gaps.length === 1 && gaps[0]?.after === -1 && gaps[0].before === -1;
  return { span, gaps: isWhole ? [] : gaps };
}

/** "no span for 800 ms between check-inventory and calculate-price". */
export function gapPhrase(context: TraceContext, gap: OwnGap): Phrase {
  const { trace } = context;
  const at = (index: number): Phrase => [spanName(trace, index)];
  const where: Phrase =
    gap.after < 0 && gap.before < 0
      ? ['throughout']
      : gap.after < 0
        ? ['before ', ...at(gap.before)]
        : gap.before < 0
          ? ['after ', ...at(gap.after)]
          : ['between ', ...at(gap.after), ' and ', ...at(gap.before)];
  const beside: Phrase =
    gap.concurrentNs > 0 ? [' (calls ran beside it for ', duration(gap.concurrentNs), ')'] : [];
  return [duration(gap.endNs - gap.startNs), ' ', ...where, ...beside];
}

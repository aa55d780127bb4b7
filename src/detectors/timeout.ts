// Failures that took as long as a timeout.

import type { TraceContext } from '../analyses/analysis.ts';
import type { Call } from '../analyses/calls/call.ts';
import { logicalCalls } from '../analyses/calls/logical-calls.ts';
import { inclusivePath } from '../analyses/inclusive-path.ts';
import { count, duration, name, type Phrase } from '../model/phrase.ts';
import type { Detector, TraceFinding } from './detector.ts';
import type { DetectionOptions } from './options.ts';
import { isExcluded, placeFinding, unitAt } from './place-finding.ts';

/** Failures shorter than this are refusals, however alike. */
const MIN_ALIKE_NS = 50_000_000;

export const timeout: Detector = {
  meta: {
    id: 'timeout',
    title: 'Timeouts',
    description:
      'Failed calls that lasted a usual timeout, or several failures of one call that lasted equally long: the caller gave up waiting.',
    kinds: ['timeout'],
    failing: [],
  },
  detect(context, options) {
    const groups = new Map<string, Call[]>();
    for (const call of context.get(logicalCalls).calls) {
      if (!call.failed || isExcluded(context, options, call.span)) continue;
      const key = JSON.stringify([call.unit, call.callClass, call.target, call.template]);
      const group = groups.get(key);
      if (group) group.push(call);
      else groups.set(key, [call]);
    }
    return withoutSymptoms(
      context,
      [...groups.values()].flatMap((group) => judge(context, group, options)),
    );
  },
};

// A caller that waits for a callee that waits for a third: only the last one says where it hangs.
function withoutSymptoms(
  { trace }: TraceContext,
  findings: readonly TraceFinding[],
): TraceFinding[] {
  const spans = findings.flatMap((finding) => finding.spans).sort((a, b) => a - b);
  return findings.filter(({ spans: own }) => {
    const last = own[own.length - 1] as number;
    const next = spans[firstAfter(spans, last)];
    return next === undefined || next >= (trace.subtreeEnd[last] as number);
  });
}

function firstAfter(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] as number) <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function judge(
  context: TraceContext,
  failed: readonly Call[],
  { timeout: limits }: DetectionOptions,
): TraceFinding[] {
  const usual = failed.filter((call) =>
    limits.secondsUsual.some((seconds) => isNear(call.durationNs, seconds * 1e9, limits.tolerance)),
  );
  if (usual.length > 0) return [toFinding(context, usual, 70)];
  const alike = largestAlike(failed, limits.alikeTolerance);
  return alike.length >= limits.alike ? [toFinding(context, alike, 55)] : [];
}

const isNear = (ns: number, targetNs: number, tolerance: number): boolean =>
  Math.abs(ns - targetNs) <= targetNs * tolerance;

// Sorted by duration, the longest run in which first and last differ by no more than the tolerance.
function largestAlike(failed: readonly Call[], tolerance: number): Call[] {
  const sorted = failed
    .filter((call) => call.durationNs >= MIN_ALIKE_NS)
    .sort((a, b) => a.durationNs - b.durationNs);
  let best: Call[] = [];
  for (let from = 0, to = 0; to < sorted.length; to++) {
    const longest = (sorted[to] as Call).durationNs;
    while (longest - (sorted[from] as Call).durationNs > longest * tolerance) from++;
    if (to - from + 1 > best.length) best = sorted.slice(from, to + 1);
  }
  return best;
}

function toFinding(context: TraceContext, calls: readonly Call[], points: number): TraceFinding {
  const first = calls[0] as Call;
  const unit = unitAt(context, first.span);
  const inclusive = context.get(inclusivePath);
  const onPathNs = calls.reduce((sum, call) => sum + (inclusive[call.span] as number), 0);
  const called: Phrase =
    first.target === '' ? [name(first.template)] : [name(first.target), ' ', name(first.template)];
  const times: Phrase = calls.length > 1 ? [' ', count(calls.length), ' times'] : [];
  return placeFinding(context, {
    kind: 'timeout',
    severity: onPathNs > 0 ? 'medium' : 'low',
    confidencePoints: points,
    anchor: first.span,
    callClass: first.callClass,
    template: first.template,
    count: calls.length,
    spans: calls.map((call) => call.span).sort((a, b) => a - b),
    onPathNs,
    savingNs: { low: 0, high: Math.round(onPathNs) },
    message: [
      name(unit.service),
      ' ',
      name(unit.name),
      ' waits ',
      duration(first.durationNs),
      ' for ',
      ...called,
      times.length > 0 ? ',' : '',
      ...times,
      ' and gives up: it looks like a timeout',
    ],
    advice: ['Find why the callee does not answer; a shorter timeout only fails sooner.'],
  });
}

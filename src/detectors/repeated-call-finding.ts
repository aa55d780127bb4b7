// Turns a verdict on repeated calls into a finding: weight and the facts that all kinds share. What
// is said about it is up to each detector.

import type { TraceContext } from '../analyses/analysis.ts';
import { matchesPattern } from '../analyses/calls/loop-thresholds.ts';
import type { RepeatedCall, RepeatedCallKind } from '../analyses/calls/repeated-call.ts';
import { repeatedCalls } from '../analyses/calls/repeated-calls.ts';
import type { Phrase } from '../model/phrase.ts';
import type { TraceFinding } from './detector.ts';
import type { DetectionOptions } from './options.ts';
import { repeatedCallRemarks } from './repeated-call-remarks.ts';
import { confidenceOf, severityOf } from './severity.ts';

export interface Wording {
  readonly message: Phrase;
  readonly advice: Phrase;
  readonly remarks?: readonly Phrase[];
  /** Instead of the range that batching would save. */
  readonly savingNs?: { readonly low: number; readonly high: number };
}

/** Verdicts of one kind that are not excluded by the options. */
export function verdictsOf(
  context: TraceContext,
  options: DetectionOptions,
  kind: RepeatedCallKind,
): RepeatedCall[] {
  const { services, templates, routes } = options.exclude;
  const excluded = (text: string, patterns: readonly string[]) =>
    patterns.some((pattern) => matchesPattern(text, pattern));
  return context
    .get(repeatedCalls(options.loops))
    .found.filter(
      (verdict) =>
        verdict.kind === kind &&
        !excluded(verdict.loop.unit.service, services) &&
        !excluded(verdict.loop.unit.name, routes) &&
        !excluded(verdict.loop.sample.template, templates),
    );
}

export function repeatedCallFinding(
  context: TraceContext,
  options: DetectionOptions,
  verdict: RepeatedCall,
  wording: Wording,
): TraceFinding {
  const { loop, cost, count } = verdict;
  const savingNs = wording.savingNs ?? { low: cost.lowNs, high: cost.highNs };
  const weight = {
    savingNs: savingNs.low,
    rootNs: cost.rootNs,
    count,
    onPath: cost.onPathNs > 0,
    background: loop.unit.background,
  };
  const { shape } = verdict;
  return {
    kind: verdict.kind,
    fingerprint: verdict.fingerprint,
    looseFingerprint: verdict.looseFingerprint,
    severity: severityOf(weight, options),
    confidence: confidenceOf(verdict.confidencePoints),
    confidencePoints: verdict.confidencePoints,
    confidenceCap: verdict.confidenceCap,
    anchor: loop.anchor,
    entry: loop.unit.entry,
    callClass: loop.sample.callClass,
    shape,
    template: loop.sample.template,
    count,
    spans: verdict.calls.map((call) => call.span),
    source: verdict.source?.call.span,
    onPathNs: cost.onPathNs,
    savingNs,
    message: wording.message,
    advice: wording.advice,
    remarks: [...(wording.remarks ?? []), ...repeatedCallRemarks(context, verdict)],
    loopId: verdict.loopId,
    countInAllUnits: verdict.countInAllUnits,
    entryName: loop.unit.name,
    background: loop.unit.background,
  };
}

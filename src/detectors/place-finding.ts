// Builds findings that are not about repeated calls: named by kind, place and what is there.

import type { TraceContext } from '../analyses/analysis.ts';
import { fingerprintOf } from '../analyses/calls/finding-fingerprint.ts';
import { matchesPattern } from '../analyses/calls/loop-thresholds.ts';
import { normalisedNames } from '../analyses/calls/normalised-names.ts';
import { type UnitOfWork, unitsOfWork } from '../analyses/calls/units-of-work.ts';
import type { Phrase } from '../model/phrase.ts';
import type { CallClass, Severity, TraceFinding } from './detector.ts';
import type { DetectionOptions } from './options.ts';
import { confidenceOf } from './severity.ts';

const NO_SAVING = { low: 0, high: 0 };

export interface PlaceFinding {
  readonly kind: string;
  readonly severity: Severity;
  readonly confidencePoints: number;
  readonly anchor: number;
  readonly callClass?: CallClass | undefined;
  readonly shape?: string | undefined;
  readonly template: string;
  /** About the service, whatever it serves: one finding for all its entries. */
  readonly wholeService?: boolean | undefined;
  readonly count: number;
  readonly spans: readonly number[];
  readonly onPathNs?: number | undefined;
  readonly savingNs?: { readonly low: number; readonly high: number } | undefined;
  readonly message: Phrase;
  readonly advice: Phrase;
  readonly remarks?: readonly Phrase[] | undefined;
}

export function placeFinding(context: TraceContext, place: PlaceFinding): TraceFinding {
  const unit = unitAt(context, place.anchor);
  const { kind, template, wholeService } = place;
  const atEntry = place.anchor === unit.entry || wholeService;
  const anchorName = atEntry ? '' : context.get(normalisedNames)(place.anchor);
  const entryName = wholeService ? '' : unit.name;
  // Written out: with a spread every finding would be a slow object of its own shape.
  return {
    kind,
    fingerprint: fingerprintOf('f1', [kind, unit.service, entryName, anchorName, template]),
    looseFingerprint: fingerprintOf('f1l', [kind, unit.service, entryName, template]),
    severity: place.severity,
    confidence: confidenceOf(place.confidencePoints),
    confidencePoints: place.confidencePoints,
    anchor: place.anchor,
    entry: unit.entry,
    callClass: place.callClass,
    shape: place.shape,
    template,
    count: place.count,
    spans: place.spans,
    onPathNs: place.onPathNs ?? 0,
    savingNs: place.savingNs ?? NO_SAVING,
    message: place.message,
    advice: place.advice,
    remarks: place.remarks ?? [],
    entryName,
    background: unit.background,
  };
}

/** The unit of work of a span. */
export function unitAt(context: TraceContext, span: number): UnitOfWork {
  const { units, unitOf } = context.get(unitsOfWork);
  return units[unitOf[span] as number] as UnitOfWork;
}

/** True when the options exclude the span's service or the route it serves. */
export function isExcluded(
  context: TraceContext,
  options: DetectionOptions,
  span: number,
): boolean {
  const { services, routes } = options.exclude;
  if (services.length === 0 && routes.length === 0) return false;
  const unit = unitAt(context, span);
  return (
    services.some((pattern) => matchesPattern(unit.service, pattern)) ||
    routes.some((pattern) => matchesPattern(unit.name, pattern))
  );
}

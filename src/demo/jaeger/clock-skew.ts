// Jaeger's clock skew adjustment: a child on another host that does not fit into its parent is
// moved to its middle. With the default limit of zero it only leaves warnings.

import { valueText, type WarnedSpan } from '../encode-jaeger-v1.ts';
import { durationText } from './go-parsing.ts';

export interface SkewOptions {
  /** Resource attributes that name the host, first match counts. */
  readonly hostKeys: readonly string[];
  /** The parent's ID, '' for roots. */
  parentOf(span: WarnedSpan): string;
  /** The text about a parent that is not in the trace. */
  orphanWarning(parentId: string): string;
  /** Largest correction that is applied; 0 switches it off. */
  readonly maxDeltaNs: bigint;
  /** A defect of some releases: the end stays where it was. */
  readonly onlyStart: boolean;
}

interface Skew {
  readonly host: string;
  readonly deltaNs: bigint;
}

/** Spans in the same order, moved and warned about. Cycles are never reached and stay as they are. */
export function correctClockSkew(spans: readonly WarnedSpan[], options: SkewOptions): WarnedSpan[] {
  const adjusted: WarnedSpan[] = [...spans];
  const { indexOf, duplicates } = indexById(spans);
  for (const index of duplicates) {
    warn(adjusted, index, 'duplicate span IDs; skipping clock skew adjustment');
  }
  const children = new Map<number, number[]>();
  const work: { index: number; parent: number; skew: Skew }[] = [];
  for (const index of indexOf.values()) {
    const span = spans[index] as WarnedSpan;
    const parentId = options.parentOf(span);
    const parent = parentId === '' ? undefined : indexOf.get(parentId);
    if (parent !== undefined) {
      const siblings = children.get(parent);
      if (siblings) siblings.push(index);
      else children.set(parent, [index]);
      continue;
    }
    if (parentId !== '') warn(adjusted, index, options.orphanWarning(parentId));
    work.push({ index, parent: -1, skew: { host: hostOf(span, options), deltaNs: 0n } });
  }
  for (let next = work.pop(); next; next = work.pop()) {
    const { index } = next;
    const skew = skewOf(adjusted, next, options);
    move(adjusted, index, skew.deltaNs, options);
    for (const child of children.get(index) ?? []) work.push({ index: child, parent: index, skew });
  }
  return adjusted;
}

// The first span with an ID stands for it; the others are left out.
function indexById(spans: readonly WarnedSpan[]) {
  const indexOf = new Map<string, number>();
  const duplicates: number[] = [];
  spans.forEach((span, index) => {
    if (indexOf.has(span.spanId)) duplicates.push(index);
    else indexOf.set(span.spanId, index);
  });
  return { indexOf, duplicates };
}

function hostOf(span: WarnedSpan, options: SkewOptions): string {
  for (const key of options.hostKeys) {
    for (const [name, value] of span.resource.attributes) {
      if (name === key) return valueText(value);
    }
  }
  return '';
}

// Spans of one host share a clock, so the parent's skew is theirs; without a host nobody does.
function skewOf(
  spans: readonly WarnedSpan[],
  at: { readonly index: number; readonly parent: number; readonly skew: Skew },
  options: SkewOptions,
): Skew {
  const span = spans[at.index] as WarnedSpan;
  const parent = spans[at.parent];
  const host = hostOf(span, options);
  if (!parent || (host !== '' && host === at.skew.host)) return at.skew;
  return { host, deltaNs: deltaBetween(span, parent) };
}

function deltaBetween(child: WarnedSpan, parent: WarnedSpan): bigint {
  const childNs = child.endNs - child.startNs;
  const parentNs = parent.endNs - parent.startNs;
  if (childNs > parentNs) {
    return child.startNs < parent.startNs ? parent.startNs - child.startNs : 0n;
  }
  if (child.startNs >= parent.startNs && child.endNs <= parent.endNs) return 0n;
  return parent.startNs - child.startNs + (parentNs - childNs) / 2n;
}

function move(spans: WarnedSpan[], index: number, deltaNs: bigint, options: SkewOptions): void {
  if (deltaNs === 0n) return;
  const { maxDeltaNs } = options;
  const size = deltaNs < 0n ? -deltaNs : deltaNs;
  const delta = durationText(deltaNs);
  if (size > maxDeltaNs) {
    warn(
      spans,
      index,
      maxDeltaNs === 0n
        ? `clock skew adjustment disabled; not applying calculated delta of ${delta}`
        : `max clock skew adjustment delta of ${durationText(maxDeltaNs)} exceeded; not applying calculated delta of ${delta}`,
    );
    return;
  }
  const span = spans[index] as WarnedSpan;
  spans[index] = {
    ...span,
    startNs: span.startNs + deltaNs,
    endNs: options.onlyStart ? span.endNs : span.endNs + deltaNs,
    events: span.events.map((event) => ({ ...event, timeNs: event.timeNs + deltaNs })),
  };
  warn(spans, index, `This span's timestamps were adjusted by ${delta}`);
}

function warn(spans: WarnedSpan[], index: number, text: string): void {
  const span = spans[index] as WarnedSpan;
  spans[index] = { ...span, warnings: [...(span.warnings ?? []), text] };
}

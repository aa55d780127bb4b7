// Which span is the parent of which. References may be missing, doubled, blank, point to the span
// itself or into other traces; the rules here give each span at most one parent, without cycles
// being looked at yet.

import type { IdentifiedSpans } from './span-ids.ts';
import {
  REF_CHILD_OF,
  REF_FOLLOWS_FROM,
  REF_LINK,
  REF_PARENT_FIELD,
  type SpanTable,
} from './span-table.ts';
import { canonicalTraceId, isBlankId } from './trace-id.ts';
import type { TraceWarnings } from './trace-warnings.ts';

/** Why a span has no parent, from the most to the least trusted root. */
export const HAS_PARENT = 0;
/** It names none. */
export const TRUE_ROOT = 1;
/** The one it names is not in the trace. */
export const ORPHAN = 2;
/** The same, and the missing one was only followed, not waited for. */
export const FOLLOWING_ORPHAN = 3;
/** It was on a cycle of parents, which was cut here. */
export const CUT_ROOT = 4;

/** Parents by position, as in IdentifiedSpans. */
export interface ParentLinks {
  /** -1 for none. */
  readonly parent: Int32Array;
  /** 1 where the edge is FOLLOWS_FROM. */
  readonly follows: Uint8Array;
  /** HAS_PARENT or the reason for having none. */
  readonly rootReason: Uint8Array;
}

/** Resolves the parent of every span; `traceId` is canonical. */
export function linkParents(
  spans: IdentifiedSpans,
  traceId: string,
  warnings: TraceWarnings,
): ParentLinks {
  const links: ParentLinks = {
    parent: new Int32Array(spans.size).fill(-1),
    follows: new Uint8Array(spans.size),
    rootReason: new Uint8Array(spans.size),
  };
  const isOwnTrace = ownTraceTest(spans.table, traceId);
  for (let i = 0; i < spans.size; i++) {
    const only = onlyParent(spans, i);
    if (only >= 0) {
      links.parent[i] = only;
      continue;
    }
    const client = spans.sharedParent.get(i);
    const choice = chooseParent(spans, i, isOwnTrace);
    if (choice.namesItself) warnings.add('self-parent', spans.spanId(i));
    if (client !== undefined) {
      links.parent[i] = client;
      continue;
    }
    links.parent[i] = choice.parent;
    links.follows[i] = choice.follows ? 1 : 0;
    links.rootReason[i] = choice.rootReason;
    if (choice.rootReason > TRUE_ROOT) warnings.add('missing-parent', spans.spanId(i));
  }
  return links;
}

// Nearly all spans: one reference, CHILD_OF, to another span of the trace. -1 for all others.
function onlyParent(spans: IdentifiedSpans, position: number): number {
  const { table } = spans;
  const row = spans.rows[position] as number;
  const references = table.spanReferences;
  if (references.length(row) !== 1 || spans.sharedParent.size > 0) return -1;
  const reference = references.start(row);
  if (table.referenceKind.at(reference) !== REF_CHILD_OF) return -1;
  if (table.referenceTraceId.at(reference) >= 0) return -1;
  const id = table.referenceSpanId.at(reference);
  if (id === table.spanSpanId.at(row) || isBlankId(table.spanIds.text(id))) return -1;
  return spans.target(id);
}

interface ParentChoice {
  parent: number;
  follows: boolean;
  rootReason: number;
  namesItself: boolean;
}

// The first CHILD_OF in the trace wins, then the first FOLLOWS_FROM; Jaeger's old parent field
// speaks only when neither kind of reference names a span of this trace.
function chooseParent(
  spans: IdentifiedSpans,
  position: number,
  isOwnTrace: (reference: number) => boolean,
): ParentChoice {
  const { table } = spans;
  const row = spans.rows[position] as number;
  const ownId = table.spanSpanId.at(row);
  const choice: ParentChoice = {
    parent: -1,
    follows: false,
    rootReason: TRUE_ROOT,
    namesItself: false,
  };
  const end = table.spanReferences.end(row);
  for (const wanted of [REF_CHILD_OF, REF_FOLLOWS_FROM, REF_PARENT_FIELD]) {
    if (wanted === REF_PARENT_FIELD && choice.rootReason !== TRUE_ROOT) break;
    for (let r = table.spanReferences.start(row); r < end; r++) {
      if (table.referenceKind.at(r) !== wanted || !isOwnTrace(r)) continue;
      const id = table.referenceSpanId.at(r);
      if (id === ownId) {
        choice.namesItself = true;
        continue;
      }
      choice.parent = spans.target(id);
      choice.follows = wanted === REF_FOLLOWS_FROM;
      if (choice.parent >= 0) {
        choice.rootReason = HAS_PARENT;
        return choice;
      }
      if (choice.rootReason === TRUE_ROOT) {
        choice.rootReason = choice.follows ? FOLLOWING_ORPHAN : ORPHAN;
      }
    }
  }
  choice.follows = false;
  return choice;
}

/** Tests whether a reference can name a parent: into this trace (or no trace), not blank. */
function ownTraceTest(table: SpanTable, traceId: string): (reference: number) => boolean {
  const known = new Map<number, boolean>([[-1, true]]);
  return (reference) => {
    if (table.referenceKind.at(reference) === REF_LINK) return false;
    const number = table.referenceTraceId.at(reference);
    let own = known.get(number);
    if (own === undefined) {
      const text = table.traceIds.text(number);
      own = isBlankId(text) || canonicalTraceId(text) === traceId;
      known.set(number, own);
    }
    return own && !isBlankId(table.spanIds.text(table.referenceSpanId.at(reference)));
  };
}

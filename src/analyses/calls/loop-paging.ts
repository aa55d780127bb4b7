// Does the loop page through one result? Only positive evidence counts: an OFFSET beside another
// placeholder proves nothing, as some libraries add one to every query.

import type { Trace } from '../../model/trace.ts';
import { isPagingKey, queryPairs } from '../templates/http-path.ts';
import { pagingShape } from '../templates/paging-shape.ts';
import type { StatementSlot } from '../templates/statement.ts';
import type { Call } from './call.ts';
import { clearestStatement, haveEqualSlots, slotsOf, urlOf } from './call-texts.ts';

/** What the values of a loop's calls say about paging. */
export type PagingEvidence =
  /** Pages of one result. */
  | 'pages'
  /** Nothing but the LIMIT differs: the same query again. */
  | 'same-query'
  /** Text is sanitised and has an OFFSET: may be paging, may be not. */
  | 'possible'
  | 'none';

const MIN_PAGE_ROWS = 10;
/** Operations that go on where the last one ended. */
const CURSORS = new Set(['getmore', 'scroll', 'scan', 'hscan', 'sscan', 'zscan']);

/** Judges calls in order of start; `calleeOf` gives the answering span of a remote call, or -1. */
export function pagingEvidence(
  trace: Trace,
  calls: readonly Call[],
  calleeOf: (call: Call) => number,
): PagingEvidence {
  const sample = calls[0] as Call;
  const { operation, statement } = sample.essence.identity;
  if (CURSORS.has(operation ?? '') || statement?.verb === 'fetch') return 'pages';
  if (sample.callClass === 'http') return pagesByUrl(trace, calls, calleeOf) ? 'pages' : 'none';
  if (calls.every((call) => call.essence.identity.pageOfAll === true)) return 'pages';
  if (!statement?.read) return 'none';
  if (hasEvenOffsets(calls)) return 'pages';
  const limitOnly = variesInLimitOnly(trace, calls);
  if (limitOnly) return statement.hasOffset ? 'pages' : 'same-query';
  const shape = pagingShape(sample.template);
  if (shape.ranges.length > 0 && isKeyset(trace, calls, shape.orderBy)) return 'pages';
  if ((statement.hasOffset || shape.ranges.length > 0) && hasFullPages(calls)) return 'pages';
  return statement.hasOffset && isSanitised(calls) ? 'possible' : 'none';
}

function hasEvenOffsets(calls: readonly Call[]): boolean {
  const offsets = calls.map((call) => clearestStatement(call)?.offset ?? null);
  if (offsets.some((offset) => offset === null)) return false;
  const sorted = (offsets as number[]).sort((a, b) => a - b);
  const step = (sorted[1] as number) - (sorted[0] as number);
  return (
    step > 0 && sorted.every((offset, i) => i === 0 || offset - (sorted[i - 1] as number) === step)
  );
}

function variesInLimitOnly(trace: Trace, calls: readonly Call[]): boolean {
  const statement = clearestStatement(calls[0] as Call);
  if (!statement || statement.limitSlots === 0) return false;
  if (statement.placeholders > statement.limitPlaceholders) return false;
  const limit = (slot: StatementSlot) => slot.zone === 'limit' || slot.zone === 'offset';
  if (!haveEqualSlots(trace, calls, (slot) => !limit(slot))) return false;
  return statement.limitPlaceholders > 0 || !haveEqualSlots(trace, calls, limit);
}

// Continues after the last row seen. A value compared with any other column makes it a loop over
// that column: "the latest ten of each".
function isKeyset(trace: Trace, calls: readonly Call[], orderBy: readonly string[]): boolean {
  const statement = clearestStatement(calls[0] as Call);
  if (!statement?.hasLimit) return false;
  if (calls.every((call) => clearestStatement(call)?.limit === 1)) return false;
  const ordered = new Set(orderBy);
  const other = (slot: StatementSlot) => {
    const keys = slot.columns.length > 0 && slot.columns.every((column) => ordered.has(column));
    return slot.zone === 'elsewhere' && !keys;
  };
  if (slotsOf(trace, calls[0] as Call).some((slot) => other(slot) && slot.hash === null))
    return false;
  return haveEqualSlots(trace, calls, other);
}

function hasFullPages(calls: readonly Call[]): boolean {
  const rows = calls.map((call) => call.essence.rows ?? call.rows);
  const size = rows[0];
  const last = rows[rows.length - 1];
  if (size === undefined || last === undefined || size < MIN_PAGE_ROWS || last >= size)
    return false;
  return rows.slice(0, -1).every((count) => count === size);
}

function isSanitised(calls: readonly Call[]): boolean {
  const statement = calls[0]?.essence.identity.statement;
  return (statement?.barePlaceholders ?? 0) > (statement?.limitSlots ?? 0);
}

function pagesByUrl(
  trace: Trace,
  calls: readonly Call[],
  calleeOf: (call: Call) => number,
): boolean {
  const urls = calls.map((call) => urlOf(trace, call, calleeOf(call)));
  const path = urls[0]?.path;
  if (path === undefined || path === '' || urls.some((url) => url.path !== path)) return false;
  const fixed = new Set<string>();
  const paging = new Set<string>();
  for (const url of urls) {
    const pairs = queryPairs(url.query).map(([key, value]) => ({ key, text: `${key}=${value}` }));
    fixed.add(
      pairs
        .filter(({ key }) => !isPagingKey(key))
        .map(({ text }) => text)
        .sort()
        .join('&'),
    );
    paging.add(
      pairs
        .filter(({ key }) => isPagingKey(key))
        .map(({ text }) => text)
        .sort()
        .join('&'),
    );
  }
  return fixed.size === 1 && paging.size > 1;
}

// Is the loop already batched? Lists of many values per call, rows per INSERT, pipelined commands.

import type { Trace } from '../../model/trace.ts';
import type { StatementSlot } from '../templates/statement.ts';
import type { Call } from './call.ts';
import { argumentKeys } from './call-item.ts';
import { clearestStatement, haveEqualSlots, slotsOf } from './call-texts.ts';

/** Up to this size an IN list of placeholders may be a fixed list of states. */
const FIXED_LIST = 10;

/** True when more than half of the calls carry many items each. */
export function isChunked(trace: Trace, calls: readonly Call[]): boolean {
  const most = (test: (call: Call) => boolean): boolean =>
    calls.filter(test).length * 2 > calls.length;
  if (most((call) => call.essence.identity.batch > 1)) return true;
  if (most((call) => (clearestStatement(call)?.rows ?? 0) > 1)) return true;
  if (most((call) => (call.essence.identity.inSize ?? 0) > 1)) return true;
  if (!most((call) => (clearestStatement(call)?.inSize ?? 0) > 1)) return false;
  return !isConstantList(trace, calls);
}

/** True when some list may hold any number of values. */
export function isListSizeUnknown(calls: readonly Call[]): boolean {
  return calls.some((call) => {
    const statement = clearestStatement(call);
    return statement?.inSizeUnknown === true && statement.inSize <= 1;
  });
}

// `WHERE order_id = $1 AND state IN ('open', 'paid')`: the list belongs to the query, the loop is
// over something else.
function isConstantList(trace: Trace, calls: readonly Call[]): boolean {
  const keys = argumentKeys(calls);
  if (keys.every((key) => key !== null && key === keys[0])) return true;
  const first = slotsOf(trace, calls[0] as Call);
  const list = first.filter(isListed);
  const elsewhere = first.some((slot) => isElsewhere(slot) && slot.hash === null);
  if (list.every((slot) => slot.hash !== null)) {
    if (!haveEqualSlots(trace, calls, isListed)) return false;
    return elsewhere || !haveEqualSlots(trace, calls, isElsewhere);
  }
  return list.length < FIXED_LIST && elsewhere && haveEqualSlots(trace, calls, isListed);
}

const isListed = (slot: StatementSlot): boolean => slot.inList;
const isElsewhere = (slot: StatementSlot): boolean => !slot.inList && slot.zone === 'elsewhere';

// The raw text or URL of a call, read again for the few calls whose values must be compared. Only
// hashes of values leave this file's callers.

import { AttributeReader, attributeOf } from '../../model/attributes.ts';
import type { Trace } from '../../model/trace.ts';
import type { UrlParts } from '../templates/http-path.ts';
import type { Statement, StatementSlot } from '../templates/statement.ts';
import { statementSlots } from '../templates/statement-template.ts';
import type { Call } from './call.ts';
import { callUrl } from './remote-call.ts';

/** The innermost layer whose text shows all its values, else the innermost with a statement. */
export function clearestLayer(call: Call): Call {
  const layers = call.layers ?? [];
  for (let l = layers.length - 1; l >= -1; l--) {
    const layer = l < 0 ? call : (layers[l] as Call);
    const { statement } = layer.identity;
    if (statement && statement.placeholders === 0 && statement.literals > 0) return layer;
  }
  return call.essence;
}

/** The statement of the clearest layer. */
export function clearestStatement(call: Call): Statement | undefined {
  return clearestLayer(call).identity.statement;
}

/** Where the values of the clearest layer stand; empty when its text is on another span. */
export function slotsOf(trace: Trace, call: Call): StatementSlot[] {
  const layer = clearestLayer(call);
  if (!layer.identity.statement) return [];
  const recorded = attributeOf(trace, layer.span, 'dbText');
  const text = recorded === undefined ? trace.name(layer.span) : String(recorded);
  return statementSlots(text, layer.product);
}

/** True when the slots that pass `test` hold the same literals, in the same order, in all calls. */
export function haveEqualSlots(
  trace: Trace,
  calls: readonly Call[],
  test: (slot: StatementSlot) => boolean,
): boolean {
  let first: StatementSlot[] | undefined;
  for (const call of calls) {
    const own = slotsOf(trace, call).filter(test);
    first ??= own;
    const same =
      own.length === first.length && own.every((slot, s) => slot.hash === first?.[s]?.hash);
    if (!same) return false;
  }
  return true;
}

/** The URL of an HTTP call, from its own span or its callee's. */
export function urlOf(trace: Trace, call: Call, callee: number): UrlParts {
  const reader = new AttributeReader(trace).load(call.span);
  const other = callee < 0 ? undefined : new AttributeReader(trace).load(callee);
  return callUrl(reader, other);
}

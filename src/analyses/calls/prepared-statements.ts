// Prepared statements: the text is on the prepare span, the executes have none. An execute takes
// the text of the prepare it links to, else of the nearest one before it below the same parent.

import { wordsOfName } from '../../lib/words-of-name.ts';
import type { Trace } from '../../model/trace.ts';
import { Call, type CallIdentity } from './call.ts';
import type { GroupingTree } from './grouping-tree.ts';
import type { RecordedCalls } from './recorded-calls.ts';

const EXECUTE_WORDS = new Set(['execute', 'exec', 'query', 'run', 'stmt', 'statement']);

/** Gives executes without text the identity of their prepare. Returns the calls, some replaced. */
export function lendPreparedTexts(
  trace: Trace,
  tree: GroupingTree,
  { calls, prepared }: RecordedCalls,
): Call[] {
  if (prepared.size === 0) return calls;
  const byId = new Map<string, number>();
  for (const span of prepared.keys()) byId.set(trace.spanId(span), span);
  const nearest = nearestPrepares(trace, tree, prepared);
  return calls.flatMap((call) => {
    if (call.callClass !== 'db' && call.callClass !== 'rpc') return call;
    if (call.callClass === 'db' ? call.identity.hasText : !isExecute(call, trace)) {
      // What else is done with a prepared statement (fetching its rows) is no call.
      const rest = call.callClass === 'rpc' && linkedPrepare(trace, call.span, byId) !== undefined;
      return rest ? [] : call;
    }
    const from = linkedPrepare(trace, call.span, byId) ?? nearest(call);
    const identity = from === undefined ? undefined : prepared.get(from);
    return identity ? withIdentity(call, identity) : call;
  });
}

// `PDOStatement::execute`, `sql.stmt.query`: by its last word, where no attribute says more.
function isExecute(call: Call, trace: Trace): boolean {
  return EXECUTE_WORDS.has(wordsOfName(trace.name(call.span)).at(-1) ?? '');
}

function linkedPrepare(
  trace: Trace,
  span: number,
  byId: ReadonlyMap<string, number>,
): number | undefined {
  for (const link of trace.links(span)) {
    const from = link.traceId === trace.id ? byId.get(link.spanId) : undefined;
    if (from !== undefined) return from;
  }
  return undefined;
}

// Prepares by parent, in order of start; the last one that started by then is the nearest.
function nearestPrepares(
  trace: Trace,
  tree: GroupingTree,
  prepared: ReadonlyMap<number, CallIdentity>,
): (call: Call) => number | undefined {
  const byParent = new Map<number, number[]>();
  for (const span of prepared.keys()) {
    const parent = tree.up[span] as number;
    const list = byParent.get(parent);
    if (list) list.push(span);
    else byParent.set(parent, [span]);
  }
  const startOf = (span: number) => trace.startNs[span] as number;
  for (const list of byParent.values()) list.sort((a, b) => startOf(a) - startOf(b) || a - b);
  return (call) => {
    const list = byParent.get(tree.up[call.span] as number);
    if (!list) return undefined;
    let low = 0;
    let high = list.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (startOf(list[middle] as number) <= call.startNs) low = middle + 1;
      else high = middle;
    }
    const span = list[low - 1];
    return span !== undefined && trace.service(span) === trace.service(call.span)
      ? span
      : undefined;
  };
}

// The prepared text shows no values of this execution unless it has none at all.
function withIdentity(call: Call, prepared: CallIdentity): Call {
  const identity = {
    ...prepared,
    argKey: call.identity.argKey ?? (prepared.argKey === 0 ? 0 : null),
  };
  return new Call(
    call.span,
    call.unit,
    'db',
    identity,
    call.product,
    call.callClass === 'db' ? call.target : '',
    call.namespace,
    call.scope,
    call.startNs,
    call.endNs,
    call.failed,
    call.resends,
    call.rows,
    call.implicit,
    call.peer,
  );
}

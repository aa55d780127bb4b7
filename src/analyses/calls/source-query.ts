// The 1 of N+1: the read that gave the list whose items the loop asks for one by one. Optional: ids
// may come from the request, a cache, or a call that nobody recorded.

import { sortIfNeeded } from '../../lib/sort-if-needed.ts';
import type { Trace } from '../../model/trace.ts';
import type { Call } from './call.ts';
import type { CallLoop } from './call-loops.ts';
import { slotsOf } from './call-texts.ts';
import type { GroupingTree } from './grouping-tree.ts';

export interface SourceQuery {
  readonly call: Call;
  /** It returned as many rows as the loop has items, give or take a tenth. */
  readonly rowsMatch: boolean;
  /** The loop filters by a column named after its table. */
  readonly namesTable: boolean;
}

/** A source ends before the loop starts; clocks may be off by this much. */
const TOLERANCE_NS = 1_000_000;
/** Calls before the loop that are considered. */
const MAX_LOOKED_AT = 64;

const rowsOf = (call: Call): number | undefined => call.essence.rows ?? call.rows;

/** Finds sources in one unit, whose calls are given in order of start. */
export class SourceFinder {
  readonly #byEnd: readonly Call[];

  constructor(
    private readonly trace: Trace,
    private readonly tree: GroupingTree,
    calls: readonly Call[],
  ) {
    this.#byEnd = sortIfNeeded(
      calls.filter((call) => call.essence.identity.read),
      (a, b) => a.endNs - b.endNs || a.startNs - b.startNs || a.span - b.span,
    );
  }

  /** `inLoops` holds the calls of all loops of the unit. */
  find(loop: CallLoop, inLoops: ReadonlySet<Call>): SourceQuery | undefined {
    const call = this.#sourceOf(loop, inLoops);
    return call && this.#judge(call, loop);
  }

  /** The rows that the source of `loop` returned, where it was found and they were recorded. */
  rowsBefore(loop: CallLoop, inLoops: ReadonlySet<Call>): number | undefined {
    const call = this.#sourceOf(loop, inLoops);
    return call && rowsOf(call);
  }

  #sourceOf(loop: CallLoop, inLoops: ReadonlySet<Call>): Call | undefined {
    const first = loop.items[0];
    if (!first) return undefined;
    const from = this.#endedBy(first.startNs + TOLERANCE_NS);
    let nearest: Call | undefined;
    for (let c = from - 1; c >= Math.max(0, from - MAX_LOOKED_AT); c--) {
      const call = this.#byEnd[c] as Call;
      if (inLoops.has(call) || call.template === loop.sample.template) continue;
      if (call.span === loop.anchor || this.tree.contains(call.span, first.last.span)) continue;
      if (this.tree.contains(loop.anchorNode, call.span)) return call;
      nearest ??= call;
    }
    return nearest;
  }

  #endedBy(limitNs: number): number {
    let low = 0;
    let high = this.#byEnd.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#byEnd[middle] as Call).endNs <= limitNs) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #judge(call: Call, loop: CallLoop): SourceQuery {
    const rows = rowsOf(call);
    const items = loop.items.length;
    const rowsMatch = rows !== undefined && Math.abs(rows - items) * 10 <= items;
    return { call, rowsMatch, namesTable: this.#namesTable(call, loop) };
  }

  // `orders`, then `WHERE order_id = ?`.
  #namesTable(call: Call, loop: CallLoop): boolean {
    const table = call.essence.identity.statement?.table.split('.').at(-1) ?? '';
    if (table.length < 2) return false;
    const stem = table.replace(/(?:es|s)$/, '');
    return slotsOf(this.trace, loop.sample).some((slot) =>
      slot.columns.some((column) => column.startsWith(stem) && column !== stem),
    );
  }
}

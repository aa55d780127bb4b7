// Spans whose parent was never exported, and the place in their own process where they belong. For
// grouping calls only: times and the critical path keep the tree as it is.

import { KIND_CLIENT, KIND_CONSUMER, KIND_PRODUCER, KIND_SERVER } from '../../model/span-kind.ts';
import { REF_FOLLOWS_FROM, REF_LINK, REF_PARENT_FIELD } from '../../model/span-table.ts';
import type { Trace } from '../../model/trace.ts';
import { canonicalTraceId, isBlankId } from '../../model/trace-id.ts';

/** One or more orphans of one service whose missing parent is the same span. */
export interface OrphanGroup {
  readonly service: string;
  /** Preorder indices, ascending. */
  readonly spans: number[];
  startNs: number;
  endNs: number;
}

/** Groups orphans by service and missing parent; spans that serve a request stay out. */
export function orphanGroups(trace: Trace, kind: Uint8Array): OrphanGroup[] {
  if (!trace.warnings.some(({ code }) => code === 'missing-parent')) return [];
  const groups = new Map<string, OrphanGroup>();
  const present = presenceTest(trace);
  for (let i = 0; i < trace.size; i++) {
    if ((trace.parent[i] as number) >= 0 && trace.adopted[i] === 0) continue;
    if (kind[i] === KIND_SERVER || kind[i] === KIND_CONSUMER) continue;
    const missing = missingParent(trace, i);
    if (missing === undefined || (trace.adopted[i] === 0 && present(missing))) continue;
    const service = trace.service(i);
    const key = `${missing} ${service}`;
    const startNs = trace.startNs[i] as number;
    const group = groups.get(key);
    if (group) {
      group.spans.push(i);
      group.startNs = Math.min(group.startNs, startNs);
      group.endNs = Math.max(group.endNs, trace.endNs(i));
    } else groups.set(key, { service, spans: [i], startNs, endNs: trace.endNs(i) });
  }
  return [...groups.values()];
}

/** All spans that name a parent which is not in the trace, in preorder. */
export function* orphanSpans(trace: Trace): Generator<number> {
  const present = presenceTest(trace);
  for (let i = 0; i < trace.size; i++) {
    if (trace.adopted[i] === 1) yield i;
    else if ((trace.parent[i] as number) < 0) {
      const missing = missingParent(trace, i);
      if (missing !== undefined && !present(missing)) yield i;
    }
  }
}

/** The first span of a cut cycle names a parent that is there: it is no orphan. */
function presenceTest(trace: Trace): (id: number) => boolean {
  let ids: Set<number> | undefined;
  return (id) => {
    if (!ids) {
      ids = new Set();
      for (const row of trace.row) ids.add(trace.table.spanSpanId.at(row));
    }
    return ids.has(id);
  };
}

// The number of the span ID that is named as parent; undefined for true roots.
function missingParent(trace: Trace, index: number): number | undefined {
  const { table } = trace;
  const row = trace.row[index] as number;
  const own = table.spanSpanId.at(row);
  let found: number | undefined;
  for (let r = table.spanReferences.start(row); r < table.spanReferences.end(row); r++) {
    const kind = table.referenceKind.at(r);
    if (kind === REF_LINK || !namesOwnTrace(trace, r)) continue;
    const id = table.referenceSpanId.at(r);
    if (id === own || isBlankId(table.spanIds.text(id))) continue;
    const preferred = kind !== REF_FOLLOWS_FROM && kind !== REF_PARENT_FIELD;
    if (found === undefined || preferred) found = id;
    if (preferred) break;
  }
  return found;
}

function namesOwnTrace(trace: Trace, reference: number): boolean {
  const number = trace.table.referenceTraceId.at(reference);
  if (number < 0) return true;
  const text = trace.table.traceIds.text(number);
  return isBlankId(text) || canonicalTraceId(text) === trace.id;
}

/**
 * The span each group belongs to: the deepest of its process that contains it in time, if all that
 * do form one line of ancestors; -1 if none or if it is not certain.
 */
export function findAdopters(
  trace: Trace,
  kind: Uint8Array,
  groups: readonly OrphanGroup[],
): Int32Array {
  const adopters = new Int32Array(groups.length).fill(-1);
  const orphaned = insideOrphans(trace, groups);
  const byService = new Map<string, number[]>();
  groups.forEach(({ service }, g) => {
    const list = byService.get(service);
    if (list) list.push(g);
    else byService.set(service, [g]);
  });
  for (const [service, members] of byService) {
    const homes: number[] = [];
    for (let i = 0; i < trace.size; i++) {
      const calls = kind[i] === KIND_CLIENT || kind[i] === KIND_PRODUCER;
      if (!calls && orphaned[i] === 0 && trace.service(i) === service) homes.push(i);
    }
    adoptWithin(trace, homes, groups, members, adopters);
  }
  return adopters;
}

function insideOrphans(trace: Trace, groups: readonly OrphanGroup[]): Uint8Array {
  const inside = new Uint8Array(trace.size);
  for (const { spans } of groups) {
    for (const span of spans) inside.fill(1, span, trace.subtreeEnd[span]);
  }
  return inside;
}

// Sweeps starts: homes that started by the orphan's start and end no earlier than it contain it.
function adoptWithin(
  trace: Trace,
  homes: readonly number[],
  groups: readonly OrphanGroup[],
  members: readonly number[],
  adopters: Int32Array,
): void {
  const startOf = (i: number) => trace.startNs[i] as number;
  const byStart = [...homes].sort((a, b) => startOf(a) - startOf(b) || a - b);
  const byEnd = [...homes].sort((a, b) => trace.endNs(b) - trace.endNs(a) || a - b);
  const ends = byEnd.map((i) => trace.endNs(i));
  const rank = new Map(byEnd.map((home, position) => [home, position + 1]));
  const sorted = [...members].sort(
    (a, b) => (groups[a] as OrphanGroup).startNs - (groups[b] as OrphanGroup).startNs || a - b,
  );
  const containing = new ContainingHomes(trace, homes.length);
  let next = 0;
  for (const member of sorted) {
    const group = groups[member] as OrphanGroup;
    while (next < byStart.length && startOf(byStart[next] as number) <= group.startNs) {
      const home = byStart[next++] as number;
      containing.add(rank.get(home) as number, home);
    }
    adopters[member] = containing.soleLine(countAtLeast(ends, group.endNs), group.endNs);
  }
}

/** How many of the descending `ends` are at least `endNs`. */
function countAtLeast(ends: readonly number[], endNs: number): number {
  let low = 0;
  let high = ends.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ends[middle] as number) >= endNs) low = middle + 1;
    else high = middle;
  }
  return low;
}

const MAX_CLIMB = 4096;

/** Binary indexed trees over homes ranked by end: how many, and the deepest. */
class ContainingHomes {
  readonly #counts: Int32Array;
  readonly #deepest: Int32Array;
  readonly #home = new Set<number>();

  constructor(
    private readonly trace: Trace,
    private readonly size: number,
  ) {
    this.#counts = new Int32Array(size + 1);
    this.#deepest = new Int32Array(size + 1).fill(-1);
  }

  add(rank: number, home: number): void {
    this.#home.add(home);
    for (let at = rank; at <= this.size; at += at & -at) {
      this.#counts[at] = (this.#counts[at] as number) + 1;
      const known = this.#deepest[at] as number;
      if (known < 0 || this.#depth(home) > this.#depth(known)) this.#deepest[at] = home;
    }
  }

  // The deepest of the first `rank` homes, if the others are all among its ancestors.
  soleLine(rank: number, endNs: number): number {
    let count = 0;
    let deepest = -1;
    for (let at = rank; at > 0; at -= at & -at) {
      count += this.#counts[at] as number;
      const home = this.#deepest[at] as number;
      if (home >= 0 && (deepest < 0 || this.#depth(home) > this.#depth(deepest))) deepest = home;
    }
    let line = 0;
    let at = deepest;
    for (let steps = 0; at >= 0 && steps < MAX_CLIMB && line < count; steps++) {
      if (this.#home.has(at) && this.trace.endNs(at) >= endNs) line++;
      at = this.trace.parent[at] as number;
    }
    return line === count ? deepest : -1;
  }

  #depth(home: number): number {
    return this.trace.depth[home] as number;
  }
}

// Layers beside their driver that record no query: mongoose's span names operation and collection,
// and the driver's, its sibling, has the query. Their operations may differ: `save` over `insert`.

import type { Call } from './call.ts';
import type { GroupingTree } from './grouping-tree.ts';
import { foldInto } from './layer-folding.ts';
import { matchByTime } from './side-by-side.ts';

/** The driver hides the collection of some commands. */
const ANY_COLLECTION = '$cmd';
/** Queries of one collection that are held against one layer; one operation runs a few. */
const MAX_TRIED = 16;

/** Calls below one parent: by scope and template, those with a query by their collection first. */
interface Siblings {
  readonly silent: Map<string, Call[]>;
  readonly telling: Map<string, Map<string, Call[]>>;
}

/** Folds calls of document stores without a query and the driver's calls that run within them. */
export function foldSilentLayers(calls: readonly Call[], tree: GroupingTree): void {
  const places = new Map<string, Siblings>();
  for (const call of calls) {
    if (call.callClass !== 'db' || call.foldedInto || call.wrapper || call.layers) continue;
    const { collection, hasText } = call.identity;
    if (collection === undefined || collection === '') continue;
    const place = `${tree.up[call.span]} ${call.product}`;
    const { silent, telling } = getOrAdd(places, place, emptySiblings);
    const groups = hasText ? getOrAdd(telling, collection, newGroups) : silent;
    getOrAdd(groups, `${call.scope} ${call.template}`, newList).push(call);
  }
  for (const { silent, telling } of places.values()) {
    if (telling.size === 0) continue;
    for (const outer of silent.values()) {
      const { collection } = (outer[0] as Call).identity;
      foldGroup(outer, telling.get(collection ?? '')) ||
        foldGroup(outer, telling.get(ANY_COLLECTION));
    }
  }
}

const newGroups = (): Map<string, Call[]> => new Map();
const newList = (): Call[] => [];
const emptySiblings = (): Siblings => ({ silent: new Map(), telling: new Map() });

function getOrAdd<V>(map: Map<string, V>, key: string, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}

// The first group of the driver's calls of which every layer holds one.
function foldGroup(outer: readonly Call[], groups: Map<string, Call[]> | undefined): boolean {
  let tried = 0;
  for (const [key, inner] of groups ?? []) {
    if (inner[0]?.scope === outer[0]?.scope) continue;
    if (tried++ === MAX_TRIED) return false;
    const pairs = matchByTime(outer, inner);
    if (!pairs) continue;
    for (const [above, below] of pairs) foldInto(below, above);
    const left = inner.filter((call) => !call.foldedInto);
    if (left.length === 0) groups?.delete(key);
    else groups?.set(key, left);
    return true;
  }
  return false;
}

// One finding per place: equal fingerprints of one unit are one loop counted together, those of
// several units of a trace are shown by the largest. Loops of one anchor and one count belong
// together.

import { compareItems } from './call-item.ts';
import type { LoopCost } from './loop-saving.ts';
import type { RepeatedCall } from './repeated-call.ts';

export function mergeFindings(found: readonly RepeatedCall[]): RepeatedCall[] {
  const withinUnits = mergeBy(found, (one) => `${one.loop.unit.number}`, joinInUnit);
  return mergeBy(withinUnits, () => '', joinAcrossUnits).map(withLoopId(withinUnits));
}

function mergeBy(
  found: readonly RepeatedCall[],
  scopeOf: (one: RepeatedCall) => string,
  join: (a: RepeatedCall, b: RepeatedCall) => RepeatedCall,
): RepeatedCall[] {
  const merged = new Map<string, RepeatedCall>();
  for (const one of found) {
    const key = `${one.kind} ${one.fingerprint} ${scopeOf(one)}`;
    const known = merged.get(key);
    merged.set(key, known ? join(known, one) : one);
  }
  return [...merged.values()];
}

// Tenants and shards: other targets, one place in the code.
function joinInUnit(a: RepeatedCall, b: RepeatedCall): RepeatedCall {
  const items = [...a.loop.items, ...b.loop.items].sort(compareItems);
  const longer = a.count >= b.count ? a : b;
  const count = a.kind === 'retry' ? longer.count : a.count + b.count;
  return {
    ...longer,
    loop: { ...longer.loop, items, loops: a.loop.loops + b.loop.loops },
    calls: items.map((item) => item.last),
    count,
    countInAllUnits: count,
    spanCount: a.spanCount + b.spanCount,
    retried: a.retried + b.retried,
    amplification: a.amplification + b.amplification,
    cost: addCosts(longer.cost, (longer === a ? b : a).cost),
    confidencePoints: Math.min(a.confidencePoints, b.confidencePoints),
  };
}

function joinAcrossUnits(a: RepeatedCall, b: RepeatedCall): RepeatedCall {
  const aFirst = a.count - b.count || b.loop.unit.entry - a.loop.unit.entry;
  const [shown, other] = aFirst >= 0 ? [a, b] : [b, a];
  return {
    ...shown,
    cost: addCosts(shown.cost, other.cost),
    units: a.units + b.units,
    countInAllUnits: a.countInAllUnits + b.countInAllUnits,
  };
}

function addCosts(a: LoopCost, b: LoopCost): LoopCost {
  return {
    ...a,
    onPathNs: a.onPathNs + b.onPathNs,
    itemsOnPath: a.itemsOnPath + b.itemsOnPath,
    lowNs: a.lowNs + b.lowNs,
    highNs: a.highNs + b.highNs,
  };
}

// Two calls per iteration are two findings of one loop: one anchor, counts that differ by one at
// most. The id is the smallest fingerprint among them.
function withLoopId(all: readonly RepeatedCall[]) {
  const byAnchor = new Map<string, RepeatedCall[]>();
  for (const one of all) {
    if (one.kind === 'retry') continue;
    const key = anchorKey(one);
    const list = byAnchor.get(key);
    if (list) list.push(one);
    else byAnchor.set(key, [one]);
  }
  const ids = new Map<string, string>();
  for (const [key, list] of byAnchor) {
    list.sort((a, b) => b.count - a.count || (a.fingerprint < b.fingerprint ? -1 : 1));
    for (let from = 0; from < list.length; ) {
      const most = (list[from] as RepeatedCall).count;
      let to = from;
      let id = (list[from] as RepeatedCall).fingerprint;
      for (; to < list.length && (list[to] as RepeatedCall).count >= most - 1; to++) {
        const { fingerprint } = list[to] as RepeatedCall;
        if (fingerprint < id) id = fingerprint;
      }
      if (to - from > 1) for (; from < to; from++) ids.set(`${key} ${list[from]?.fingerprint}`, id);
      from = to;
    }
  }
  return (one: RepeatedCall): RepeatedCall => {
    return { ...one, loopId: ids.get(`${anchorKey(one)} ${one.fingerprint}`) };
  };
}

const anchorKey = (one: RepeatedCall): string => `${one.loop.unit.number} ${one.loop.anchorNode}`;

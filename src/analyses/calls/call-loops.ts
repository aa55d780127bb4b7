// Groups the equal calls of each unit of work and finds where each group loops.

import { PartsMap } from '../../lib/parts-map.ts';
import { sortIfNeeded } from '../../lib/sort-if-needed.ts';
import type { Trace } from '../../model/trace.ts';
import type { TraceContext } from '../analysis.ts';
import type { Call } from './call.ts';
import { type CallItem, compareItems } from './call-item.ts';
import { clockGrainNs } from './clock-grain.ts';
import type { GroupingTree } from './grouping-tree.ts';
import { logicalCalls } from './logical-calls.ts';
import { type Claim, claimLoops } from './loop-anchors.ts';
import { type LoopThresholds, loopMinimum } from './loop-thresholds.ts';
import { type NormalisedNames, normalisedNames } from './normalised-names.ts';
import { mergeRetries } from './retries.ts';
import { MISSING_ENTRY, type UnitOfWork, type UnitsOfWork, unitsOfWork } from './units-of-work.ts';

/** Equal calls of one unit, as far as they belong to one place. */
export interface CallLoop {
  readonly unit: UnitOfWork;
  /** A call that stands for all: class, target and template are theirs. */
  readonly sample: Call;
  /** `claimed`: branches of one span; `recursive`: a chain; `scattered`: no common place. */
  readonly place: 'claimed' | 'recursive' | 'scattered';
  readonly anchorNode: number;
  /** The anchor as a span; for a missing one, the span it was put under or its first child. */
  readonly anchor: number;
  /** `` when the anchor is the entry. */
  readonly anchorName: string;
  /** Name of the branches that hold the calls, `` when the calls are the branches. */
  readonly branch: string;
  /** In order of start. */
  readonly items: readonly CallItem[];
  readonly perBranch: readonly number[];
  /** Places of this name that were joined. */
  readonly loops: number;
  readonly grainNs: number;
  /** The minimum it had to reach. */
  readonly minimum: number;
}

/** All loops of a trace, and what is too small to be one. */
export interface CallLoops {
  readonly loops: readonly CallLoop[];
  /** Groups below their minimum: claimed with a minimum of two, for comparison over traces. */
  readonly small: readonly CallLoop[];
  /** Items with three and more tries, whatever their group's size. */
  readonly retried: readonly { readonly item: CallItem; readonly unit: UnitOfWork }[];
}

export class LoopFinder {
  readonly #trace: Trace;
  readonly #tree: GroupingTree;
  readonly #units: UnitsOfWork;
  readonly #nameOf: NormalisedNames;
  readonly #loops: CallLoop[] = [];
  readonly #small: CallLoop[] = [];
  readonly #retried: { item: CallItem; unit: UnitOfWork }[] = [];
  readonly #callees = new PartsMap<number>();
  #lastCallee: (Pick<Call, 'callClass' | 'target' | 'namespace'> & { number: number }) | undefined;

  constructor(
    private readonly context: TraceContext,
    private readonly thresholds: LoopThresholds,
  ) {
    this.#trace = context.trace;
    this.#tree = context.get(logicalCalls).tree;
    this.#units = context.get(unitsOfWork);
    this.#nameOf = context.get(normalisedNames);
  }

  find(): CallLoops {
    const { calls, unitStart } = this.context.get(logicalCalls);
    for (const unit of this.#units.units) {
      const from = unitStart[unit.number] as number;
      const to = unitStart[unit.number + 1] as number;
      if (to - from < 2) continue;
      for (const group of this.#equalCalls(calls, from, to)) {
        if (group.length > 1) this.#look(unit, group);
      }
    }
    return { loops: this.#loops, small: this.#small, retried: this.#retried };
  }

  // By template first, of which one look-up mostly finds that nothing is repeated. No key is put
  // together: the parts are old texts, whose hashes are known.
  #equalCalls(calls: readonly Call[], from: number, to: number): Call[][] {
    const byTemplate = new Map<string, Map<number, Call[]>>();
    const groups: Call[][] = [];
    for (let c = from; c < to; c++) {
      const call = calls[c] as Call;
      const { template } = call;
      let alike = byTemplate.get(template);
      if (!alike) {
        alike = new Map();
        byTemplate.set(template, alike);
      }
      const callee = this.#calleeOf(call);
      const group = alike.get(callee);
      if (group) group.push(call);
      else {
        const begun = [call];
        alike.set(callee, begun);
        groups.push(begun);
      }
    }
    return groups;
  }

  // A number for what is called, apart from the template.
  #calleeOf({ callClass, target, namespace }: Call): number {
    const last = this.#lastCallee;
    if (last?.callClass === callClass && last.target === target && last.namespace === namespace) {
      return last.number;
    }
    const parts = [callClass, target, namespace];
    const number = this.#callees.get(parts) ?? this.#callees.size;
    this.#callees.set(parts, number);
    this.#lastCallee = { callClass, target, namespace, number };
    return number;
  }

  #look(unit: UnitOfWork, group: readonly Call[]): void {
    const sample = group[0] as Call;
    const grainNs = clockGrainNs(this.#trace, startsOf(group));
    const items = mergeRetries(group, this.#tree, grainNs);
    for (const item of items) {
      if (triesOf(item) >= 3) this.#retried.push({ item, unit });
    }
    const weak = sample.essence.identity.quality !== 'full';
    const minimum = loopMinimum(this.thresholds, sample.callClass, unit, weak);
    if (items.length >= minimum) this.#claim(unit, items, minimum, grainNs, this.#loops);
    else if (items.length > 1) this.#claim(unit, items, 2, grainNs, this.#small);
  }

  #claim(
    unit: UnitOfWork,
    items: readonly CallItem[],
    minimum: number,
    grainNs: number,
    into: CallLoop[],
  ): void {
    const tree = this.#tree;
    const { position } = tree;
    const ordered = sortIfNeeded(
      [...items],
      (a, b) => (position[a.last.span] as number) - (position[b.last.span] as number),
    );
    const nodes = ordered.map((item) => item.last.span);
    const { claims, left } = claimLoops(tree, nodes, minimum, (node) => this.#nodeName(node));
    for (const group of groupByAnchorName(claims, (node) => this.#anchorName(node, unit))) {
      const first = firstClaim(group, position);
      into.push({
        unit,
        sample: (ordered[first.members[0] as number] as CallItem).last,
        place: 'claimed',
        anchorNode: first.anchor,
        anchor: this.#anchorSpan(first.anchor),
        anchorName: this.#anchorName(first.anchor, unit),
        branch: first.branch,
        items: sortIfNeeded(
          group.flatMap((claim) => itemsOf(claim.members, ordered)),
          compareItems,
        ),
        perBranch: group.flatMap((claim) => claim.perBranch),
        loops: group.length,
        grainNs,
        minimum,
      });
    }
    if (left.length < minimum) return;
    const rest = itemsOf(left, ordered);
    const chain = this.#chainStart(rest);
    const anchorNode = chain ?? unit.entryNode;
    into.push({
      unit,
      sample: (rest[0] as CallItem).last,
      place: chain === undefined ? 'scattered' : 'recursive',
      anchorNode,
      anchor: this.#anchorSpan(anchorNode),
      anchorName: this.#anchorName(anchorNode, unit),
      branch: '',
      items: sortIfNeeded(rest, compareItems),
      perBranch: [],
      loops: 1,
      grainNs,
      minimum,
    });
  }

  // Parents that are one another's ancestors and have one name: recursion.
  #chainStart(items: readonly CallItem[]): number | undefined {
    const tree = this.#tree;
    const parents = items.map((item) => tree.up[item.last.span] as number);
    const start = parents[0] as number;
    if (start < 0) return undefined;
    const name = this.#nodeName(start);
    const chained = parents.every((parent, p) => {
      const before = p === 0 ? parent : (parents[p - 1] as number);
      return parent >= 0 && tree.contains(before, parent) && this.#nodeName(parent) === name;
    });
    return chained && parents[parents.length - 1] !== start ? start : undefined;
  }

  #nodeName(node: number): string {
    return node < this.#trace.size ? this.#nameOf(node) : MISSING_ENTRY;
  }

  #anchorName(node: number, unit: UnitOfWork): string {
    return node === unit.entryNode ? '' : this.#nodeName(node);
  }

  #anchorSpan(node: number): number {
    const virtual = node - this.#trace.size;
    if (virtual < 0) return node;
    const above = this.#tree.up[node] as number;
    return above >= 0 ? above : (this.#units.firstBelow[virtual] as number);
  }
}

// As recorded, or as the library counted them.
function triesOf({ tries }: CallItem): number {
  let most = tries.length;
  for (const { resends } of tries) most = Math.max(most, resends + 1);
  return most;
}

function* startsOf(calls: readonly Call[]): Generator<number> {
  for (const call of calls) yield call.startNs;
}

const itemsOf = (members: readonly number[], ordered: readonly CallItem[]): CallItem[] =>
  members.map((member) => ordered[member] as CallItem);

// Places of one name have one fingerprint: they are one finding.
function groupByAnchorName(claims: readonly Claim[], nameOf: (node: number) => string): Claim[][] {
  const groups = new Map<string, Claim[]>();
  for (const claim of claims) {
    const name = nameOf(claim.anchor);
    const group = groups.get(name);
    if (group) group.push(claim);
    else groups.set(name, [claim]);
  }
  return [...groups.values()];
}

function firstClaim(claims: readonly Claim[], position: Int32Array): Claim {
  return claims.reduce((first, claim) =>
    (position[claim.anchor] as number) < (position[first.anchor] as number) ? claim : first,
  );
}

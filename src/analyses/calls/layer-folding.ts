// Folds the layers of one call (ORM over driver, SDK over HTTP, prepare and execute) into one, so
// that everything is counted once. Order matters: prepared texts, lost contexts, wrappers, nested
// layers; layers side by side follow in side-by-side.ts.

import { sortIfNeeded } from '../../lib/sort-if-needed.ts';
import type { Trace } from '../../model/trace.ts';
import type { Call } from './call.ts';
import { belowMillisecondNs } from './clock-grain.ts';
import type { GroupingTree } from './grouping-tree.ts';
import type { UnitsOfWork } from './units-of-work.ts';

const TOLERANCE_NS = 1_000_000;
/** Layers looked through on the way up; real stacks have four. */
const MAX_LAYERS = 16;

const isStore = (call: Call): boolean => call.callClass === 'db' || call.callClass === 'cache';

export class LayerFolder {
  /** Call at each span, or undefined. */
  readonly #callAt: (Call | undefined)[];
  /** The nearest call above each node, within its unit. */
  #above: (Call | undefined)[] = [];
  /** Scopes of text-bearing inner calls that an outer call has taken. */
  readonly #taken = new Map<Call, Set<string>>();

  constructor(
    private readonly trace: Trace,
    private readonly units: UnitsOfWork,
    private readonly tree: GroupingTree,
    private readonly calls: readonly Call[],
  ) {
    this.#callAt = new Array(trace.size);
    for (const call of calls) this.#callAt[call.span] = call;
  }

  fold(): void {
    this.#rehangLateChildren();
    if (!this.#findEnclosing()) return;
    this.#markWrappers();
    for (const call of this.#inTreeOrder()) if (!call.wrapper) this.#foldNested(call);
    this.#noteOthers();
  }

  // A child that starts after its parent call ended is no layer of it: context was lost.
  #rehangLateChildren(): void {
    const { trace, tree, units } = this;
    let moved = false;
    for (let i = 0; i < trace.size; i++) {
      if (this.#isEntry(i)) continue;
      let parent = tree.up[i] as number;
      for (let step = 0; step < MAX_LAYERS && parent >= 0 && parent < trace.size; step++) {
        const call = this.#callAt[parent];
        if (!call || call.callClass === 'internal' || !this.#startsAfter(i, call)) break;
        if (units.unitOf[parent] !== units.unitOf[i]) break;
        parent = tree.up[parent] as number;
      }
      if (parent < 0 || parent === tree.up[i]) continue;
      tree.move(i, parent);
      moved = true;
    }
    if (moved) tree.settle();
  }

  #startsAfter(span: number, call: Call): boolean {
    const startNs = this.trace.startNs[span] as number;
    const child = this.#callAt[span];
    if (startNs > call.endNs + TOLERANCE_NS) return true;
    if (child?.scope !== call.scope) return false;
    const coarse =
      belowMillisecondNs(this.trace, startNs) === 0 &&
      belowMillisecondNs(this.trace, call.startNs) === 0;
    return startNs >= call.endNs - (coarse ? TOLERANCE_NS : 0);
  }

  #isEntry(node: number): boolean {
    return this.units.units[this.units.unitOf[node] as number]?.entryNode === node;
  }

  #inTreeOrder(): Call[] {
    const { position } = this.tree;
    return sortIfNeeded(
      [...this.calls],
      (a, b) => (position[a.span] as number) - (position[b.span] as number),
    );
  }

  // True when some call is inside another.
  #findEnclosing(): boolean {
    const { tree, trace } = this;
    const order = new Int32Array(tree.nodes);
    for (let node = 0; node < tree.nodes; node++) order[tree.position[node] as number] = node;
    this.#above = new Array(tree.nodes);
    let nested = false;
    for (const node of order) {
      const parent = tree.up[node] as number;
      if (parent < 0) continue;
      const call = parent < trace.size ? this.#callAt[parent] : undefined;
      const here = this.units.unitOf[node];
      // A call's own unit decides: the callee's span of an implicit call belongs to the caller's.
      const unit = this.#callAt[node]?.unit ?? here;
      const nearest = call ?? this.#above[parent];
      if (!nearest || nearest.unit !== unit) continue;
      this.#above[node] = nearest;
      nested ||= this.#callAt[node] !== undefined;
    }
    return nested;
  }

  *#enclosing(call: Call): Generator<Call> {
    let above = this.#above[call.span];
    for (let step = 0; above && step < MAX_LAYERS; step++) {
      if (isInside(call, above)) yield above;
      above = this.#above[above.span];
    }
  }

  // No text and a store call inside, or a text that no call inside has: what runs is inside.
  #markWrappers(): void {
    const sameTemplate = new Set<Call>();
    const otherScope = new Set<Call>();
    const inside = new Set<Call>();
    for (const call of this.calls) {
      if (!isStore(call)) continue;
      for (const outer of this.#enclosing(call)) {
        if (!isStore(outer)) continue;
        inside.add(outer);
        if (call.identity.template === outer.identity.template) sameTemplate.add(outer);
        const comparable = call.product === outer.product || outer.product === '';
        if (call.scope !== outer.scope && comparable && call.identity.hasText)
          otherScope.add(outer);
      }
    }
    for (const call of inside) {
      if (!call.identity.hasText) call.wrapper = true;
      else if (otherScope.has(call) && !sameTemplate.has(call)) call.wrapper = true;
    }
  }

  #foldNested(call: Call): void {
    for (const outer of this.#enclosing(call)) {
      if (outer.wrapper || !isLayerOf(call, outer)) continue;
      // Only the nearest layer counts: what it refuses is a call of its own.
      if (this.#accepts(call, outer)) foldInto(call, outer);
      return;
    }
  }

  #accepts(inner: Call, outer: Call): boolean {
    if (inner.callClass === 'internal' || inner.callClass !== outer.callClass) return true;
    if (!inner.identity.hasText) return true;
    if (!this.#strictlyInside(inner, outer)) return false;
    if (!isStore(outer)) return true;
    const taken = this.#taken.get(outer) ?? new Set();
    this.#taken.set(outer, taken);
    if (taken.has(inner.scope)) return false;
    taken.add(inner.scope);
    return true;
  }

  // Two calls of one library can only be layers when the clock shows one within the other.
  #strictlyInside(inner: Call, outer: Call): boolean {
    if (inner.scope !== outer.scope) return true;
    const coarse =
      belowMillisecondNs(this.trace, inner.startNs) === 0 &&
      belowMillisecondNs(this.trace, outer.startNs) === 0;
    if (coarse && inner.scope !== '') return false;
    return inner.startNs >= outer.startNs && inner.endNs <= outer.endNs;
  }

  // Calls that stay calls inside another one: its own time is that of its innermost layer then.
  #noteOthers(): void {
    for (const call of this.calls) {
      if (call.foldedInto || call.wrapper) continue;
      for (const outer of this.#enclosing(call)) {
        const root = rootOf(outer);
        if (root !== call && !root.wrapper) root.holdsOthers = true;
      }
    }
  }
}

/** What `outer` may be made of: the same request one layer down. */
function isLayerOf(inner: Call, outer: Call): boolean {
  if (inner.callClass === 'internal') return true;
  if (isStore(outer) && !isStore(inner)) return inner.callClass !== 'messaging';
  if (outer.callClass === 'rpc' && inner.callClass === 'http') return true;
  if (inner.callClass !== outer.callClass) return false;
  if (isStore(inner) && !inner.identity.hasText) return true;
  return inner.identity.template === outer.identity.template;
}

/** Makes `inner` a layer of the call that `outer` belongs to. */
export function foldInto(inner: Call, outer: Call): void {
  inner.foldedInto = outer;
  const root = rootOf(outer);
  root.layers ??= [];
  root.layers.push(inner);
  if (inner.layers) for (const layer of inner.layers) root.layers.push(layer);
  if (!isStore(root) || !isStore(inner)) return;
  if (inner.essence.identity.hasText || !root.essence.identity.hasText)
    root.essence = inner.essence;
}

/** Interval containment with 1 ms of tolerance between libraries, none within one. */
function isInside(inner: Call, outer: Call): boolean {
  const toleranceNs = inner.scope === outer.scope ? 0 : TOLERANCE_NS;
  return inner.startNs >= outer.startNs - toleranceNs && inner.endNs <= outer.endNs + toleranceNs;
}

/** The outermost layer of a folded call. */
export function rootOf(call: Call): Call {
  let root = call;
  while (root.foldedInto) root = root.foldedInto;
  return root;
}

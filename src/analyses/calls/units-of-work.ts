// Units of work: one service handling one request or message. Calls are grouped within a unit and
// never across its border, so that many callee requests with a query each are no loop of queries.

import { AttributeReader } from '../../model/attributes.ts';
import {
  KIND_CLIENT,
  KIND_CONSUMER,
  KIND_INTERNAL,
  KIND_PRODUCER,
  KIND_SERVER,
  KIND_UNSPECIFIED,
} from '../../model/span-kind.ts';
import type { Trace } from '../../model/trace.ts';
import { type Analysis, defineAnalysis, type TraceContext } from '../analysis.ts';
import { entryName } from './entry-name.ts';
import { GroupingTree } from './grouping-tree.ts';
import { findAdopters, orphanGroups } from './missing-parents.ts';
import { type SpanRoles, spanRoles } from './span-roles.ts';

/** One unit of work. */
export interface UnitOfWork {
  readonly number: number;
  /** Node of the tree where it begins; virtual when the entry was never exported. */
  readonly entryNode: number;
  /** The entry span, or the first span of a unit whose entry is missing. */
  readonly entry: number;
  readonly service: string;
  /** Method and route, or the entry's name without ids; `(missing)` if it was not exported. */
  readonly name: string;
  /** Serves a message or a timer rather than a caller. */
  readonly background: boolean;
}

/** The units of a trace and the tree they were cut from. */
export interface UnitsOfWork {
  readonly units: readonly UnitOfWork[];
  /** Unit number by node of the tree. */
  readonly unitOf: Int32Array;
  /** 1 for nodes put back under a span that is not their recorded parent. */
  readonly adopted: Uint8Array;
  /** By virtual node (from `trace.size` on): the first span below it. */
  readonly firstBelow: readonly number[];
  /** Orphans put back, and orphans that stay on their own. */
  readonly orphansAdopted: number;
  readonly orphansAlone: number;
  /**
   * The tree in which calls are grouped, a fresh one per use: call extraction moves nodes of it.
   */
  tree(): GroupingTree;
}

export const MISSING_ENTRY = '(missing)';

export const unitsOfWork: Analysis<UnitsOfWork> = defineAnalysis({
  id: 'units-of-work',
  compute(trace, context) {
    const roles = context.get(spanRoles);
    return new UnitFinder(trace, context, roles).find();
  },
});

class UnitFinder {
  readonly #moves: [node: number, parent: number][] = [];
  readonly #firstBelow: number[] = [];
  readonly #virtualService: string[] = [];
  readonly #alone = new Set<number>();
  #orphansAdopted = 0;
  #orphansAlone = 0;

  constructor(
    private readonly trace: Trace,
    readonly context: TraceContext,
    private readonly roles: SpanRoles,
  ) {}

  find(): UnitsOfWork {
    const { trace } = this;
    this.#placeOrphans();
    const virtual = this.#firstBelow.length;
    const makeTree = () => {
      const tree = new GroupingTree(trace, virtual);
      for (const [node, parent] of this.#moves) tree.move(node, parent);
      tree.settle();
      return tree;
    };
    const tree = makeTree();
    const adopted = new Uint8Array(tree.nodes);
    for (const [node, parent] of this.#moves) if (parent >= 0) adopted[node] = 1;
    const unitOf = new Int32Array(tree.nodes).fill(-1);
    const units = this.#cut(tree, unitOf);
    return {
      units,
      unitOf,
      adopted,
      firstBelow: this.#firstBelow,
      orphansAdopted: this.#orphansAdopted,
      orphansAlone: this.#orphansAlone,
      tree: makeTree,
    };
  }

  // Orphans of one missing parent are siblings below a virtual node.
  #placeOrphans(): void {
    const { trace, roles } = this;
    const groups = orphanGroups(trace, roles.kind);
    if (groups.length === 0) return;
    const adopters = findAdopters(trace, roles.kind, groups);
    groups.forEach((group, g) => {
      const adopter = adopters[g] as number;
      const first = group.spans[0] as number;
      if (adopter >= 0) this.#orphansAdopted += group.spans.length;
      else this.#orphansAlone += group.spans.length;
      let node = first;
      if (group.spans.length > 1) {
        node = trace.size + this.#firstBelow.length;
        this.#firstBelow.push(first);
        this.#virtualService.push(group.service);
        for (const span of group.spans) this.#moves.push([span, node]);
      }
      this.#moves.push([node, adopter]);
      if (adopter < 0) this.#alone.add(node);
    });
  }

  // Parents come before children in preorder of the tree, not in node order.
  #cut(tree: GroupingTree, unitOf: Int32Array): UnitOfWork[] {
    const order = new Int32Array(tree.nodes);
    for (let node = 0; node < tree.nodes; node++) order[tree.position[node] as number] = node;
    const reader = new AttributeReader(this.trace);
    const units: UnitOfWork[] = [];
    for (const node of order) {
      const parent = tree.up[node] as number;
      if (parent >= 0 && !this.#isEntry(node, parent)) unitOf[node] = unitOf[parent] as number;
      else {
        unitOf[node] = units.length;
        units.push(this.#unit(node, units.length, reader));
      }
    }
    return units;
  }

  #serviceOf(node: number): string {
    const virtual = node - this.trace.size;
    return virtual < 0 ? this.trace.service(node) : (this.#virtualService[virtual] as string);
  }

  #kindOf(node: number): number {
    return this.roles.kind[node] ?? KIND_UNSPECIFIED;
  }

  #isEntry(node: number, parent: number): boolean {
    const kind = this.#kindOf(node);
    if (kind === KIND_CONSUMER) return true;
    const above = this.#kindOf(parent);
    if (this.#serviceOf(node) === this.#serviceOf(parent)) {
      return kind === KIND_SERVER && above === KIND_CLIENT;
    }
    // Calls recorded under the callee's name, usual for hand-made database spans.
    const call = kind === KIND_CLIENT || kind === KIND_PRODUCER;
    return !(call && above !== KIND_CLIENT);
  }

  #unit(node: number, number: number, reader: AttributeReader): UnitOfWork {
    const { trace } = this;
    const virtual = node >= trace.size;
    const entry = virtual ? (this.#firstBelow[node - trace.size] as number) : node;
    const missing = virtual || this.#alone.has(node);
    reader.load(entry);
    return {
      number,
      entryNode: node,
      entry,
      service: this.#serviceOf(node),
      name: missing ? MISSING_ENTRY : entryName(trace.name(entry), reader),
      background: this.#isBackground(node, missing, reader),
    };
  }

  #isBackground(node: number, missing: boolean, reader: AttributeReader): boolean {
    const kind = this.#kindOf(node);
    if (kind === KIND_CONSUMER) return true;
    if (missing || (this.trace.parent[node] as number) >= 0) return false;
    if (kind !== KIND_INTERNAL && kind !== KIND_UNSPECIFIED) return false;
    const served = ['httpMethod', 'httpUrl', 'httpRoute', 'httpTarget', 'httpPath'] as const;
    const rpc = reader.text('rpcSystem') + reader.text('rpcMethod') + reader.text('rpcService');
    return rpc === '' && served.every((meaning) => reader.text(meaning) === '');
  }
}

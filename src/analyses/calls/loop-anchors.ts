// Where a loop is: the outermost span below which equal calls hang from equal branches. Siblings,
// cousins below wrappers and nested loops are one case; noise between the calls does not matter.

import type { GroupingTree } from './grouping-tree.ts';

/** Calls that one place in the code repeats. */
export interface Claim {
  /** Node of the tree; the loop is inside it. */
  readonly anchor: number;
  /** Indices into the members given. */
  readonly members: number[];
  /** Branches of the anchor, and how many members each holds. */
  readonly perBranch: number[];
  /** Name of the branches, `` when the calls are children of the anchor themselves. */
  readonly branch: string;
}

export interface Claims {
  readonly claims: Claim[];
  /** Members that no anchor claims, ascending. */
  readonly left: number[];
}

/** The branch signature of members themselves. */
const ITSELF = '*';

/**
 * Claims loops of at least `minimum` among member `nodes`, which are in preorder of the tree;
 * `nameOf` gives the name of a branch's first node.
 */
export function claimLoops(
  tree: GroupingTree,
  nodes: readonly number[],
  minimum: number,
  nameOf: (node: number) => string,
): Claims {
  if (nodes.length === 2 && minimum <= 2) return claimPair(tree, nodes, nameOf);
  return new LoopClaimer(tree, nodes, minimum, nameOf).claim();
}

// Most groups are two calls: their ways up meet once, there is no tree to build.
function claimPair(
  tree: GroupingTree,
  nodes: readonly number[],
  nameOf: (node: number) => string,
): Claims {
  const [a, b] = nodes as readonly [number, number];
  const anchor = tree.commonAncestor(a, b);
  const nested = anchor === a || anchor === b;
  const signature = nested ? '' : signatureOf(tree, anchor, a, a, nameOf);
  if (nested || signatureOf(tree, anchor, b, b, nameOf) !== signature) {
    return { claims: [], left: [0, 1] };
  }
  const claim = { anchor, members: [0, 1], perBranch: [1, 1], branch: branchOf(signature) };
  return { claims: [claim], left: [] };
}

// What a branch of `anchor` that leads down to `node` is called; `member` is the first one in it.
function signatureOf(
  tree: GroupingTree,
  anchor: number,
  node: number,
  member: number,
  nameOf: (node: number) => string,
): string {
  const first = tree.childToward(anchor, node);
  return member === first ? ITSELF : `=${nameOf(first)}`;
}

const branchOf = (signature: string): string => (signature === ITSELF ? '' : signature.slice(1));

// A tree of only the members and the nodes where their ways up meet. Between those a way has no
// second branch, so nothing can be claimed there.
class LoopClaimer {
  readonly #node: number[] = [];
  readonly #children: number[][] = [];
  /** Members at or below each meeting point: a range, as members are in preorder. */
  readonly #from: number[] = [];
  readonly #to: number[] = [];
  readonly #claims: Claim[] = [];
  readonly #left: number[] = [];

  constructor(
    private readonly tree: GroupingTree,
    private readonly members: readonly number[],
    private readonly minimum: number,
    private readonly nameOf: (node: number) => string,
  ) {}

  claim(): Claims {
    const pending = [this.#build()];
    for (let point = pending.pop(); point !== undefined; point = pending.pop()) {
      this.#visit(point, pending);
    }
    this.#left.sort((a, b) => a - b);
    return { claims: this.#claims, left: this.#left };
  }

  #add(node: number, from: number): number {
    this.#node.push(node);
    this.#children.push([]);
    this.#from.push(from);
    this.#to.push(from);
    return this.#node.length - 1;
  }

  #build(): number {
    const { tree, members } = this;
    const open = [this.#add(members[0] as number, 0)];
    for (let m = 1; m < members.length; m++) {
      const node = members[m] as number;
      const last = this.#node[open[open.length - 1] as number] as number;
      this.#closeTo(open, tree.commonAncestor(last, node), m);
      open.push(this.#add(node, m));
    }
    while (open.length > 1) this.#closeTop(open, members.length);
    const root = open[0] as number;
    this.#to[root] = members.length;
    return root;
  }

  // Closes points below `meeting`, and adds it if it is none yet.
  #closeTo(open: number[], meeting: number, end: number): void {
    const depthOf = (point: number) => this.tree.depth[this.#node[point] as number] as number;
    const depth = this.tree.depth[meeting] as number;
    while (open.length > 1 && depthOf(open[open.length - 2] as number) >= depth) {
      this.#closeTop(open, end);
    }
    const top = open[open.length - 1] as number;
    if (depthOf(top) <= depth) return;
    const between = this.#add(meeting, this.#from[top] as number);
    open.pop();
    this.#to[top] = end;
    (this.#children[between] as number[]).push(top);
    open.push(between);
  }

  #closeTop(open: number[], end: number): void {
    const top = open.pop() as number;
    this.#to[top] = end;
    (this.#children[open[open.length - 1] as number] as number[]).push(top);
  }

  #size(point: number): number {
    return (this.#to[point] as number) - (this.#from[point] as number);
  }

  #visit(point: number, pending: number[]): void {
    const node = this.#node[point] as number;
    if (this.members[this.#from[point] as number] === node) {
      this.#left.push(this.#from[point] as number);
    }
    const branches = new Map<string, number[]>();
    for (const child of this.#children[point] as number[]) {
      const signature = this.#signature(node, child);
      const same = branches.get(signature);
      if (same) same.push(child);
      else branches.set(signature, [child]);
    }
    for (const [signature, children] of branches) {
      const total = children.reduce((sum, child) => sum + this.#size(child), 0);
      if (children.length > 1 && total >= this.minimum) this.#claim(node, signature, children);
      else for (const child of children) this.#enter(child, pending);
    }
  }

  #signature(anchor: number, child: number): string {
    const member = this.members[this.#from[child] as number] as number;
    return signatureOf(this.tree, anchor, this.#node[child] as number, member, this.nameOf);
  }

  #claim(anchor: number, signature: string, children: readonly number[]): void {
    const members: number[] = [];
    for (const child of children) {
      for (let m = this.#from[child] as number; m < (this.#to[child] as number); m++)
        members.push(m);
    }
    this.#claims.push({
      anchor,
      members,
      perBranch: children.map((child) => this.#size(child)),
      branch: branchOf(signature),
    });
  }

  #enter(child: number, pending: number[]): void {
    if (this.#size(child) >= this.minimum) {
      pending.push(child);
      return;
    }
    for (let m = this.#from[child] as number; m < (this.#to[child] as number); m++) {
      this.#left.push(m);
    }
  }
}

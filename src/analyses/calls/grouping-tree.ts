// The tree in which calls are grouped: the trace's, with lost spans put back where they belong.
// Nodes are preorder indices; nodes from `size` on are virtual, they stand for a missing parent.

import type { Trace } from '../../model/trace.ts';

/** Parents that may be changed until `settle` is called; after that, preorder and depths. */
export class GroupingTree {
  /** Parent of each node, -1 for roots. */
  up: Int32Array;
  /** All nodes, virtual ones included. */
  readonly nodes: number;
  /** Position in preorder, and where the subtree ends (exclusive), by node. */
  position: Int32Array;
  end: Int32Array;
  depth: Int32Array;
  #changed = false;
  #owned = false;
  #jump: Int32Array | undefined;

  constructor(trace: Trace, virtualNodes: number) {
    this.nodes = trace.size + virtualNodes;
    // As long as nothing moves, this is the trace's own tree.
    this.up = trace.parent;
    this.end = trace.subtreeEnd;
    this.depth = trace.depth;
    this.#changed = virtualNodes > 0;
    this.position = this.#changed ? new Int32Array(0) : identity(this.nodes);
    if (this.#changed) this.#ownParents();
  }

  #ownParents(): void {
    const own = new Int32Array(this.nodes).fill(-1);
    own.set(this.up);
    this.up = own;
    this.#owned = true;
  }

  /** Hangs `node` under `parent`. */
  move(node: number, parent: number): void {
    if (this.up[node] === parent) return;
    if (!this.#owned) this.#ownParents();
    this.up[node] = parent;
    this.#changed = true;
  }

  /** Computes preorder and depths anew if parents were changed. Children keep node order. */
  settle(): void {
    this.#jump = undefined;
    if (!this.#changed) return;
    this.#changed = false;
    const { nodes, up } = this;
    const first = new Int32Array(nodes).fill(-1);
    const next = new Int32Array(nodes).fill(-1);
    for (let node = nodes - 1; node >= 0; node--) {
      const parent = up[node] as number;
      if (parent < 0) continue;
      next[node] = first[parent] as number;
      first[parent] = node;
    }
    this.position = new Int32Array(nodes);
    this.end = new Int32Array(nodes);
    this.depth = new Int32Array(nodes);
    let count = 0;
    for (let root = 0; root < nodes; root++) {
      if (up[root] === -1) count = this.#layOut(root, first, next, count);
    }
  }

  #layOut(root: number, first: Int32Array, next: Int32Array, from: number): number {
    const { up, position, end, depth } = this;
    let count = from;
    let node = root;
    position[root] = count++;
    for (;;) {
      const child = first[node] as number;
      if (child >= 0) {
        position[child] = count++;
        depth[child] = (depth[node] as number) + 1;
        node = child;
        continue;
      }
      end[node] = count;
      while (node !== root && (next[node] as number) < 0) {
        node = up[node] as number;
        end[node] = count;
      }
      if (node === root) return count;
      node = next[node] as number;
      position[node] = count++;
      depth[node] = (depth[up[node] as number] as number) + 1;
    }
  }

  /** True when `node` is `ancestor` or below it. */
  contains(ancestor: number, node: number): boolean {
    const at = this.position[node] as number;
    return at >= (this.position[ancestor] as number) && at < (this.end[ancestor] as number);
  }

  /** The child of `ancestor` on the way down to `node`, or `node` itself if it is that child. */
  childToward(ancestor: number, node: number): number {
    const jump = this.#jumps();
    const wanted = (this.depth[ancestor] as number) + 1;
    let at = node;
    while ((this.depth[at] as number) > wanted) {
      const far = jump[at] as number;
      at = far >= 0 && (this.depth[far] as number) >= wanted ? far : (this.up[at] as number);
    }
    return at;
  }

  /** The deepest node that is above both, or one of the two; -1 in different trees. */
  commonAncestor(a: number, b: number): number {
    const jump = this.#jumps();
    let at = a;
    while (at >= 0 && !this.contains(at, b)) {
      const far = jump[at] as number;
      at = far >= 0 && !this.contains(far, b) ? far : (this.up[at] as number);
    }
    return at;
  }

  // Jump pointers after Myers: each node also knows an ancestor further up, so that any ancestor is
  // a logarithmic number of steps away.
  #jumps(): Int32Array {
    if (this.#jump) return this.#jump;
    const order = new Int32Array(this.nodes);
    for (let node = 0; node < this.nodes; node++) order[this.position[node] as number] = node;
    const jump = new Int32Array(this.nodes).fill(-1);
    const { depth, up } = this;
    for (const node of order) {
      const parent = up[node] as number;
      if (parent < 0) continue;
      const far = jump[parent] as number;
      const farther = far < 0 ? -1 : (jump[far] as number);
      const even =
        far >= 0 &&
        farther >= 0 &&
        (depth[parent] as number) - (depth[far] as number) ===
          (depth[far] as number) - (depth[farther] as number);
      jump[node] = even ? farther : parent;
    }
    this.#jump = jump;
    return jump;
  }
}

let numbers = new Int32Array(0);

// 0, 1, 2, …: never written to, so that all trees can look at one column.
function identity(length: number): Int32Array {
  if (numbers.length < length) {
    numbers = new Int32Array(Math.max(1024, length * 2));
    for (let i = 0; i < numbers.length; i++) numbers[i] = i;
  }
  return numbers.subarray(0, length);
}

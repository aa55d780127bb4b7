// Puts the spans of a trace in tree order: parents before children, siblings in order of start,
// subtrees contiguous. One sort and one walk, however deep or wide the tree is.

/** Tree order: `order` maps preorder index to position, the rest is indexed by preorder index. */
export interface Preorder {
  readonly order: Int32Array;
  readonly parent: Int32Array;
  readonly subtreeEnd: Int32Array;
  readonly depth: Int32Array;
  readonly roots: number[];
}

/**
 * Lays out a forest. `parent` is by position and has no cycles, `compare` orders siblings and
 * roots, and the tree of the root `primary` comes first.
 */
export function layOutPreorder(
  parent: Int32Array,
  primary: number,
  compare: (a: number, b: number) => number,
): Preorder {
  const size = parent.length;
  const { firstChild, nextSibling, roots: rootPositions } = linkChildren(parent, compare);
  const layout: Preorder = {
    order: new Int32Array(size),
    parent: new Int32Array(size).fill(-1),
    subtreeEnd: new Int32Array(size),
    depth: new Int32Array(size),
    roots: [],
  };
  const indexOf = new Int32Array(size);
  let next = 0;
  for (const root of [primary, ...rootPositions.filter((position) => position !== primary)]) {
    layout.roots.push(next);
    let depth = 0;
    let at = root;
    while (at >= 0) {
      indexOf[at] = next;
      layout.order[next] = at;
      layout.depth[next] = depth;
      if (at !== root) layout.parent[next] = indexOf[parent[at] as number] as number;
      next++;
      const child = firstChild[at] as number;
      if (child >= 0) {
        at = child;
        depth++;
        continue;
      }
      // Leave every subtree that ends here, then go on with the next sibling.
      let left = at;
      at = -1;
      while (left >= 0) {
        layout.subtreeEnd[indexOf[left] as number] = next;
        if (left === root) break;
        at = nextSibling[left] as number;
        if (at >= 0) break;
        left = parent[left] as number;
        depth--;
      }
    }
  }
  return layout;
}

function linkChildren(parent: Int32Array, compare: (a: number, b: number) => number) {
  const size = parent.length;
  const sorted = new Int32Array(size);
  for (let i = 0; i < size; i++) sorted[i] = i;
  sorted.sort(compare);
  const firstChild = new Int32Array(size).fill(-1);
  const nextSibling = new Int32Array(size).fill(-1);
  const roots: number[] = [];
  for (let s = size - 1; s >= 0; s--) {
    const position = sorted[s] as number;
    const up = parent[position] as number;
    if (up < 0) {
      roots.push(position);
      continue;
    }
    nextSibling[position] = firstChild[up] as number;
    firstChild[up] = position;
  }
  roots.reverse();
  return { firstChild, nextSibling, roots };
}

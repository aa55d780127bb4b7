// How much shortening a span can save at most: until a sibling that already ran beside it becomes
// what everybody waits for. A sibling that started only after the span ended may have waited for
// it, and would then move forward with it; such followers limit `headroom`, not this.
//
//   A  [=====    ]            shortening A can save all of A: C may start when A ends
//   B        [=======]        shortening B saves at most 2: then C is what is waited for
//   C         [====]

import { sortRange } from '../lib/sort-range.ts';
import { type Analysis, defineAnalysis } from './analysis.ts';
import { criticalPath } from './critical-path.ts';
import { PathSiblings } from './path-siblings.ts';
import { timing } from './timing.ts';

/** Columns by preorder index; meaningful where the span is on the path of its analysis root. */
export interface Savable {
  /** Shortening the span's own work saves at most this. */
  readonly savableNs: Float64Array;
  /** The same for anything at this place, whatever it holds; Infinity if unlimited. */
  readonly limitNs: Float64Array;
  /** The span beside the path that sets the limit; -1 for none. */
  readonly rival: Int32Array;
}

/** Parents first: a limit holds for the whole subtree. */
export const savable: Analysis<Savable> = defineAnalysis({
  id: 'savable',
  compute(trace, context) {
    const path = context.get(criticalPath);
    const siblings = new PathSiblings(trace, context.get(timing), path);
    const { size } = trace;
    const result = {
      savableNs: new Float64Array(size),
      limitNs: new Float64Array(size).fill(Number.POSITIVE_INFINITY),
      rival: new Int32Array(size).fill(-1),
    };
    const limits = new RivalLimits(siblings);
    for (let i = 0; i < size; i++) {
      if (path.onPath[i] !== 1) continue;
      result.savableNs[i] = Math.min(path.onPathNs[i] as number, result.limitNs[i] as number);
      if (trace.subtreeEnd[i] === i + 1) continue;
      siblings.load(i);
      limits.apply(result, i);
    }
    return result;
  },
});

/** Finds for each link of a chain the closest rival among those that overlap it. */
class RivalLimits {
  /** By rival: how much earlier than the link it competes with it ends. */
  readonly #gapNs: Float64Array;
  /** By rival: the position in the chain of that link. */
  readonly #position: Int32Array;
  /** By position in the chain: the next one, from there on, that has no limit yet. */
  readonly #next: Int32Array;

  constructor(readonly siblings: PathSiblings) {
    const { size } = siblings.trace;
    this.#gapNs = new Float64Array(size);
    this.#position = new Int32Array(size);
    this.#next = new Int32Array(size + 1);
  }

  apply(result: Savable, span: number): void {
    const { chain, links, others } = this.siblings;
    const limitNs = result.limitNs[span] as number;
    const rival = result.rival[span] as number;
    for (let l = 0; l < links; l++) {
      result.limitNs[chain[l] as number] = limitNs;
      result.rival[chain[l] as number] = rival;
      this.#next[l] = l;
    }
    this.#next[links] = links;
    const competing = this.#findGaps();
    sortRange(others, 0, competing, (a, b) => {
      return (this.#gapNs[a] as number) - (this.#gapNs[b] as number) || a - b;
    });
    // Closest first, so that each link is given its limit once.
    for (let r = 0; r < competing; r++) this.#limitLinks(result, others[r] as number, limitNs);
  }

  // Keeps, at the front of `others`, the rivals that end while a link runs.
  #findGaps(): number {
    const { chain, links, others, rivals } = this.siblings;
    const { startNs, endNs } = this.siblings.timing;
    let competing = 0;
    let l = 0;
    for (let r = 0; r < rivals; r++) {
      const rival = others[r] as number;
      const end = endNs[rival] as number;
      while (l < links && (startNs[chain[l] as number] as number) >= end) l++;
      if (l === links) break;
      const gapNs = (endNs[chain[l] as number] as number) - end;
      if (gapNs < 0) continue;
      this.#gapNs[rival] = gapNs;
      this.#position[rival] = l;
      others[competing++] = rival;
    }
    return competing;
  }

  #limitLinks(result: Savable, rival: number, inheritedNs: number): void {
    const { chain, links, timing } = this.siblings;
    const gapNs = this.#gapNs[rival] as number;
    if (gapNs >= inheritedNs) return;
    const start = timing.startNs[rival] as number;
    for (let l = this.#free(this.#position[rival] as number); l < links; l = this.#free(l)) {
      const link = chain[l] as number;
      if ((timing.endNs[link] as number) <= start) return;
      result.limitNs[link] = gapNs;
      result.rival[link] = rival;
      this.#next[l] = l + 1;
    }
  }

  #free(position: number): number {
    const next = this.#next;
    let free = position;
    while (next[free] !== free) free = next[free] as number;
    for (let p = position; next[p] !== p; ) {
      const after = next[p] as number;
      next[p] = free;
      p = after;
    }
    return free;
  }
}

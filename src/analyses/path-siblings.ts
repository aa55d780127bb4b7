// The blocking children of a span, split into those on the critical path, which form a chain, and
// their rivals beside it, any of which may take a link's place when that gets shorter.

import { sortRange } from '../lib/sort-range.ts';
import type { Trace } from '../model/trace.ts';
import type { CriticalPath } from './critical-path.ts';
import type { Timing } from './timing.ts';

/** Reused for one span after another; holds the children of the span loaded last. */
export class PathSiblings {
  /** Children on the path, latest first: each was entered before the start of the one before. */
  readonly chain: Int32Array;
  links = 0;
  /** The others that have a length, latest end first. */
  readonly others: Int32Array;
  rivals = 0;

  constructor(
    readonly trace: Trace,
    readonly timing: Timing,
    readonly path: CriticalPath,
  ) {
    this.chain = new Int32Array(trace.size);
    this.others = new Int32Array(trace.size);
  }

  load(span: number): void {
    const { subtreeEnd } = this.trace;
    const { startNs, endNs, detached } = this.timing;
    const { chain, others } = this;
    let links = 0;
    let rivals = 0;
    const last = subtreeEnd[span] as number;
    for (let c = span + 1; c < last; c = subtreeEnd[c] as number) {
      if (detached[c] !== 0 || startNs[c] === endNs[c]) continue;
      if (this.path.onPath[c] === 1) chain[links++] = c;
      else others[rivals++] = c;
    }
    sortRange(chain, 0, links, (a, b) => (startNs[b] as number) - (startNs[a] as number));
    sortRange(others, 0, rivals, (a, b) => (endNs[b] as number) - (endNs[a] as number) || a - b);
    this.links = links;
    this.rivals = rivals;
  }
}

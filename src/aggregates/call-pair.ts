// Two calls of one span over many traces: how often both were made, overlapping or in which order.

import { count, type Phrase } from '../model/phrase.ts';

/** How two calls were seen, in traces; `reversed` is against the order that was asked about. */
export interface PairSeen {
  readonly both: number;
  readonly overlapping: number;
  readonly reversed: number;
}

export class CallPair {
  readonly #both = new TraceCount();
  readonly #overlapping = new TraceCount();
  readonly #firstWas = new Map<string, TraceCount>();

  /** They overlap in this trace; traces are told apart by their number in the window. */
  overlap(trace: number): void {
    this.#both.add(trace);
    this.#overlapping.add(trace);
  }

  /** One follows the other in this trace. */
  follow(trace: number, first: string): void {
    this.#both.add(trace);
    let known = this.#firstWas.get(first);
    if (!known) {
      known = new TraceCount();
      this.#firstWas.set(first, known);
    }
    known.add(trace);
  }

  /** As seen from `first` before `second`; equal calls have no order. */
  seen(first: string, second: string): PairSeen {
    const reversed = first === second ? 0 : (this.#firstWas.get(second)?.traces ?? 0);
    return { both: this.#both.traces, overlapping: this.#overlapping.traces, reversed };
  }
}

class TraceCount {
  traces = 0;
  #last = 0;

  add(trace: number): void {
    if (this.#last !== trace) this.traces++;
    this.#last = trace;
  }
}

/**
 * What pairs say about the calls they are of, each with each; `more` calls than these follow. Proved
 * when each two were seen overlapping or in reversed order: two that run together may both be what a
 * third one waits for.
 */
export function independence(
  pairs: readonly (PairSeen | undefined)[],
  more: boolean,
): { readonly proved: boolean; readonly remark: Phrase | undefined } {
  const shown = pairs.filter((pair): pair is PairSeen => {
    return pair !== undefined && pair.overlapping + pair.reversed > 0;
  });
  const [first] = shown;
  if (!first) return { proved: false, remark: undefined };
  if (more || shown.length < pairs.length) {
    return {
      proved: false,
      remark: ['some of them, but not each two, seen overlapping or in reversed order'],
    };
  }
  if (pairs.length > 1)
    return { proved: true, remark: ['each two of them seen overlapping or in reversed order'] };
  return {
    proved: true,
    remark: ['seen ', ...howSeen(first), ' of ', count(first.both), ' traces'],
  };
}

function howSeen({ overlapping, reversed }: PairSeen): Phrase {
  const ways: Phrase[] = [];
  if (overlapping > 0) ways.push(['overlapping in ', count(overlapping)]);
  if (reversed > 0) ways.push(['in reversed order in ', count(reversed)]);
  return ways.flatMap((way, i) => (i > 0 ? [' and ', ...way] : way));
}

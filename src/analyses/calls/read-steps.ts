// The steps of a request that only read: calls, and spans named like reads with no write below
// them. Gates such as logins and locks are left out, since what follows depends on them.

import { wordsOfName } from '../../lib/words-of-name.ts';
import type { TraceContext } from '../analysis.ts';
import { inclusivePath } from '../inclusive-path.ts';
import type { Call } from './call.ts';
import { argumentKeys } from './call-item.ts';
import { clockGrainNs } from './clock-grain.ts';
import { logicalCalls } from './logical-calls.ts';
import { type NormalisedNames, normalisedNames } from './normalised-names.ts';
import { skewedEdges } from './skewed-edges.ts';
import { transactions } from './transactions.ts';
import { unitsOfWork } from './units-of-work.ts';

/** One child of a span. */
export interface Step {
  readonly span: number;
  readonly startNs: number;
  readonly endNs: number;
  /** With everything below it, on the path of its analysis root. */
  readonly onPathNs: number;
  /** Target and template of a call, or the name of a span; ids taken out. */
  readonly what: string;
  /** For people. */
  readonly label: string;
  readonly argKey: number | null;
}

const READ_VERBS =
  /^(?:get|list|find|fetch|load|search|check|calculate|compute|count|read|quote|query|lookup|select)$/;
const GATES = new Set(
  'authenticate authorize authorise authorization authorisation login token verify permission permissions access acquire lock begin quota'.split(
    ' ',
  ),
);

export class ReadSteps {
  readonly #callAt = new Map<number, Call>();
  readonly #inclusive: Float64Array;
  readonly #writesBefore: Int32Array;
  readonly #nameOf: NormalisedNames;

  constructor(
    private readonly context: TraceContext,
    private readonly minimumNs: number,
    /** Spans to leave out. */
    private readonly loops: Uint8Array,
  ) {
    const { calls } = context.get(logicalCalls);
    for (const call of calls) this.#callAt.set(call.span, call);
    this.#inclusive = context.get(inclusivePath);
    this.#nameOf = context.get(normalisedNames);
    this.#writesBefore = countWrites(calls, context.trace.size);
  }

  /** Reads long enough by parent; parents in preorder, steps in order of start. */
  *byParent(): Generator<[parent: number, steps: Step[]]> {
    const { tree } = this.context.get(logicalCalls);
    const { trace } = this.context;
    const byParent = new Map<number, Step[]>();
    for (let i = 1; i < trace.size; i++) {
      const parent = tree.up[i] as number;
      if (parent < 0 || parent >= trace.size) continue;
      const step = this.#stepAt(i);
      if (!step) continue;
      const list = byParent.get(parent);
      if (list) list.push(step);
      else byParent.set(parent, [step]);
    }
    for (const [parent, steps] of byParent) {
      if (steps.length < 2) continue;
      steps.sort((a, b) => a.startNs - b.startNs || a.endNs - b.endNs || a.span - b.span);
      yield [parent, steps.filter((step) => !this.#inTransaction(step))];
    }
  }

  grainNs(steps: readonly Step[]): number {
    return clockGrainNs(
      this.context.trace,
      steps.map((step) => step.startNs),
    );
  }

  #stepAt(span: number): Step | undefined {
    const { trace } = this.context;
    const onPathNs = this.#inclusive[span] as number;
    if (onPathNs < this.minimumNs || this.loops[span] === 1) return undefined;
    if ((trace.durationNs[span] as number) < this.minimumNs) return undefined;
    if (this.context.get(skewedEdges).isSkewed[span] === 1) return undefined;
    const call = this.#callAt.get(span);
    const what = call ? `${call.target} ${call.template}` : this.#nameOf(span);
    const label = call ? call.template : trace.name(span);
    const isRead = call ? this.#readsBy(call) : this.#readsByName(span);
    const stored = call?.callClass === 'db' || call?.callClass === 'cache';
    if (!isRead || isGate(trace.name(span)) || (!stored && isGate(what))) return undefined;
    return {
      span,
      startNs: trace.startNs[span] as number,
      endNs: trace.endNs(span),
      onPathNs,
      what,
      label,
      argKey: call ? (argumentKeys([call])[0] ?? null) : null,
    };
  }

  #readsBy(call: Call): boolean {
    if (!call.essence.identity.read || call.essence.identity.volatile) return false;
    return this.#writesBelow(call.span) === 0;
  }

  // `check-inventory`, `InventoryService.checkStock`: the first word of the last part is the verb.
  #readsByName(span: number): boolean {
    const { units, unitOf } = this.context.get(unitsOfWork);
    if (units[unitOf[span] as number]?.entry === span) return false;
    const full = this.context.trace.name(span);
    const part = full.slice(Math.max(full.lastIndexOf('.'), full.lastIndexOf('/')) + 1);
    if (!READ_VERBS.test(wordsOfName(part)[0] ?? '')) return false;
    return this.#writesBelow(span) === 0;
  }

  #writesBelow(span: number): number {
    const end = this.context.trace.subtreeEnd[span] as number;
    return (this.#writesBefore[end] as number) - (this.#writesBefore[span] as number);
  }

  #inTransaction({ span, startNs }: Step): boolean {
    const { unitOf } = this.context.get(unitsOfWork);
    return this.context.get(transactions).at(unitOf[span] as number, startNs) !== undefined;
  }
}

function isGate(text: string): boolean {
  const words = wordsOfName(text);
  if (words.includes('rate') && words.includes('limit')) return true;
  return words.some((word) => GATES.has(word) || /^auth(?!or)/.test(word));
}

// Calls that write, and POSTs, which may.
function countWrites(calls: readonly Call[], size: number): Int32Array {
  const before = new Int32Array(size + 1);
  for (const call of calls) {
    const { write, template } = call.essence.identity;
    if (!write && !template.startsWith('POST ')) continue;
    before[call.span + 1] = (before[call.span + 1] as number) + 1;
  }
  for (let i = 0; i < size; i++) before[i + 1] = (before[i + 1] as number) + (before[i] as number);
  return before;
}

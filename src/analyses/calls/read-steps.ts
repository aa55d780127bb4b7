// The steps of a request that only read: calls, and spans named like reads with no write below
// them. Gates such as logins and locks are left out, since what follows depends on them.

import { wordsOfName } from '../../lib/words-of-name.ts';
import type { TraceContext } from '../analysis.ts';
import { inclusivePath } from '../inclusive-path.ts';
import { nameWithoutValues } from '../templates/statement-name.ts';
import type { Call } from './call.ts';
import { argumentKeys } from './call-item.ts';
import { clockGrainNs } from './clock-grain.ts';
import { logicalCalls } from './logical-calls.ts';
import { type NormalisedNames, normalisedNames } from './normalised-names.ts';
import { skewedEdges } from './skewed-edges.ts';
import { spanRoles } from './span-roles.ts';
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
const WRITE_VERBS =
  /^(?:create|insert|update|delete|remove|save|set|put|add|write|upsert|cancel|charge|send|reserve|book|pay|order|submit)$/;
const GATES = new Set(
  'authenticate authorize authorise authorization authorisation login token verify permission permissions access acquire lock begin quota'.split(
    ' ',
  ),
);

export class ReadSteps {
  #callAt: Map<number, Call> | undefined;
  readonly #inclusive: Float64Array;
  #writesBefore: Int32Array | undefined;
  readonly #nameOf: NormalisedNames;

  constructor(
    private readonly context: TraceContext,
    private readonly minimumNs: number,
    /** Spans to leave out. */
    private readonly loops: Uint8Array,
  ) {
    this.#inclusive = context.get(inclusivePath);
    this.#nameOf = context.get(normalisedNames);
  }

  /**
   * Reads that last long enough, on the critical path or beside it, by parent; steps in order of
   * start.
   */
  *byParent(): Generator<[parent: number, steps: Step[]]> {
    const { tree } = this.context.get(logicalCalls);
    const byParent = new Map<number, Step[]>();
    for (const [parent, spans] of this.#longSiblings(tree.up)) {
      const steps = spans.flatMap((span) => this.#stepAt(span) ?? []);
      if (steps.length > 1) byParent.set(parent, steps);
    }
    for (const [parent, steps] of byParent) {
      steps.sort((a, b) => a.startNs - b.startNs || a.endNs - b.endNs || a.span - b.span);
      yield [parent, steps.filter((step) => !this.#inTransaction(step))];
    }
  }

  // Most spans have no two children that are long enough.
  #longSiblings(up: Int32Array): Map<number, number[]> {
    const { durationNs, size } = this.context.trace;
    const first = new Map<number, number>();
    const siblings = new Map<number, number[]>();
    for (let i = 1; i < size; i++) {
      if ((durationNs[i] as number) < this.minimumNs) continue;
      const parent = up[i] as number;
      const before = first.get(parent);
      if (parent < 0 || parent >= size) continue;
      if (before === undefined) first.set(parent, i);
      else {
        const list = siblings.get(parent);
        if (list) list.push(i);
        else siblings.set(parent, [before, i]);
      }
    }
    return siblings;
  }

  /**
   * How many children of each of `parents` do what, by what: all of them, also short ones, writes,
   * gates and members of loops.
   */
  timesOfChildren(parents: readonly number[]): ReadonlyMap<number, ReadonlyMap<string, number>> {
    const { size } = this.context.trace;
    const { up } = this.context.get(logicalCalls).tree;
    const times = parents.map((): Map<string, number> => new Map());
    const numberOf = new Int32Array(parents.length === 0 ? 0 : size);
    parents.forEach((parent, p) => {
      numberOf[parent] = p + 1;
    });
    for (let i = 1; i < size && parents.length > 0; i++) {
      const ofParent = times[(numberOf[up[i] as number] ?? 0) - 1];
      if (!ofParent) continue;
      const what = this.#whatOf(i, this.#callOf(i));
      ofParent.set(what, (ofParent.get(what) ?? 0) + 1);
    }
    return new Map(parents.map((parent, p) => [parent, times[p] as Map<string, number>]));
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
    if (this.loops[span] === 1) return undefined;
    if (this.context.get(skewedEdges).isSkewed[span] === 1) return undefined;
    const call = this.#callOf(span);
    const what = this.#whatOf(span, call);
    const label = call ? call.template : nameWithoutValues(trace.name(span));
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

  #whatOf(span: number, call: Call | undefined): string {
    return call ? `${call.target} ${call.template}` : this.#nameOf(span);
  }

  #readsBy(call: Call): boolean {
    const { read, volatile } = call.essence.identity;
    if (volatile || this.#writesBelow(call.span + 1, call.span) > 0) return false;
    return read || this.#readsByRoute(call);
  }

  // `POST /inventory/check`: a read by its route's verb, if its callee is there to show no write.
  #readsByRoute({ callClass, span, template }: Call): boolean {
    if (callClass !== 'http' || !template.startsWith('POST ')) return false;
    if ((this.context.get(spanRoles).callee[span] as number) < 0) return false;
    const words = wordsOfName(template.slice('POST '.length));
    return (
      words.some((word) => READ_VERBS.test(word)) && !words.some((word) => WRITE_VERBS.test(word))
    );
  }

  // `check-inventory`, `InventoryService.checkStock`: the first word of the last part is the verb.
  #readsByName(span: number): boolean {
    const { units, unitOf } = this.context.get(unitsOfWork);
    if (units[unitOf[span] as number]?.entry === span) return false;
    const full = this.context.trace.name(span);
    const part = full.slice(Math.max(full.lastIndexOf('.'), full.lastIndexOf('/')) + 1);
    if (!READ_VERBS.test(wordsOfName(part)[0] ?? '')) return false;
    return this.#writesBelow(span, span) === 0;
  }

  #callOf(span: number): Call | undefined {
    this.#callAt ??= new Map(this.context.get(logicalCalls).calls.map((call) => [call.span, call]));
    return this.#callAt.get(span);
  }

  #writesBelow(from: number, span: number): number {
    this.#writesBefore ??= countWrites(
      this.context.get(logicalCalls).calls,
      this.context.trace.size,
    );
    const end = this.context.trace.subtreeEnd[span] as number;
    return (this.#writesBefore[end] as number) - (this.#writesBefore[from] as number);
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

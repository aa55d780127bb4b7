// Where the time of many requests goes: critical-path time by operation. The path of each trace
// covers its latency exactly, so the rows add up to all latency and nothing counts twice.

import type { TraceContext } from '../analyses/analysis.ts';
import { bottleneck, type OperationShare } from '../analyses/bottleneck.ts';
import { traceSummary } from '../analyses/trace-summary.ts';
import { wholePath } from '../analyses/whole-path.ts';
import { foldName } from '../lib/name-folding.ts';
import { compareText } from '../lib/text-order.ts';
import { type Note, Notes } from '../model/notes.ts';

/** Beyond so many operations names are folded, and beyond it again summed up as the rest. */
const MOST_KEYS = 5000;

export interface OperationTotal {
  readonly service: string;
  readonly name: string;
  /** Sum over all traces counted. */
  readonly onPathNs: number;
  /** Of the latency of all traces counted, 0 to 1. */
  readonly share: number;
  /** Per trace, counting those in which the operation does not hold the path. */
  readonly meanNs: number;
  /** Traces in which it holds the path, and their part of all. */
  readonly traces: number;
  readonly presence: number;
  /** Spans that hold the path. */
  readonly spans: number;
  /** Spans, on the path or beside it, per trace in which it holds the path. */
  readonly callsPerTrace: number;
  /** At most this much of `onPathNs` can be saved by shortening it, trace by trace. */
  readonly savableNs: number;
  /** The trace in which it holds the path longest, and its longest span there. */
  readonly worst: { readonly traceId: string; readonly spanId: string; readonly onPathNs: number };
}

export interface OperationTable {
  /** Largest share first. */
  readonly operations: readonly OperationTotal[];
  /** Path time of operations beyond the limit of distinct names; 0 as a rule. */
  readonly otherNs: number;
  /** Traces counted and their latency: what `operations` and `otherNs` add up to. */
  readonly traces: number;
  readonly latencyNs: number;
  /** Incomplete traces that are not counted. */
  readonly leftOut: number;
  readonly notes: readonly Note[];
}

interface Sum {
  readonly service: string;
  readonly name: string;
  onPathNs: number;
  traces: number;
  spans: number;
  calls: number;
  savableNs: number;
  worst: { traceId: string; spanId: string; onPathNs: number };
}

/** Totals of one group of traces. */
class Totals {
  readonly sums = new Map<string, Sum>();
  traces = 0;
  latencyNs = 0;
  otherNs = 0;
  folded = false;

  add(context: TraceContext): void {
    this.traces++;
    this.latencyNs += context.get(traceSummary).latencyNs;
    // Operations that fold into one name still are one operation of this trace.
    const seen = new Set<Sum>();
    for (const row of context.get(bottleneck).operations) this.#addRow(context, row, seen);
  }

  #addRow(context: TraceContext, row: OperationShare, seen: Set<Sum>): void {
    const { trace } = context;
    const { onPathNs } = row;
    const worst = { traceId: trace.id, spanId: trace.spanId(row.exampleSpan), onPathNs };
    const sum = this.#sumOf(row.service, row.name);
    if (!sum) {
      this.otherNs += onPathNs;
      return;
    }
    sum.onPathNs += onPathNs;
    sum.spans += row.spans;
    sum.calls += row.calls;
    sum.savableNs += row.savableNs;
    if (isWorse(worst, sum.worst)) sum.worst = worst;
    if (seen.has(sum)) return;
    seen.add(sum);
    sum.traces++;
  }

  #sumOf(service: string, name: string): Sum | undefined {
    const known = this.#find(service, name);
    if (known || this.sums.size < MOST_KEYS) return known ?? this.#start(service, name);
    if (this.folded) return undefined;
    this.#fold();
    return this.#sumOf(service, name);
  }

  #find(service: string, name: string): Sum | undefined {
    return this.sums.get(keyOf(service, this.folded ? foldName(name) : name));
  }

  #start(service: string, recorded: string): Sum {
    const name = this.folded ? foldName(recorded) : recorded;
    const worst = { traceId: '', spanId: '', onPathNs: -1 };
    const zero = { onPathNs: 0, traces: 0, spans: 0, calls: 0, savableNs: 0 };
    const sum = { service, name, ...zero, worst };
    this.sums.set(keyOf(service, name), sum);
    return sum;
  }

  #fold(): void {
    const sums = [...this.sums.values()];
    this.folded = true;
    this.sums.clear();
    for (const sum of sums) this.merge(sum);
  }

  /** Adds a sum of other traces. */
  merge(sum: Sum): void {
    const target = this.#sumOf(sum.service, sum.name);
    if (!target) {
      this.otherNs += sum.onPathNs;
      return;
    }
    target.onPathNs += sum.onPathNs;
    target.traces += sum.traces;
    target.spans += sum.spans;
    target.calls += sum.calls;
    target.savableNs += sum.savableNs;
    if (isWorse(sum.worst, target.worst)) target.worst = sum.worst;
  }
}

export class OperationTotals {
  readonly #whole = new Totals();
  readonly #incomplete = new Totals();

  add(context: TraceContext): void {
    (context.get(wholePath) ? this.#whole : this.#incomplete).add(context);
  }

  result(): OperationTable {
    const notes = new Notes();
    const whole = this.#whole;
    const incomplete = this.#incomplete;
    let leftOut = 0;
    if (incomplete.traces > 0 && whole.traces >= incomplete.traces) {
      leftOut = incomplete.traces;
      const text = 'Incomplete traces are left out of the table of operations.';
      notes.add('operations-without-incomplete', text, leftOut);
    } else if (incomplete.traces > 0) {
      const text =
        'Most traces are incomplete, so they count in the table of operations: the time of lost ' +
        'spans is shown as that of others.';
      notes.add('operations-of-incomplete', text, incomplete.traces);
    }
    const totals = leftOut > 0 || incomplete.traces === 0 ? whole : combine(whole, incomplete);
    noteNames(totals, notes);
    return {
      operations: toRows(totals),
      otherNs: totals.otherNs,
      traces: totals.traces,
      latencyNs: totals.latencyNs,
      leftOut,
      notes: notes.list(),
    };
  }
}

function combine(a: Totals, b: Totals): Totals {
  const both = new Totals();
  for (const totals of [a, b]) {
    both.traces += totals.traces;
    both.latencyNs += totals.latencyNs;
    both.otherNs += totals.otherNs;
    both.folded ||= totals.folded;
  }
  for (const totals of [a, b]) for (const sum of totals.sums.values()) both.merge(sum);
  return both;
}

function noteNames(totals: Totals, notes: Notes): void {
  if (totals.folded) {
    const text = 'There are too many operation names to list: numbers and IDs in them are folded.';
    notes.add('operation-names-folded', text);
  }
  if (totals.otherNs > 0) {
    const text = 'There are too many operation names to list even so: the rest is summed up.';
    notes.add('operation-names-cut', text);
  }
}

function toRows(totals: Totals): OperationTotal[] {
  const rows: OperationTotal[] = [];
  for (const sum of totals.sums.values()) {
    // Names folded later may have counted one trace twice.
    const traces = Math.min(sum.traces, totals.traces);
    rows.push({
      service: sum.service,
      name: sum.name,
      onPathNs: sum.onPathNs,
      share: sum.onPathNs / totals.latencyNs,
      meanNs: sum.onPathNs / totals.traces,
      traces,
      presence: traces / totals.traces,
      spans: sum.spans,
      callsPerTrace: sum.calls / traces,
      savableNs: sum.savableNs,
      worst: sum.worst,
    });
  }
  return rows.sort(
    (a, b) =>
      b.onPathNs - a.onPathNs || compareText(a.service, b.service) || compareText(a.name, b.name),
  );
}

// The smaller trace ID decides between equals, so that the order of traces does not matter.
function isWorse(a: Sum['worst'], b: Sum['worst']): boolean {
  return a.onPathNs > b.onPathNs || (a.onPathNs === b.onPathNs && a.traceId < b.traceId);
}

// Names may hold anything, so the parts are joined by length.
function keyOf(service: string, name: string): string {
  return `${service.length}:${service}${name}`;
}

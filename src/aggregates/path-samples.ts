// The critical path of each of many traces, as a row of numbers: how long which operation held it.
// Rows of one trace add up to its latency.

import type { TraceContext } from '../analyses/analysis.ts';
import { bottleneck } from '../analyses/bottleneck.ts';
import { Float64Column, Int32Column } from '../lib/column.ts';
import { StringTable } from '../lib/string-table.ts';
import type { Operation } from '../model/trace.ts';

/** Operations kept per trace; smaller ones are summed up under REST. */
const MOST_ROWS = 32;
/** Key number of what is summed up. */
export const REST = -1;

export class PathSamples {
  readonly traceIds: string[] = [];
  readonly latencyNs = new Float64Column();
  /** Rows of sample i: from `firstRow.at(i)` up to that of i + 1, or `rows`. */
  readonly firstRow = new Int32Column();
  readonly rowKey = new Int32Column();
  readonly rowNs = new Float64Column();
  /** Spans of the operation that hold the path. */
  readonly rowCalls = new Int32Column();
  readonly #keys = new StringTable();
  readonly #operations: Operation[] = [];

  get size(): number {
    return this.traceIds.length;
  }

  get keys(): number {
    return this.#operations.length;
  }

  operation(key: number): Operation {
    const operation = this.#operations[key];
    if (!operation) throw new RangeError(`key ${key}`);
    return operation;
  }

  /** All rows held. */
  get rows(): number {
    return this.rowKey.length;
  }

  add(context: TraceContext): void {
    const { operations } = context.get(bottleneck);
    this.#start(context.trace.id, context.trace.durationNs[0] as number);
    let restNs = 0;
    let restCalls = 0;
    for (const [position, row] of operations.entries()) {
      if (position >= MOST_ROWS) {
        restNs += row.onPathNs;
        restCalls += row.spans;
        continue;
      }
      this.#addRow(this.#keyOf(row), row.onPathNs, row.spans);
    }
    if (restNs > 0) this.#addRow(REST, restNs, restCalls);
  }

  /** The samples whose trace ID `keeps` accepts, in the same order. */
  only(keeps: (traceId: string) => boolean): PathSamples {
    const kept = new PathSamples();
    for (const [i, traceId] of this.traceIds.entries()) {
      if (!keeps(traceId)) continue;
      kept.#start(traceId, this.latencyNs.at(i));
      this.forEachRow(i, (key, ns, calls) => {
        kept.#addRow(key === REST ? REST : kept.#keyOf(this.operation(key)), ns, calls);
      });
    }
    return kept;
  }

  /** Calls `visit` for each row of sample `index`. */
  forEachRow(index: number, visit: (key: number, ns: number, calls: number) => void): void {
    const end = index + 1 < this.size ? this.firstRow.at(index + 1) : this.rowKey.length;
    for (let r = this.firstRow.at(index); r < end; r++) {
      visit(this.rowKey.at(r), this.rowNs.at(r), this.rowCalls.at(r));
    }
  }

  #start(traceId: string, latencyNs: number): void {
    this.traceIds.push(traceId);
    this.latencyNs.push(latencyNs);
    this.firstRow.push(this.rowKey.length);
  }

  #addRow(key: number, ns: number, calls: number): void {
    this.rowKey.push(key);
    this.rowNs.push(ns);
    this.rowCalls.push(calls);
  }

  #keyOf({ service, name }: Operation): number {
    const key = this.#keys.intern(`${service.length}:${service}${name}`);
    if (key === this.#operations.length) this.#operations.push({ service, name });
    return key;
  }
}

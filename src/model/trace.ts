// One trace as an index-based view in preorder: parents before children, a subtree is the
// contiguous range [i, subtreeEnd[i]), so walks and aggregations are loops, never recursion.
//
//   R            index 0  parent -1  subtreeEnd 4  depth 0
//   ├─ A               1          0             3        1
//   │  └─ D            2          1             3        2
//   └─ B               3          0             4        1
//
// Children stand in order of start, then longest, then ID. Tree 0 is the primary root's; further
// roots (other roots, orphans that were not adopted, cut cycles) follow in order of start.
// Times are integer nanoseconds from the trace's own start; only `startUs` is absolute.

import type { Note } from './notes.ts';
import { kindName, type SpanKindName } from './span-kind.ts';
import type { Attribute, AttributeValue, SpanTable } from './span-table.ts';
import { canonicalTraceId, isBlankId } from './trace-id.ts';

/** A data-quality finding of a trace: a code of the specification, how often, and an example. */
export interface TraceWarning {
  readonly code: TraceWarningCode;
  readonly count: number;
  readonly exampleSpanId: string;
  /** Largest amount of time concerned, where the code is about time. */
  readonly ns?: number;
}

export const TRACE_WARNING_CODES = [
  'bad-start',
  'bad-duration',
  'negative-duration',
  'missing-process',
  'duplicate-span',
  'shared-span-id',
  'span-id-collision',
  'missing-parent',
  'self-parent',
  'parent-cycle',
  'no-root',
  'multiple-roots',
  'orphan-adopted',
  'clock-skew-shifted',
  'clock-skew-too-large',
  'outside-parent',
  'outlives-parent',
  'starts-before-parent',
  'ends-after-parent',
] as const;
export type TraceWarningCode = (typeof TRACE_WARNING_CODES)[number];

/** An event of a span, read back. `timeNs` counts from the trace's start. */
export interface SpanEvent {
  readonly name: string;
  readonly timeNs: number;
  readonly attributes: readonly Attribute[];
}

/** A link or reference to another span, read back; `traceId` is canonical. */
export interface SpanLink {
  readonly traceId: string;
  readonly spanId: string;
}

/** The columns that `buildTrace` computes; all of length `size`, indexed by preorder position. */
export interface TraceColumns {
  /** Row in the span table. */
  readonly row: Int32Array;
  /** Index of the parent, -1 for roots. */
  readonly parent: Int32Array;
  readonly subtreeEnd: Int32Array;
  readonly depth: Int32Array;
  /** Nanoseconds from the trace's start, as recorded (repaired only where unreadable). */
  readonly startNs: Float64Array;
  readonly durationNs: Float64Array;
  /** OTLP number. */
  readonly kind: Uint8Array;
  /** 1 where the span failed: status ERROR or a truthy `error` attribute. */
  readonly failed: Uint8Array;
  /** 1 where the edge to the parent is FOLLOWS_FROM. */
  readonly follows: Uint8Array;
  /** 1 where the span is an orphan adopted by the root. */
  readonly adopted: Uint8Array;
  /** Index into `operations`. */
  readonly operation: Int32Array;
  /** Span IDs where they differ from the recorded one (`id#server`, `id#2`). */
  readonly renamed: ReadonlyMap<number, string>;
}

/** Service and span name, interned per trace. */
export interface Operation {
  readonly service: string;
  readonly name: string;
}

/** An immutable trace; built only by `buildTrace`. */
export class Trace {
  readonly size: number;
  readonly row: Int32Array;
  readonly parent: Int32Array;
  readonly subtreeEnd: Int32Array;
  readonly depth: Int32Array;
  readonly startNs: Float64Array;
  readonly durationNs: Float64Array;
  readonly kind: Uint8Array;
  readonly failed: Uint8Array;
  readonly follows: Uint8Array;
  readonly adopted: Uint8Array;
  readonly operation: Int32Array;
  readonly #renamed: ReadonlyMap<number, string>;

  constructor(
    /** As recorded; hex IDs are lower case and 32 digits. */
    readonly id: string,
    readonly table: SpanTable,
    columns: TraceColumns,
    readonly operations: readonly Operation[],
    /** Indices of the roots; the first is the primary root and always 0. */
    readonly roots: readonly number[],
    /** Epoch microseconds of the trace's earliest span start: the zero of every other time. */
    readonly startUs: number,
    /** Nanoseconds below `startUs`, 0 to 999. */
    readonly startRestNs: number,
    /** True when a parent or the root is missing: latency is that of a part. TraceSummary knows more. */
    readonly incomplete: boolean,
    readonly warnings: readonly TraceWarning[],
    /** Texts the server attached, equal ones collapsed. */
    readonly serverNotes: readonly Note[],
  ) {
    this.size = columns.row.length;
    this.row = columns.row;
    this.parent = columns.parent;
    this.subtreeEnd = columns.subtreeEnd;
    this.depth = columns.depth;
    this.startNs = columns.startNs;
    this.durationNs = columns.durationNs;
    this.kind = columns.kind;
    this.failed = columns.failed;
    this.follows = columns.follows;
    this.adopted = columns.adopted;
    this.operation = columns.operation;
    this.#renamed = columns.renamed;
  }

  spanId(index: number): string {
    return (
      this.#renamed.get(index) ??
      this.table.spanIds.text(this.table.spanSpanId.at(this.#row(index)))
    );
  }

  name(index: number): string {
    return this.operationOf(index).name;
  }

  service(index: number): string {
    return this.operationOf(index).service;
  }

  operationOf(index: number): Operation {
    const operation = this.operations[this.operation[index] ?? -1];
    if (!operation) throw new RangeError(`span index ${index}`);
    return operation;
  }

  kindName(index: number): SpanKindName {
    return kindName(this.kind[index] ?? 0);
  }

  /** 0 unset, 1 ok, 2 error, as recorded (`failed` also counts `error` attributes). */
  status(index: number): number {
    return this.table.spanKindStatus.at(this.#row(index)) & 3;
  }

  statusMessage(index: number): string | undefined {
    return this.table.statusMessage(this.#row(index));
  }

  endNs(index: number): number {
    return (this.startNs[index] as number) + (this.durationNs[index] as number);
  }

  /** The span's own attribute `key`, or undefined; the first one where a key repeats. */
  attribute(index: number, key: string): AttributeValue | undefined {
    const number = this.table.strings.find(key);
    if (number < 0) return undefined;
    const range = this.table.spanAttributes;
    const row = this.#row(index);
    return this.table.findValue(range.start(row), range.end(row), number);
  }

  /** The attribute `key` of the span's resource (Jaeger: process tag), or undefined. */
  resourceAttribute(index: number, key: string): AttributeValue | undefined {
    const resource = this.table.spanResource.at(this.#row(index));
    const number = this.table.strings.find(key);
    if (resource < 0 || number < 0) return undefined;
    const range = this.table.resourceAttributes;
    return this.table.findValue(range.start(resource), range.end(resource), number);
  }

  attributes(index: number): Attribute[] {
    return this.#attributes(this.table.spanAttributes, this.#row(index));
  }

  resourceAttributes(index: number): Attribute[] {
    const resource = this.table.spanResource.at(this.#row(index));
    return resource < 0 ? [] : this.#attributes(this.table.resourceAttributes, resource);
  }

  /** Events in order of time (some servers sort them by name). */
  events(index: number): SpanEvent[] {
    const { spanEvents, eventName, eventTimeUs, eventTimeRestNs, strings } = this.table;
    const row = this.#row(index);
    const events: SpanEvent[] = [];
    for (let e = spanEvents.start(row); e < spanEvents.end(row); e++) {
      events.push({
        name: strings.text(eventName.at(e)),
        timeNs:
          (eventTimeUs.at(e) - this.startUs) * 1000 + (eventTimeRestNs.at(e) - this.startRestNs),
        attributes: this.#attributes(this.table.eventAttributes, e),
      });
    }
    return events.sort((a, b) => a.timeNs - b.timeNs);
  }

  /** References that did not make the parent: links, follows-from and further parents. */
  links(index: number): SpanLink[] {
    const { spanReferences, referenceTraceId, referenceSpanId, traceIds, spanIds } = this.table;
    const row = this.#row(index);
    const parent = this.parent[index] as number;
    // Compared as recorded: the parent may have been given another ID here.
    const parentId = parent < 0 ? -1 : this.table.spanSpanId.at(this.#row(parent));
    const links: SpanLink[] = [];
    for (let r = spanReferences.start(row); r < spanReferences.end(row); r++) {
      const trace = referenceTraceId.at(r);
      const traceId = trace < 0 ? this.id : canonicalTraceId(traceIds.text(trace));
      const spanId = spanIds.text(referenceSpanId.at(r));
      if (isBlankId(spanId)) continue;
      if (traceId === this.id && referenceSpanId.at(r) === parentId) continue;
      links.push({ traceId, spanId });
    }
    return links;
  }

  /** The preorder index of the span with this ID, or -1. */
  findSpan(spanId: string): number {
    for (let i = 0; i < this.size; i++) if (this.spanId(i) === spanId) return i;
    return -1;
  }

  #row(index: number): number {
    const row = this.row[index];
    if (row === undefined) throw new RangeError(`span index ${index}`);
    return row;
  }

  #attributes(range: { start(o: number): number; end(o: number): number }, owner: number) {
    const attributes: Attribute[] = [];
    for (let i = range.start(owner); i < range.end(owner); i++) {
      attributes.push(this.table.attributeAt(i));
    }
    return attributes;
  }
}

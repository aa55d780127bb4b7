// One span per ID. Stored copies are dropped, an ID shared by client and server (Zipkin) is split,
// and other repetitions get a suffix, so that an ID names exactly one span from here on.

import { IntMap } from '../lib/int-map.ts';
import { compareText } from '../lib/text-order.ts';
import { KIND_CLIENT, KIND_SERVER } from './span-kind.ts';
import type { SpanTable } from './span-table.ts';
import type { TraceWarnings } from './trace-warnings.ts';

/** The spans that are kept, by position 0 to size - 1, and what their IDs mean. */
export class IdentifiedSpans {
  constructor(
    readonly table: SpanTable,
    /** Rows kept, one per position. */
    readonly rows: Int32Array,
    readonly renamed: ReadonlyMap<number, string>,
    /** Server of a shared ID to its client, by position. */
    readonly sharedParent: ReadonlyMap<number, number>,
    readonly targets: IntMap,
  ) {}

  get size(): number {
    return this.rows.length;
  }

  /** The unique ID of the span at `position`. */
  spanId(position: number): string {
    return (
      this.renamed.get(position) ??
      this.table.spanIds.text(this.table.spanSpanId.at(this.rows[position] as number))
    );
  }

  /** The position a reference to span ID number `id` leads to, or -1. */
  target(id: number): number {
    return this.targets.get(id);
  }
}

/** Rows of one trace, in any order, to spans with unique IDs; the order changes nothing. */
export function identifySpans(
  table: SpanTable,
  rows: ArrayLike<number>,
  warnings: TraceWarnings,
): IdentifiedSpans {
  const groups = groupById(table, rows);
  const kept = new Int32Array(rows.length);
  let size = 0;
  const renamed = new Map<number, string>();
  const sharedParent = new Map<number, number>();
  const targets = new IntMap(rows.length);
  for (let g = 0; g < groups.count; g++) {
    const id = groups.ids[g] as number;
    const start = size;
    targets.set(id, start);
    const repeats = groups.repeats.get(id);
    if (!repeats) {
      kept[size++] = groups.firstRows[g] as number;
      continue;
    }
    const members = distinctSpans(table, repeats, warnings);
    for (const row of members) kept[size++] = row;
    if (members.length > 1) {
      nameRepeats({ table, members, start, renamed, sharedParent, targets }, id, warnings);
    }
  }
  return new IdentifiedSpans(table, kept.slice(0, size), renamed, sharedParent, targets);
}

interface IdGroups {
  /** Different span IDs; columns of their numbers and of the first row that has each. */
  readonly count: number;
  readonly ids: Int32Array;
  readonly firstRows: Int32Array;
  /** All rows of the IDs that occur more than once. */
  readonly repeats: Map<number, number[]>;
}

function groupById(table: SpanTable, rows: ArrayLike<number>): IdGroups {
  const seen = new IntMap(rows.length);
  const ids = new Int32Array(rows.length);
  const firstRows = new Int32Array(rows.length);
  let count = 0;
  const repeats = new Map<number, number[]>();
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] as number;
    const id = table.spanSpanId.at(row);
    const first = seen.get(id);
    if (first < 0) {
      seen.set(id, row);
      ids[count] = id;
      firstRows[count++] = row;
      continue;
    }
    const group = repeats.get(id);
    if (group) group.push(row);
    else repeats.set(id, [first, row]);
  }
  return { count, ids, firstRows, repeats };
}

/** Drops copies: same operation, service, kind, start and duration under the same ID. */
function distinctSpans(table: SpanTable, rows: number[], warnings: TraceWarnings): number[] {
  const contents = new Map<number, string>();
  const contentOf = (row: number): string => {
    let content = contents.get(row);
    if (content === undefined) {
      content = spanContent(table, row);
      contents.set(row, content);
    }
    return content;
  };
  rows.sort(
    (a, b) =>
      compareSpans(table, a, b) ||
      spanWealth(table, b) - spanWealth(table, a) ||
      compareText(contentOf(a), contentOf(b)),
  );
  const members: number[] = [];
  for (const row of rows) {
    const last = members[members.length - 1];
    if (last === undefined || compareSpans(table, last, row) !== 0) members.push(row);
  }
  const dropped = rows.length - members.length;
  if (dropped > 0) {
    const id = table.spanIds.text(table.spanSpanId.at(rows[0] as number));
    warnings.add('duplicate-span', id, undefined, dropped);
  }
  return members;
}

// "First" among spans that share an ID: earliest, longest, then by what they are.
function compareSpans(table: SpanTable, a: number, b: number): number {
  return (
    compareNumbers(table.spanStartUs.at(a), table.spanStartUs.at(b)) ||
    table.spanStartRestNs.at(a) - table.spanStartRestNs.at(b) ||
    compareNumbers(table.spanDurationNs.at(b), table.spanDurationNs.at(a)) ||
    compareText(serviceText(table, a), serviceText(table, b)) ||
    compareText(
      table.strings.text(table.spanName.at(a)),
      table.strings.text(table.spanName.at(b)),
    ) ||
    (table.spanKindStatus.at(a) >> 2) - (table.spanKindStatus.at(b) >> 2)
  );
}

// NaN, an unreadable value, comes last and equals itself.
function compareNumbers(a: number, b: number): number {
  if (Number.isNaN(a)) return Number.isNaN(b) ? 0 : 1;
  if (Number.isNaN(b)) return -1;
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function serviceText(table: SpanTable, row: number): string {
  const resource = table.spanResource.at(row);
  return resource < 0 ? '' : table.strings.text(table.resourceService.at(resource));
}

// Of two copies the fuller one is kept: servers may have stripped the other.
function spanWealth(table: SpanTable, row: number): number {
  const { spanReferences, spanAttributes, spanEvents } = table;
  return spanReferences.length(row) + spanAttributes.length(row) + spanEvents.length(row);
}

function spanContent(table: SpanTable, row: number): string {
  const { spanReferences, spanAttributes, spanEvents } = table;
  const parts: unknown[] = [table.spanKindStatus.at(row), table.statusMessage(row) ?? ''];
  for (let r = spanReferences.start(row); r < spanReferences.end(row); r++) {
    parts.push(table.referenceKind.at(r), table.spanIds.text(table.referenceSpanId.at(r)));
  }
  for (let a = spanAttributes.start(row); a < spanAttributes.end(row); a++) {
    parts.push(table.attributeAt(a));
  }
  for (let e = spanEvents.start(row); e < spanEvents.end(row); e++) {
    parts.push(table.strings.text(table.eventName.at(e)), table.eventTimeUs.at(e));
  }
  return JSON.stringify(parts);
}

interface Repeats {
  readonly table: SpanTable;
  /** Distinct spans of one ID, first to last, at positions from `start`. */
  readonly members: readonly number[];
  readonly start: number;
  readonly renamed: Map<number, string>;
  readonly sharedParent: Map<number, number>;
  readonly targets: IntMap;
}

function nameRepeats(repeats: Repeats, id: number, warnings: TraceWarnings): void {
  const { table, members, start, renamed, sharedParent, targets } = repeats;
  const text = table.spanIds.text(id);
  const kindOf = (row: number) => table.spanKindStatus.at(row) >> 2;
  const client = members.findIndex((row) => kindOf(row) === KIND_CLIENT);
  const server = members.findIndex((row) => kindOf(row) === KIND_SERVER);
  const shared = client >= 0 && server >= 0;
  if (shared) {
    renamed.set(start + server, freeId(table, `${text}#server`));
    sharedParent.set(start + server, start + client);
    targets.set(id, start + server);
    warnings.add('shared-span-id', text);
  }
  let number = 2;
  const keepsId = shared ? client : 0;
  for (let m = 0; m < members.length; m++) {
    if (m === keepsId || (shared && m === server)) continue;
    renamed.set(start + m, freeId(table, `${text}#${number++}`));
    warnings.add('span-id-collision', text);
  }
}

// A recorded ID may look like one of ours; no span has an ID made of both.
function freeId(table: SpanTable, wanted: string): string {
  let id = wanted;
  while (table.spanIds.find(id) >= 0) id += "'";
  return id;
}

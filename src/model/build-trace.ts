// Rows of one trace to a Trace: IDs, times, parents, cycles, roots and orphans, then tree order.
// Every step is a loop, and the result does not depend on the order of the rows.

import { compareText } from '../lib/text-order.ts';
import type { Note } from './notes.ts';
import { internOperations, isServiceMissing } from './operations.ts';
import { cutCycles } from './parent-cycles.ts';
import { linkParents, type ParentLinks } from './parent-links.ts';
import { layOutPreorder, type Preorder } from './preorder.ts';
import { isFailedRow } from './span-failure.ts';
import { type IdentifiedSpans, identifySpans } from './span-ids.ts';
import type { SpanTable } from './span-table.ts';
import { compareByStart, readTimes, repairStarts, type SpanTimes } from './span-times.ts';
import { type Operation, Trace, type TraceColumns, type TraceWarningCode } from './trace.ts';
import { groupByTrace } from './trace-groups.ts';
import { canonicalTraceId } from './trace-id.ts';
import { chooseRoots } from './trace-roots.ts';
import { TraceWarnings } from './trace-warnings.ts';

/** Warnings after which the latency may be that of a part only. */
const INCOMPLETE: readonly TraceWarningCode[] = ['missing-parent', 'no-root', 'parent-cycle'];

/** All traces of `table`, grouped by canonical trace ID, in order of their first row. */
export function buildTraces(table: SpanTable): Trace[] {
  return [...eachTrace(table)];
}

/** The same, each built when it is asked for: large tables hold more traces than should live. */
export function* eachTrace(table: SpanTable): Generator<Trace, void, undefined> {
  const serverNotes = serverNotesByRow(table);
  for (const { id, rows } of groupByTrace(table)) yield build(table, rows, id, serverNotes);
}

/**
 * The trace made of `rows` of `table` (at least one, each once, in any order). `traceId` may have
 * any spelling.
 */
export function buildTrace(table: SpanTable, rows: ArrayLike<number>, traceId: string): Trace {
  return build(table, rows, canonicalTraceId(traceId), serverNotesByRow(table));
}

function build(
  table: SpanTable,
  rows: ArrayLike<number>,
  traceId: string,
  serverNotes: ReadonlyMap<number, readonly string[]>,
): Trace {
  if (rows.length === 0) throw new RangeError('a trace has at least one span');
  const warnings = new TraceWarnings();
  const spans = identifySpans(table, rows, warnings);
  const times = readTimes(spans, warnings);
  const links = linkParents(spans, traceId, warnings);
  cutCycles(spans, times, links, warnings);
  repairStarts(spans, times, links.parent, warnings);
  const { primary, adopted } = chooseRoots(spans, times, links, warnings);
  const layout = layOutPreorder(links.parent, primary, (a, b) =>
    compareByStart(spans, times, a, b),
  );
  const { columns, operations } = fillColumns(spans, times, links, adopted, layout);
  for (let i = 0; i < spans.size; i++) {
    if (isServiceMissing(table, columns.row[i] as number)) {
      warnings.add('missing-process', spans.spanId(layout.order[i] as number));
    }
  }
  return new Trace(
    traceId,
    table,
    columns,
    operations,
    layout.roots,
    times.zeroUs,
    times.zeroRestNs,
    INCOMPLETE.some((code) => warnings.has(code)),
    warnings.list(),
    collectServerNotes(rows, serverNotes),
  );
}

function fillColumns(
  spans: IdentifiedSpans,
  times: SpanTimes,
  links: ParentLinks,
  adopted: Uint8Array,
  layout: Preorder,
): { columns: TraceColumns; operations: readonly Operation[] } {
  const { table, size } = spans;
  const row = layout.order.map((position) => spans.rows[position] as number);
  const { operation, operations } = internOperations(table, row);
  const renamed = new Map<number, string>();
  const columns = {
    row,
    parent: layout.parent,
    subtreeEnd: layout.subtreeEnd,
    depth: layout.depth,
    startNs: new Float64Array(size),
    durationNs: new Float64Array(size),
    kind: new Uint8Array(size),
    failed: new Uint8Array(size),
    follows: new Uint8Array(size),
    adopted: new Uint8Array(size),
    operation,
    renamed,
  };
  const errorKey = table.strings.find('error');
  for (let i = 0; i < size; i++) {
    const position = layout.order[i] as number;
    columns.startNs[i] = times.startNs[position] as number;
    columns.durationNs[i] = times.durationNs[position] as number;
    columns.kind[i] = table.spanKindStatus.at(row[i] as number) >> 2;
    columns.failed[i] = isFailedRow(table, row[i] as number, errorKey) ? 1 : 0;
    columns.follows[i] = links.follows[position] as number;
    columns.adopted[i] = adopted[position] as number;
    const id = spans.renamed.get(position);
    if (id !== undefined) renamed.set(i, id);
  }
  return { columns, operations };
}

function serverNotesByRow(table: SpanTable): ReadonlyMap<number, readonly string[]> {
  const byRow = new Map<number, string[]>();
  for (let w = 0; w < table.serverWarningRow.length; w++) {
    const row = table.serverWarningRow.at(w);
    const text = table.serverWarningText[w] as string;
    const texts = byRow.get(row);
    if (texts) texts.push(text);
    else byRow.set(row, [text]);
  }
  return byRow;
}

function collectServerNotes(
  rows: ArrayLike<number>,
  byRow: ReadonlyMap<number, readonly string[]>,
): Note[] {
  if (byRow.size === 0) return [];
  const counts = new Map<string, number>();
  for (let i = 0; i < rows.length; i++) {
    for (const text of byRow.get(rows[i] as number) ?? []) {
      counts.set(text, (counts.get(text) ?? 0) + 1);
    }
  }
  return [...counts]
    .map(([text, count]) => ({ code: 'server-warning', count, text }))
    .sort((a, b) => b.count - a.count || compareText(a.text, b.text));
}

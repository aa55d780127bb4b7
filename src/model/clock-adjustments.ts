// Servers can be told to move spans of other hosts to where their clocks should have had them, and
// say so in a warning. The recorded times are the data; tracescope corrects clocks itself, in the
// open. So what a server moved is moved back before traces are built.

import { parseGoDuration } from '../lib/duration-text.ts';
import type { SpanTable } from './span-table.ts';

const MOVED = /^This span's timestamps were adjusted by (\S{1,40})$/;

/**
 * Moves spans back whose server warnings say that they were moved, with their events, and says so
 * in the warning. Jaeger 2.2 to 2.16 moved the start and forgot the end: where that left a negative
 * duration, the duration is restored too.
 */
export function undoClockAdjustments(table: SpanTable): void {
  const undone = new Set<string>();
  for (let w = 0; w < table.serverWarningRow.length; w++) {
    const text = table.serverWarningText[w] as string;
    const movedNs = parseGoDuration(MOVED.exec(text)?.[1] ?? '');
    if (movedNs === undefined) continue;
    const row = table.serverWarningRow.at(w);
    // Some stores hold the same warning several times: once for every time the trace was read.
    const key = `${row} ${movedNs}`;
    if (!undone.has(key)) moveBack(table, row, movedNs);
    undone.add(key);
    table.serverWarningText[w] = `${text} (undone here: times are as recorded)`;
  }
}

function moveBack(table: SpanTable, row: number, movedNs: number): void {
  shift(table.spanStartUs.data, table.spanStartRestNs.data, row, movedNs);
  const durationNs = table.spanDurationNs.at(row);
  if (durationNs < 0) table.spanDurationNs.data[row] = durationNs + movedNs;
  for (let e = table.spanEvents.start(row); e < table.spanEvents.end(row); e++) {
    shift(table.eventTimeUs.data, table.eventTimeRestNs.data, e, movedNs);
  }
}

function shift(us: Float64Array, restNs: Int32Array, index: number, movedNs: number): void {
  const below = (restNs[index] as number) - movedNs;
  const wholeUs = Math.floor(below / 1000);
  us[index] = (us[index] as number) + wholeUs;
  restNs[index] = below - wholeUs * 1000;
}

// Tables whose length the data sets: columns are measured once, wide ones share what the screen
// has, the least important ones go when it has too little, and rows are printed as they come.

import type { Cell, Column, TableBlock } from '../../reports/report.ts';
import { cellText, paintCell, phraseText } from './phrase.ts';
import { displayWidth, pad, truncate } from './safe-text.ts';
import type { Theme } from './theme.ts';

const GAP = 2;
/** No flexible column is squeezed below this before another column is dropped. */
const NARROWEST = 10;
const ID_SHORT = 16;

export function* renderTable(block: TableBlock, theme: Theme): Iterable<string> {
  if (block.title)
    yield `${theme.strong(truncate(phraseText(block.title, theme), theme.columns, theme.unicode))}\n`;
  const layout = layOut(block, theme);
  if (block.columns.some((column) => column.title !== '')) {
    yield `${theme.dim(headerLine(block.columns, layout, theme))}\n`;
  }
  for (const row of block.rows) yield `${rowLine(block.columns, row, layout, theme)}\n`;
  if (block.more)
    yield `${theme.dim(truncate(`  ${phraseText(block.more, theme)}`, theme.columns, theme.unicode))}\n`;
}

/** Width of each column; 0 for dropped ones. */
function layOut(block: TableBlock, theme: Theme): number[] {
  // A column with nothing in it takes no room, whatever its title.
  const natural = block.columns.map(() => 0);
  for (const row of block.rows) {
    for (const [index, cell] of row.entries()) {
      const width = displayWidth(cellText(cell, theme));
      if (width === 0) continue;
      const title = displayWidth(block.columns[index]?.title ?? '');
      natural[index] = Math.max(natural[index] ?? 0, width, title);
    }
  }
  const total = natural.reduce((sum, width) => sum + width + GAP, -GAP);
  if (total > theme.columns) shortenIds(block, natural);
  const kept = block.columns.map((_, index) => (natural[index] ?? 0) > 0);
  for (;;) {
    const widths = squeeze(block.columns, natural, kept, theme.columns);
    if (widths) return widths;
    const victim = mostDroppable(block.columns, kept);
    if (victim < 0) return natural.map((width, i) => (kept[i] ? Math.min(width, NARROWEST) : 0));
    kept[victim] = false;
  }
}

function shortenIds(block: TableBlock, natural: number[]): void {
  for (const [index, cell] of (block.rows[0] ?? []).entries()) {
    if (cell.type === 'trace-id') natural[index] = Math.min(natural[index] ?? 0, ID_SHORT);
  }
}

function mostDroppable(columns: readonly Column[], kept: readonly boolean[]): number {
  let victim = -1;
  for (const [index, column] of columns.entries()) {
    if (kept[index] && column.drop > 0 && column.drop > (columns[victim]?.drop ?? 0))
      victim = index;
  }
  return victim;
}

function squeeze(
  columns: readonly Column[],
  natural: readonly number[],
  kept: readonly boolean[],
  room: number,
): number[] | undefined {
  const widths = columns.map((_, index) => (kept[index] ? (natural[index] ?? 0) : 0));
  const used = widths.filter((width) => width > 0).length;
  let excess = widths.reduce((sum, width) => sum + width, 0) + GAP * Math.max(0, used - 1) - room;
  while (excess > 0) {
    // Take from the widest flexible column first, down to what the next one has.
    let widest = -1;
    for (const [index, column] of columns.entries()) {
      const width = widths[index] ?? 0;
      if (
        column.flex > 0 &&
        width > (column.least ?? NARROWEST) &&
        width / column.flex > weight(widest)
      )
        widest = index;
    }
    if (widest < 0) return undefined;
    widths[widest] = (widths[widest] ?? 0) - 1;
    excess--;
  }
  return widths;

  function weight(index: number): number {
    return index < 0 ? 0 : (widths[index] ?? 0) / (columns[index]?.flex ?? 1);
  }
}

function headerLine(columns: readonly Column[], widths: readonly number[], theme: Theme): string {
  const parts: string[] = [];
  for (const [index, column] of columns.entries()) {
    const width = widths[index] ?? 0;
    if (width > 0)
      parts.push(pad(truncate(column.title, width, theme.unicode), width, column.align));
  }
  return parts.join(' '.repeat(GAP)).trimEnd();
}

function rowLine(
  columns: readonly Column[],
  row: readonly Cell[],
  widths: readonly number[],
  theme: Theme,
): string {
  const parts: string[] = [];
  for (const [index, column] of columns.entries()) {
    const width = widths[index] ?? 0;
    const cell = row[index] ?? { type: 'none' };
    if (width === 0) continue;
    const text = fitted(cell, width, theme);
    const space = ' '.repeat(Math.max(0, width - displayWidth(text)));
    const painted = paintCell(text, cell, theme);
    parts.push(column.align === 'left' ? painted + space : space + painted);
  }
  return parts.join(' '.repeat(GAP)).trimEnd();
}

// A trace ID is cut to its first half without an ellipsis, as every tool shows it; whatever else
// stands in its place may be of any width.
function fitted(cell: Cell, width: number, theme: Theme): string {
  const text = cellText(cell, theme);
  if (cell.type === 'trace-id' && text.length > width && /^[\da-f]*$/.test(text)) {
    return text.slice(0, Math.min(width, ID_SHORT));
  }
  return truncate(text, width, theme.unicode);
}

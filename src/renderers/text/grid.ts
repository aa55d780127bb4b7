// Small tables whose cells must be read whole: cli-table3 wraps them. Its cost grows with the
// square of the rows, so longer lists are `table` blocks.

import Table from 'cli-table3';
import type { GridBlock } from '../../reports/report.ts';
import { cellText, paintCell } from './phrase.ts';
import { displayWidth } from './safe-text.ts';
import type { Theme } from './theme.ts';

const NO_BORDERS = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '  ',
};

export function* renderGrid(block: GridBlock, theme: Theme): Iterable<string> {
  const table = new Table({
    head: block.columns.map((title) => theme.dim(title)),
    chars: NO_BORDERS,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
    wordWrap: true,
    ...widths(block, theme),
  });
  for (const row of block.rows) {
    table.push(row.map((cell) => paintCell(cellText(cell, theme), cell, theme)));
  }
  for (const line of table.toString().split('\n')) yield `${line.trimEnd()}\n`;
}

const GAP = 2;
/** Narrower cells hold no words. */
const NARROWEST = 6;

// Only when the natural widths don't fit are columns told how wide they may be: the widest gives
// way first, down to the next one, then both.
function widths(block: GridBlock, theme: Theme): { colWidths?: number[] } {
  const natural = block.columns.map((title) => displayWidth(title));
  for (const row of block.rows) {
    for (const [i, cell] of row.entries()) {
      natural[i] = Math.max(natural[i] ?? 0, displayWidth(cellText(cell, theme)));
    }
  }
  let excess = natural.reduce((sum, width) => sum + width + GAP, -GAP) - theme.columns;
  if (excess <= 0) return {};
  for (; excess > 0; excess--) {
    const widest = natural.indexOf(natural.reduce((max, width) => Math.max(width, max), 0));
    if ((natural[widest] ?? 0) <= NARROWEST) break;
    natural[widest] = (natural[widest] ?? 0) - 1;
  }
  return { colWidths: natural };
}

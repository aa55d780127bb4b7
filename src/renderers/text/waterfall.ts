// The waterfall: one line a span (or a fold of equal ones), names on the left, time on the right.
//
//   ━  on the critical path by its own work     =  in ASCII
//   ─  on the path, waiting for what is below   -
//   ┄  running, but nobody waited for it        .
//
// Folded rows stand for several spans: their bar shows every stretch any of them holds the path.

import type { WaterfallBlock, WaterfallRow } from '../../reports/report.ts';
import { formatDuration } from '../format-value.ts';
import { phraseText } from './phrase.ts';
import { displayWidth, pad, safeText, truncate, wrap } from './safe-text.ts';
import type { Theme } from './theme.ts';

interface Layout {
  readonly service: number;
  readonly name: number;
  readonly duration: number;
  readonly self: number;
  readonly bar: number;
  readonly marks: number;
}

/** Levels drawn as indentation; names need the room more on narrow screens. */
function deepestIndent(theme: Theme): number {
  return theme.columns >= 120 ? 12 : 8;
}

export function* renderWaterfall(block: WaterfallBlock, theme: Theme): Iterable<string> {
  const layout = layOut(block, theme);
  yield `${headerLine(block, layout, theme)}\n`;
  let previousService = '';
  for (const row of block.rows) {
    const service = row.type === 'hidden' || row.service === previousService ? '' : row.service;
    yield `${rowLine(row, service, block, layout, theme)}\n`;
    if (row.type !== 'hidden') previousService = row.service;
    if (row.problem) yield* problemLines(row, layout, theme);
  }
  yield `${theme.dim(legend(theme))}\n`;
}

function layOut(block: WaterfallBlock, theme: Theme): Layout {
  let service = 7;
  let name = 9;
  let marks = 0;
  for (const row of block.rows) {
    service = Math.max(service, displayWidth(safeText(row.service)));
    name = Math.max(name, displayWidth(nameText(row, theme)));
    marks = Math.max(marks, displayWidth(marksText(row, theme)));
  }
  const wide = theme.columns >= 100;
  const duration = 7;
  const self = wide ? 7 : 0;
  marks = Math.min(marks, wide ? 24 : 16);
  const fixed = duration + (self > 0 ? self + 1 : 0) + (marks > 0 ? marks + 1 : 0) + 4;
  const flexible = Math.max(30, theme.columns - fixed);
  const bar = Math.max(18, Math.floor(flexible * (wide ? 0.5 : 0.34)));
  service = Math.min(service, wide ? 30 : 17, Math.floor((flexible - bar) * 0.42));
  name = Math.min(name, flexible - bar - service);
  return { service, name, duration, self, bar: flexible - service - name, marks };
}

function headerLine(block: WaterfallBlock, layout: Layout, theme: Theme): string {
  const left = [
    pad('SERVICE', layout.service, 'left'),
    pad('OPERATION', layout.name, 'left'),
    pad('TIME', layout.duration, 'right'),
  ];
  if (layout.self > 0) left.push(pad('SELF', layout.self, 'right'));
  return theme.dim(`${left.join(' ')}  ${axis(block, layout.bar, theme)}`.trimEnd());
}

/** "0        370 ms     740 ms      1.48 s" over the width of the bars. */
function axis(block: WaterfallBlock, width: number, theme: Theme): string {
  const length = block.endNs - block.startNs;
  const end = formatDuration(length, theme.unicode);
  const ticks = width >= 60 ? 4 : width >= 34 ? 2 : 1;
  let line = '0';
  for (let tick = 1; tick < ticks; tick++) {
    const label = formatDuration((length * tick) / ticks, theme.unicode);
    const at = Math.round((width * tick) / ticks) - Math.floor(label.length / 2);
    if (at > line.length + 1 && at + label.length < width - end.length - 1) {
      line = pad(line, at, 'left') + label;
    }
  }
  return pad(line, Math.max(line.length + 1, width - end.length), 'left') + end;
}

function rowLine(
  row: WaterfallRow,
  service: string,
  block: WaterfallBlock,
  layout: Layout,
  theme: Theme,
): string {
  const serviceText = pad(
    truncate(safeText(service), layout.service, theme.unicode),
    layout.service,
    'left',
  );
  const nameCell = pad(
    truncate(nameText(row, theme), layout.name, theme.unicode),
    layout.name,
    'left',
  );
  const marks = truncate(marksText(row, theme), layout.marks, theme.unicode);
  if (row.type === 'hidden') return hiddenLine(serviceText, nameCell, marks, layout, theme);
  const colour = theme.service(row.service);
  const parts = [
    colour(serviceText),
    row.failed ? theme.bad(nameCell) : nameCell,
    pad(formatDuration(row.durationNs, theme.unicode), layout.duration, 'right'),
  ];
  if (layout.self > 0) {
    parts.push(theme.dim(pad(formatDuration(row.selfNs, theme.unicode), layout.self, 'right')));
  }
  const bar = barCells(row, block, layout.bar, theme);
  const tail = marks === '' ? bar.replace(/ +$/, '') : bar;
  const painted = paintBar(tail, row, theme);
  const markPainted = row.failed ? theme.bad(marks) : theme.warn(marks);
  return `${parts.join(' ')}  ${painted}${marks === '' ? '' : ` ${markPainted}`}`;
}

// Findings on rows that are left out stand where those of other rows do.
function hiddenLine(
  service: string,
  nameCell: string,
  marks: string,
  layout: Layout,
  theme: Theme,
): string {
  if (marks === '') return `${service} ${theme.dim(nameCell.trimEnd())}`;
  const times = layout.duration + (layout.self > 0 ? layout.self + 1 : 0);
  const gap = ' '.repeat(1 + times + 2 + layout.bar + 1);
  return `${service} ${theme.dim(nameCell)}${gap}${theme.warn(marks)}`;
}

/** Tree guides and name: "│ └ ×41 SELECT stock". Levels that do not fit are left out. */
function nameText(row: WaterfallRow, theme: Theme): string {
  const g = theme.glyphs;
  const levels = row.last.slice(-deepestIndent(theme));
  let guide = row.last.length > levels.length ? `${g.ellipsis} ` : '';
  for (const [level, last] of levels.entries()) {
    if (level < levels.length - 1) guide += last ? '  ' : g.trunk;
    else if (row.chain) guide += g.chain;
    else guide += last ? g.lastBranch : g.branch;
  }
  if (row.type === 'hidden') {
    return `${guide}${g.ellipsis} ${row.count} more, up to ${formatDuration(row.durationNs, theme.unicode)}`;
  }
  const repeat = row.count > 1 ? `${g.times}${row.count} ` : '';
  return guide + repeat + (row.name === '' ? '(no name)' : safeText(row.name));
}

function marksText(row: WaterfallRow, theme: Theme): string {
  const words = row.marks.map((mark) => (theme.unicode ? mark : mark.replaceAll('×', 'x')));
  return safeText(words.join(' '));
}

function barCells(row: WaterfallRow, block: WaterfallBlock, width: number, theme: Theme): string {
  const g = theme.glyphs;
  const axis = { originNs: block.startNs, scale: width / Math.max(1, block.endNs - block.startNs) };
  const first = (row.startNs - axis.originNs) * axis.scale;
  // A hair below, so that rounding does not push what ends with the axis over it.
  const end = (row.endNs - axis.originNs) * axis.scale - 1e-6;
  if (first >= width) return ' '.repeat(width - 1) + g.clippedRight;
  if (end <= 0 && row.endNs < block.startNs) return g.clippedLeft + ' '.repeat(width - 1);
  const runs = coverage(row.runs, axis, width);
  const below = coverage(row.below, axis, width);
  const own = coverage(row.own, axis, width);
  const cells: string[] = [];
  let fullest = 0;
  for (let cell = 0; cell < width; cell++) {
    if (amount(runs, cell) > amount(runs, fullest)) fullest = cell;
    cells.push(amount(runs, cell) >= 0.5 ? glyphOf(cell) : ' ');
  }
  // What is shorter than half a cell, or has no length, still gets one.
  if (!cells.some((cell) => cell !== ' ')) {
    const place = amount(runs, fullest) > 0 ? fullest : Math.max(0, Math.floor(first));
    cells[Math.min(width - 1, place)] = glyphOf(place);
  }
  if (first < 0) cells[0] = g.clippedLeft;
  if (end > width) cells[width - 1] = g.clippedRight;
  return cells.join('');

  function glyphOf(cell: number): string {
    if (amount(own, cell) + amount(below, cell) === 0) return g.off;
    return amount(own, cell) >= amount(below, cell) - amount(own, cell) ? g.own : g.waiting;
  }
}

const amount = (cells: Float64Array, cell: number) => cells[cell] ?? 0;

/** How much of each cell the stretches cover, in cells; overlapping ones add up. */
function coverage(
  stretches: readonly (readonly [number, number])[],
  axis: { readonly originNs: number; readonly scale: number },
  width: number,
): Float64Array {
  const cells = new Float64Array(width);
  for (const [startNs, endNs] of stretches) {
    const start = Math.max(0, (startNs - axis.originNs) * axis.scale);
    const end = Math.min(width, (endNs - axis.originNs) * axis.scale);
    for (let cell = Math.floor(start); cell < end; cell++) {
      cells[cell] = amount(cells, cell) + Math.min(end, cell + 1) - Math.max(start, cell);
    }
  }
  return cells;
}

function paintBar(bar: string, row: WaterfallRow, theme: Theme): string {
  const colour = row.failed ? theme.bad : theme.service(row.service);
  if (row.onPathNs === 0 && row.below.length === 0) return theme.dim(bar);
  return colour(bar);
}

function* problemLines(row: WaterfallRow, layout: Layout, theme: Theme): Iterable<string> {
  const indent = layout.service + 3 + Math.min(row.last.length, deepestIndent(theme)) * 2;
  const room = Math.max(20, theme.columns - indent);
  const text = phraseText(row.problem ?? [], theme);
  const lines = wrap(text, room);
  for (const line of lines.slice(0, 2)) yield `${' '.repeat(indent)}${theme.bad(line)}\n`;
  if (lines.length > 2) yield `${' '.repeat(indent)}${theme.dim(`(--span shows the rest)`)}\n`;
}

function legend(theme: Theme): string {
  const g = theme.glyphs;
  const words = `${g.own}${g.own} own work on the critical path   ${g.waiting}${g.waiting} waiting for a child   ${g.off}${g.off} nobody waited`;
  return truncate(words, theme.columns, theme.unicode);
}

// Reports for people. Blocks are separated by an empty line; every block kind has one renderer.

import type {
  Block,
  FactsBlock,
  NextBlock,
  NotesBlock,
  Report,
  TextBlock,
} from '../../reports/report.ts';
import type { RenderOptions } from '../renderer.ts';
import { renderDistribution } from './distribution.ts';
import { renderFindings } from './findings.ts';
import { renderGrid } from './grid.ts';
import { phraseText } from './phrase.ts';
import { displayWidth, pad, safeText, truncate, wrap } from './safe-text.ts';
import { renderTable } from './table.ts';
import { createTheme, type Theme } from './theme.ts';
import { renderWaterfall } from './waterfall.ts';

/** Pieces of text, each ending in a newline, no line wider than `options.columns`. */
export function* renderText(report: Report, options: RenderOptions): Iterable<string> {
  const theme = createTheme(options);
  let previous: Block | undefined;
  for (const block of report.blocks) {
    let first = true;
    for (const piece of renderBlock(block, theme)) {
      if (first && previous && !joined(previous, block)) yield '\n';
      first = false;
      yield piece;
    }
    if (!first) previous = block;
  }
}

// A header and what belongs to it stand together.
function joined(previous: Block, block: Block): boolean {
  if (previous.kind === 'facts') return block.kind === 'distribution' || block.kind === 'text';
  return previous.kind === 'text' && block.kind === 'text';
}

function renderBlock(block: Block, theme: Theme): Iterable<string> {
  switch (block.kind) {
    case 'facts':
      return renderFacts(block, theme);
    case 'text':
      return renderParagraph(block, theme);
    case 'distribution':
      return renderDistribution(block, theme);
    case 'table':
      return renderTable(block, theme);
    case 'grid':
      return renderGrid(block, theme);
    case 'waterfall':
      return renderWaterfall(block, theme);
    case 'findings':
      return renderFindings(block, theme);
    case 'attributes':
      return renderAttributes(block.title, block.entries, theme);
    case 'notes':
      return renderNotes(block, theme);
    case 'next':
      return renderNext(block, theme);
  }
}

function* renderFacts(block: FactsBlock, theme: Theme): Iterable<string> {
  let line = '';
  let width = 0;
  for (const [index, fact] of block.facts.entries()) {
    // Further lines are indented by two.
    const room = theme.columns - (index === 0 ? 0 : 2);
    const text = truncate(phraseText(fact, theme), room, theme.unicode);
    const painted = index === 0 ? theme.strong(text) : text;
    const gap = width === 0 ? 0 : 3;
    if (width + gap + displayWidth(text) > theme.columns) {
      yield `${line}\n`;
      line = `  ${painted}`;
      width = 2 + displayWidth(text);
    } else {
      line += ' '.repeat(gap) + painted;
      width += gap + displayWidth(text);
    }
  }
  if (line !== '') yield `${line}\n`;
}

function* renderParagraph(block: TextBlock, theme: Theme): Iterable<string> {
  const label = block.label === undefined ? '' : `${block.label}: `;
  const text = label + phraseText(block.phrase, theme);
  const paint = block.tone === 'plain' ? (line: string) => line : theme[block.tone];
  for (const [index, line] of wrap(text, theme.columns).entries()) {
    if (index === 0 && label !== '' && line.startsWith(label)) {
      yield `${theme.strong(label.trimEnd())} ${paint(line.slice(label.length))}\n`;
    } else {
      yield `${paint(line)}\n`;
    }
  }
}

function* renderAttributes(
  title: Parameters<typeof phraseText>[0],
  entries: readonly (readonly [string, string])[],
  theme: Theme,
): Iterable<string> {
  yield `${theme.strong(truncate(phraseText(title, theme), theme.columns, theme.unicode))}\n`;
  const keys = entries.map(([key]) => displayWidth(safeText(key)));
  const longest = keys.reduce((max, width) => Math.max(width, max), 0);
  const column = Math.min(36, Math.max(8, theme.columns - 24), longest);
  for (const [key, value] of entries) {
    const room = Math.max(20, theme.columns - column - 4);
    const lines = value
      .split('\n')
      .flatMap((line) => wrap(safeText(line.replaceAll('\r', '')), room));
    const name = pad(truncate(safeText(key), column, theme.unicode), column, 'left');
    for (const [index, line] of lines.entries()) {
      const head = index === 0 ? theme.dim(name) : ' '.repeat(column);
      yield `${`  ${head}  ${line}`.trimEnd()}\n`;
    }
  }
}

/** Columns of one note; names in it may be of any length. */
const LONGEST_NOTE = 600;

function* renderNotes(block: NotesBlock, theme: Theme): Iterable<string> {
  if (block.notes.length === 0) return;
  yield `${theme.strong(block.title)}\n`;
  for (const note of block.notes) {
    const lines = wrap(noteText(note, theme), theme.columns - 4);
    for (const [index, line] of lines.entries()) {
      yield `${index === 0 ? `  ${theme.warn(theme.glyphs.mark)} ` : '    '}${line}\n`;
    }
  }
}

// "5 × spans without …" where the text is a thing, "Traces were … (5×)" where it is a sentence.
function noteText({ text, count }: NotesBlock['notes'][number], theme: Theme): string {
  const safe = truncate(safeText(text), LONGEST_NOTE, theme.unicode);
  if (count <= 1) return safe;
  const isThing = /^([a-z]+|[A-Z]+) /.test(safe);
  return isThing
    ? `${count} ${theme.glyphs.times} ${safe}`
    : `${safe} (${count}${theme.glyphs.times})`;
}

// Commands are for copying: never cut, never wrapped by us.
function* renderNext(block: NextBlock, theme: Theme): Iterable<string> {
  for (const [index, command] of block.commands.entries()) {
    const label = index === 0 ? 'next: ' : '      ';
    yield `${theme.dim(label)}${theme.accent(command.map(quoted).join(' '))}\n`;
  }
}

/** A shell word: as it is where that is safe, in single quotes otherwise. */
function quoted(word: string): string {
  const safe = safeText(word);
  return /^[\w@%+=:,./-]+$/.test(safe) ? safe : `'${safe.replaceAll("'", "'\\''")}'`;
}

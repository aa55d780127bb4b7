// Phrases and cells as text: values formatted, names made safe, and colour added last so that
// widths are always measured on plain text.

import type { Cell, Phrase, PhraseValue } from '../../reports/report.ts';
import {
  formatClock,
  formatCount,
  formatDateTime,
  formatDuration,
  formatOffset,
  formatPercent,
} from '../format-value.ts';
import { safeText, truncate } from './safe-text.ts';
import type { Theme } from './theme.ts';

/** Columns of a name inside a sentence: nobody reads on, and what follows would be out of sight. */
const LONGEST_NAME = 240;

/** Plain, safe text of one value. */
export function valueText(value: PhraseValue, theme: Theme): string {
  switch (value.type) {
    case 'duration':
      return formatDuration(value.ns, theme.unicode);
    case 'durations': {
      const low = formatDuration(value.lowNs, theme.unicode);
      const high = formatDuration(value.highNs, theme.unicode);
      return low === high ? low : `${low} to ${high}`;
    }
    case 'count':
      return formatCount(value.count);
    case 'percent':
      return formatPercent(value.ratio);
    case 'instant':
      return instantWords(value.us, value.withDate);
    case 'name':
      return truncate(safeText(value.text), LONGEST_NAME, theme.unicode);
    case 'trace-id':
      return truncate(safeText(value.id), LONGEST_NAME, theme.unicode);
  }
}

function instantWords(us: number, withDate: boolean): string {
  return `${withDate ? formatDateTime(us) : formatClock(us).slice(0, 8)} ${formatOffset(us)}`;
}

/** Plain, safe text of a phrase; line breaks in our own words stay out too. */
export function phraseText(phrase: Phrase, theme: Theme): string {
  let text = '';
  for (const part of phrase) {
    text += typeof part === 'string' ? asciiWords(part, theme) : valueText(part, theme);
  }
  return text;
}

// Our own words use a few signs that ASCII terminals lack.
function asciiWords(text: string, theme: Theme): string {
  if (theme.unicode) return text;
  return text.replaceAll('×', 'x').replaceAll('≥', '>=').replaceAll('–', '-').replaceAll('…', '..');
}

/** Plain, safe text of a cell. */
export function cellText(cell: Cell, theme: Theme): string {
  switch (cell.type) {
    case 'clock':
      return formatClock(cell.us);
    case 'text':
      return asciiWords(safeText(cell.text), theme);
    case 'phrase':
      return phraseText(cell.phrase, theme);
    case 'none':
      return '';
    default:
      return valueText(cell, theme);
  }
}

/** Colours the finished text of a cell. */
export function paintCell(text: string, cell: Cell, theme: Theme): string {
  if (cell.type === 'text' && cell.tone) return theme[cell.tone](text);
  if (cell.type === 'trace-id') return theme.accent(text);
  return text;
}

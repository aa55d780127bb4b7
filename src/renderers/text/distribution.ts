// Latency at a glance: percentiles that say how far they can be trusted, and a one-line histogram.

import type { DistributionBlock, PercentileValue } from '../../reports/report.ts';
import { formatDuration } from '../format-value.ts';
import { displayWidth, pad } from './safe-text.ts';
import type { Theme } from './theme.ts';

const LABEL = 10;

export function* renderDistribution(block: DistributionBlock, theme: Theme): Iterable<string> {
  let head = theme.strong(pad(block.label, LABEL, 'left'));
  if (block.count === 1) {
    yield `${head}${formatDuration(block.maxNs, theme.unicode)}\n`;
    return;
  }
  const parts = block.percentiles.map((p) => percentileText(p, theme));
  parts.push(`max ${formatDuration(block.maxNs, theme.unicode)}`);
  // A percentile stays on one line with its interval.
  let line = '';
  for (const part of parts) {
    if (line !== '' && displayWidth(line) + 3 + displayWidth(part) > theme.columns - LABEL) {
      yield `${head}${line}\n`;
      head = ' '.repeat(LABEL);
      line = part;
    } else line += (line === '' ? '' : '   ') + part;
  }
  yield `${head}${line}\n`;
  if (block.histogram.length > 0 && block.count > 1) yield histogramLine(block, theme);
}

function percentileText(p: PercentileValue, theme: Theme): string {
  const value = formatDuration(p.ns, theme.unicode);
  if (!p.reliable) return `${p.label} ${theme.glyphs.atLeast} ${value}`;
  if (p.lowNs === null || p.highNs === null) return `${p.label} ${value}`;
  const low = formatDuration(p.lowNs, theme.unicode);
  const high = formatDuration(p.highNs, theme.unicode);
  return `${p.label} ${value} (${low} ${theme.glyphs.to} ${high})`;
}

function histogramLine(block: DistributionBlock, theme: Theme): string {
  const from = formatDuration(block.histogramFromNs, theme.unicode);
  const to = formatDuration(block.histogramToNs, theme.unicode);
  const end = block.logarithmic ? `${to} (log scale)` : to;
  const bins = merged(block.histogram, theme.columns - LABEL - from.length - end.length - 2);
  const bars = bins.map((count) => barOf(count, bins, theme)).join('');
  return `${' '.repeat(LABEL)}${theme.dim(from)} ${bars} ${theme.dim(end)}\n`;
}

/** Neighbours put together until they fit into `room` cells. */
function merged(bins: readonly number[], room: number): readonly number[] {
  const each = Math.ceil(bins.length / Math.max(1, room));
  if (each <= 1) return bins;
  const merged: number[] = [];
  for (const [i, count] of bins.entries()) {
    const cell = Math.floor(i / each);
    merged[cell] = (merged[cell] ?? 0) + count;
  }
  return merged;
}

// Square roots keep a single slow trace visible beside hundreds of ordinary ones.
function barOf(count: number, all: readonly number[], theme: Theme): string {
  const bars = theme.glyphs.bars;
  if (count === 0) return bars[0] ?? ' ';
  const highest = all.reduce((max, value) => Math.max(value, max), 1);
  const level = Math.round(Math.sqrt(count / highest) * (bars.length - 1));
  return bars[Math.max(1, level)] ?? '#';
}

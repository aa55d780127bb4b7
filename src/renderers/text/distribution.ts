// Latency at a glance: percentiles that say how far they can be trusted, and a one-line histogram.

import type { DistributionBlock, PercentileValue } from '../../reports/report.ts';
import { formatDuration } from '../format-value.ts';
import { pad, wrap } from './safe-text.ts';
import type { Theme } from './theme.ts';

export function* renderDistribution(block: DistributionBlock, theme: Theme): Iterable<string> {
  const label = pad(block.label, 10, 'left');
  const parts = block.percentiles.map((p) => percentileText(p, theme));
  parts.push(`max ${formatDuration(block.maxNs, theme.unicode)}`);
  // Non-breaking while wrapping, so that a percentile stays on one line with its interval.
  const lines = wrap(
    parts.map((part) => part.replaceAll(' ', '\u00a0')).join('   '),
    theme.columns - 10,
  );
  for (const [index, line] of lines.entries()) {
    const text = line.replaceAll('\u00a0', ' ');
    yield `${index === 0 ? theme.strong(label) : ' '.repeat(10)}${text}\n`;
  }
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
  const bars = block.histogram.map((count) => barOf(count, block.histogram, theme)).join('');
  return `${' '.repeat(10)}${theme.dim(from)} ${bars} ${theme.dim(block.logarithmic ? `${to} (log scale)` : to)}\n`;
}

// Square roots keep a single slow trace visible beside hundreds of ordinary ones.
function barOf(count: number, all: readonly number[], theme: Theme): string {
  const bars = theme.glyphs.bars;
  if (count === 0) return bars[0] ?? ' ';
  const highest = all.reduce((max, value) => Math.max(value, max), 1);
  const level = Math.round(Math.sqrt(count / highest) * (bars.length - 1));
  return bars[Math.max(1, level)] ?? '#';
}

// Findings as short paragraphs: severity first, then what, where and how much, then what to do.

import type { FindingsBlock, FindingView } from '../../reports/report.ts';
import { phraseText } from './phrase.ts';
import { truncate, wrap } from './safe-text.ts';
import type { Theme } from './theme.ts';

const INDENT = '  ';

export function* renderFindings(block: FindingsBlock, theme: Theme): Iterable<string> {
  if (block.findings.length === 0 && !block.more) return;
  yield `${theme.strong(truncate(phraseText(block.title, theme), theme.columns, theme.unicode))}\n`;
  for (const finding of block.findings) yield* renderFinding(finding, theme);
  if (!block.more) return;
  for (const line of wrap(phraseText(block.more, theme), theme.columns - INDENT.length)) {
    yield `${INDENT}${theme.dim(line)}\n`;
  }
}

function* renderFinding(finding: FindingView, theme: Theme): Iterable<string> {
  const paint = severityPaint(finding.severity, theme);
  const title = truncate(
    `${finding.severity.toUpperCase()}  ${phraseText(finding.title, theme)}`,
    theme.columns - INDENT.length,
    theme.unicode,
  );
  const word = finding.severity.length;
  yield `${INDENT}${paint(title.slice(0, word))}${theme.strong(title.slice(word))}\n`;
  yield* paragraph(phraseText(finding.message, theme), theme, (line) => line);
  yield* paragraph(`Fix: ${phraseText(finding.advice, theme)}`, theme, theme.good);
  const remarks = [
    ...finding.remarks.map((remark) => phraseText(remark, theme)),
    `confidence ${finding.confidence}`,
    finding.looseFingerprint
      ? `${finding.fingerprint} (loose ${finding.looseFingerprint})`
      : finding.fingerprint,
  ];
  yield* paragraph(remarks.join('; '), theme, theme.dim);
}

function* paragraph(text: string, theme: Theme, paint: (line: string) => string): Iterable<string> {
  const indent = INDENT.repeat(2);
  for (const line of wrap(text, Math.max(20, theme.columns - indent.length))) {
    yield `${indent}${paint(line)}\n`;
  }
}

function severityPaint(severity: FindingView['severity'], theme: Theme) {
  if (severity === 'critical' || severity === 'high') return theme.bad;
  return severity === 'medium' ? theme.warn : theme.dim;
}

// Puts an input through everything tracescope would do with it, and says what must never be: a crash,
// a wait, a sum that does not add up, a character that a terminal would act on.

import { readdirSync } from 'node:fs';
import { type Analysis, TraceContext } from '../../src/analyses/analysis.ts';
import { criticalPath } from '../../src/analyses/critical-path.ts';
import { DETECTORS } from '../../src/detectors/index.ts';
import { DEFAULT_DETECTION_OPTIONS } from '../../src/detectors/options.ts';
import { TracescopeError } from '../../src/errors.ts';
import type { Trace } from '../../src/model/trace.ts';
import { renderJson } from '../../src/renderers/json.ts';
import { renderNdjson } from '../../src/renderers/ndjson.ts';
import type { RenderOptions } from '../../src/renderers/renderer.ts';
import { renderText } from '../../src/renderers/text/index.ts';
import { displayWidth } from '../../src/renderers/text/safe-text.ts';
import { buildCheckReport } from '../../src/reports/check.ts';
import { explainTrace } from '../../src/reports/explain-trace.ts';
import { buildFindReport } from '../../src/reports/find.ts';
import { buildLintReport } from '../../src/reports/lint.ts';
import { buildNplus1Report } from '../../src/reports/nplus1.ts';
import type { Report } from '../../src/reports/report.ts';
import { WindowFactsBuilder } from '../../src/reports/window-facts.ts';
import { type ReadText, type ReadTextOptions, readText } from './read-text.ts';

const FOLDER = new URL('../../src/analyses/', import.meta.url);

/** Every analysis there is, found by its shape. */
const ANALYSES: readonly Analysis<unknown>[] = (
  await Promise.all(
    readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map(async (name) => Object.values((await import(new URL(name, FOLDER).href)) as object)),
  )
)
  .flat()
  .filter(isAnalysis);

function isAnalysis(value: unknown): value is Analysis<unknown> {
  return typeof value === 'object' && value !== null && 'id' in value && 'compute' in value;
}

export const analysisCount = ANALYSES.length;

/** Traces of one input that are explained one by one. */
const EXPLAINED = 3;

export interface Exercised {
  readonly traces: number;
  readonly spans: number;
  readonly refused: boolean;
}

/** Throws for whatever must never be. */
export async function exerciseInput(
  bytes: Uint8Array,
  options: ReadTextOptions = {},
): Promise<Exercised> {
  const read = await readText(bytes, options);
  if (read.error) checkRefusal(read.error);
  const facts = new WindowFactsBuilder();
  for (const trace of read.traces) {
    exerciseTrace(trace);
    facts.add(trace);
  }
  exerciseReports(read, facts);
  return {
    traces: read.traces.length,
    spans: read.traces.reduce((sum, trace) => sum + trace.size, 0),
    refused: read.error !== undefined,
  };
}

function checkRefusal(error: Error): void {
  if (!(error instanceof TracescopeError)) throw error;
  for (const text of [error.message, error.hint]) {
    if (text.length > 4000) throw new Error(`a message of ${text.length} characters`);
  }
}

function exerciseTrace(trace: Trace): void {
  const context = new TraceContext(trace);
  for (const analysis of ANALYSES) context.get(analysis);
  for (const detector of DETECTORS) detector.detect(context, DEFAULT_DETECTION_OPTIONS);
  checkPath(context);
}

function checkPath(context: TraceContext): void {
  const { segments } = context.get(criticalPath);
  let sumNs = 0;
  for (let s = 0; s < segments.length; s++) {
    const startNs = segments.startNs[s] as number;
    const endNs = segments.endNs[s] as number;
    if (s > 0 && startNs !== segments.endNs[s - 1]) throw new Error(`the path has a hole at ${s}`);
    if (!(endNs > startNs)) throw new Error(`segment ${s} of the path has no length`);
    sumNs += endNs - startNs;
  }
  const durationNs = context.trace.durationNs[0] as number;
  if (sumNs !== durationNs) throw new Error(`the path is ${sumNs} ns long, not ${durationNs}`);
}

function exerciseReports({ traces, coverage }: ReadText, builder: WindowFactsBuilder): void {
  const facts = builder.result();
  const question = { source: 'input\x1b[0m', query: { tags: [], error: false, limit: 100 } };
  const shared = { question, coverage, facts, sourceFlags: ['--file', 'a b\x1b'] };
  const limits = {
    percentiles: [{ label: 'p95', ratio: 0.95, maxNs: 1e6 }],
    maxLatencyNs: 1e9,
    maxErrorRate: 0.01,
    noNplus1: true,
    noFindings: true,
    minTraces: 2,
    point: false,
    strict: false,
  };
  checkReport(buildFindReport({ ...shared, sort: 'latency', top: 10 }));
  checkReport(buildNplus1Report({ ...shared, all: true, top: 10 }));
  checkReport(buildCheckReport({ ...shared, limits }));
  checkReport(buildLintReport({ ...shared, top: 10 }));
  for (const trace of traces.slice(0, EXPLAINED)) {
    const waterfall = { full: false, rows: 40, minNs: 0, depth: Number.POSITIVE_INFINITY };
    const input = { question, coverage, trace, waterfall, sourceFlags: ['--file', 'x'] };
    checkReport(explainTrace(input));
    checkReport(explainTrace({ ...input, span: trace.size - 1 }), Number.POSITIVE_INFINITY);
  }
}

const SCREENS: readonly RenderOptions[] = [
  { columns: 80, unicode: true, colorLevel: 0 },
  { columns: 60, unicode: false, colorLevel: 0 },
  { columns: 200, unicode: true, colorLevel: 3 },
];
let turn = 0;

/** Lines of text that anybody would look through. */
const MOST_LINES = 300;

/** On one screen each, in turn. */
function checkReport(report: Report, mostLines = MOST_LINES): void {
  const screen = SCREENS[turn++ % SCREENS.length] as RenderOptions;
  const text = withoutOurColours(joined(renderText(report, screen)), screen);
  checkSafe(text, 'text');
  checkWidth(text, screen.columns);
  const lines = text.split('\n').length;
  if (lines > mostLines) throw new Error(`${lines} lines of text`);
  const json = joined(renderJson(report));
  checkSafe(json, 'json');
  const document = JSON.parse(json) as Record<string, unknown>;
  for (const line of joined(renderNdjson(report)).split('\n')) {
    checkSafe(line, 'ndjson');
    if (line !== '') JSON.parse(line);
  }
  if (!String(document.schema).startsWith('tracescope/')) throw new Error('no schema');
}

function joined(pieces: Iterable<string>): string {
  let text = '';
  for (const piece of pieces) text += piece;
  return text;
}

function withoutOurColours(text: string, { colorLevel }: RenderOptions): string {
  return colorLevel === 0 ? text : text.replaceAll(/\x1b\[[\d;]*m/g, '');
}

// Commands to copy are never cut.
function checkWidth(text: string, columns: number): void {
  for (const line of text.split('\n')) {
    if (/^(next:| {6}tracescope )/.test(line)) continue;
    const width = displayWidth(line);
    if (width > columns) throw new Error(`${width} of ${columns} columns: ${line.slice(0, 300)}`);
  }
}

// Controls but newline, format characters, line separators, and halves of pairs.
const ACTIVE = /[^\P{Cc}\n]|[\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

export function checkSafe(text: string, where: string): void {
  const at = text.search(ACTIVE);
  if (at < 0) return;
  const code = text.codePointAt(at)?.toString(16);
  throw new Error(
    `U+${code} reached ${where}: ${JSON.stringify(text.slice(Math.max(0, at - 60), at + 20))}`,
  );
}

// What find, nplus1 and check have in common: flags to a query, traces to facts, one after the
// other and with progress for people who wait, facts to a report.

import type { ExitCode } from '../errors.ts';
import type { Io } from '../io.ts';
import type { TraceQuery } from '../model/trace-query.ts';
import type { Report } from '../reports/report.ts';
import type { CoverageInput, Question } from '../reports/source-data.ts';
import { type WindowFacts, WindowFactsBuilder } from '../reports/window-facts.ts';
import type { TraceSource } from '../sources/source.ts';
import type { Invocation } from './command.ts';
import { dayOf, resolveDetection } from './detection-flags.ts';
import { type OutputSettings, resolveOutput } from './output.ts';
import { Progress } from './progress.ts';
import { DEFAULT_LIMIT, resolveQuery } from './query-flags.ts';
import { runReport } from './run-report.ts';
import { openFromFlags, sourceFlagsOf } from './source-flags.ts';

/** What was asked, what was looked at, what was found. */
export interface WindowResult {
  readonly question: Question;
  readonly coverage: CoverageInput;
  readonly facts: WindowFacts;
  /** How the source was named on the command line, to repeat in the next command. */
  readonly sourceFlags: readonly string[];
}

/** Reads the window that the flags name and prints the report that `build` makes of it. */
export async function runWindowCommand(
  { flags, io }: Invocation,
  build: (window: WindowResult) => Report,
  limit = DEFAULT_LIMIT,
): Promise<ExitCode> {
  const output = resolveOutput(flags, io);
  const query = resolveQuery(flags, io, flags.file === undefined, limit);
  const builder = new WindowFactsBuilder(await resolveDetection(flags, io), dayOf(io));
  const source = await openFromFlags(flags, io, output);
  try {
    const facts = await readWindow(source, query, builder, io, output);
    const report = build({
      question: { source: source.description, query },
      coverage: source.coverage,
      facts,
      sourceFlags: sourceFlagsOf(flags),
    });
    return await runReport(report, output, io);
  } finally {
    await source.close();
  }
}

async function readWindow(
  source: TraceSource,
  query: TraceQuery,
  builder: WindowFactsBuilder,
  io: Io,
  output: OutputSettings,
): Promise<WindowFacts> {
  const progress = new Progress(io, () => progressText(source), !output.quiet);
  try {
    for await (const trace of source.search(query)) {
      builder.add(trace);
      progress.update();
    }
  } finally {
    progress.done();
  }
  return builder.result();
}

function progressText({ coverage, description }: TraceSource): string {
  if (coverage.traces === 0) return `waiting for ${description}`;
  return `reading ${coverage.traces} traces, ${coverage.spans} spans`;
}

// Reads a search into window facts, trace by trace, with progress for people who wait.

import type { Io } from '../io.ts';
import type { TraceQuery } from '../model/trace-query.ts';
import { type WindowFacts, WindowFactsBuilder } from '../reports/window-facts.ts';
import type { TraceSource } from '../sources/source.ts';
import type { OutputSettings } from './output.ts';
import { Progress } from './progress.ts';

export async function readWindow(
  source: TraceSource,
  query: TraceQuery,
  io: Io,
  output: OutputSettings,
): Promise<WindowFacts> {
  const builder = new WindowFactsBuilder();
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

// tracescope explain: why one trace is slow.

import type { Command } from 'commander';
import type { Invocation } from '../cli/command.ts';
import { addDetectionFlags, dayOf, resolveDetection } from '../cli/detection-flags.ts';
import { addOutputFlags, type OutputSettings, resolveOutput } from '../cli/output.ts';
import { Progress } from '../cli/progress.ts';
import { countFlag, durationFlag, type Flags, textFlag } from '../cli/query-flags.ts';
import { runReport } from '../cli/run-report.ts';
import {
  addAccessFlags,
  addSourceFlags,
  openFromFlags,
  sourceFlagsOf,
} from '../cli/source-flags.ts';
import { parseTraceRef, type TraceRef } from '../cli/trace-ref.ts';
import { type ExitCode, NoDataError, UsageError } from '../errors.ts';
import type { Io } from '../io.ts';
import type { Trace } from '../model/trace.ts';
import { explainTrace } from '../reports/explain-trace.ts';
import type { TraceSource } from '../sources/source.ts';

const DEFAULT_ROWS = 40;

export function define(command: Command): void {
  command.argument('[trace]', 'trace ID, Jaeger UI link, or traceparent header');
  addSourceFlags(command)
    .option('--min <duration>', 'leave out spans shorter than this')
    .option('--depth <levels>', 'leave out spans deeper than this')
    .option('--full', 'every span on a line of its own')
    .option('--rows <n>', `lines of the waterfall (default: ${DEFAULT_ROWS})`)
    .option('--span <id>', 'all attributes and events of one span');
  addAccessFlags(addOutputFlags(addDetectionFlags(command))).addHelpText(
    'after',
    `
Examples:
  tracescope explain 4bf92f3577b34da6a3ce929d0e0e4736
  tracescope explain http://localhost:16686/trace/4bf92f3577b34da6a3ce929d0e0e4736
  tracescope explain 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
  tracescope explain --file trace.json --min 5ms
  tracescope explain 4bf92f35 --file traces/ --span 00f067aa0ba902b7`,
  );
}

export async function run({ args, flags, io }: Invocation): Promise<ExitCode> {
  const output = resolveOutput(flags, io);
  const { ref, files } = resolveTrace(args[0], flags);
  const options = {
    full: flags.full === true,
    rows: countFlag(flags.rows, '--rows', 1) ?? DEFAULT_ROWS,
    minNs: durationFlag(flags, 'min', '--min') ?? 0,
    depth: countFlag(flags.depth, '--depth', 0) ?? Number.POSITIVE_INFINITY,
  };
  const sourceFlags = {
    ...flags,
    ...(ref?.url ? { url: ref.url } : {}),
    ...(files ? { file: files } : {}),
  };
  const detection = await resolveDetection(flags, io);
  const source = await openFromFlags(sourceFlags, io, output);
  try {
    const progress = new Progress(io, () => `waiting for ${source.description}`, !output.quiet);
    const reading = ref ? fetchTrace(source, ref.traceId) : slowestOf(source, io, output);
    const trace = await reading.finally(() => progress.done());
    const report = explainTrace({
      question: { source: source.description, traceId: trace.id },
      coverage: source.coverage,
      trace,
      detection,
      today: dayOf(io),
      waterfall: options,
      span: resolveSpan(trace, flags),
      sourceFlags: sourceFlagsOf(sourceFlags),
    });
    return await runReport(report, output, io);
  } finally {
    await source.close();
  }
}

// `--file a.json 4bf92f35`: the list of files swallows the trace ID behind it. A last "file" that
// looks like one is taken for it when others are left.
function resolveTrace(
  argument: string | undefined,
  flags: Flags,
): { ref: TraceRef | undefined; files: string[] | undefined } {
  const files = flags.file as string[] | undefined;
  if (argument !== undefined) return { ref: parseTraceRef(argument, files !== undefined), files };
  if (files === undefined) {
    throw new UsageError(
      'which trace?',
      'Give a trace ID, a Jaeger UI link or a traceparent, or a file with --file. tracescope find lists slow traces.',
    );
  }
  const last = files[files.length - 1] ?? '';
  if (files.length > 1 && /^[0-9a-f]{8,32}$/i.test(last)) {
    return { ref: parseTraceRef(last, true), files: files.slice(0, -1) };
  }
  return { ref: undefined, files };
}

// Narrow tables show the first half of an ID; copied from there it is not the whole name.
async function fetchTrace(source: TraceSource, traceId: string): Promise<Trace> {
  try {
    return await source.fetch(traceId);
  } catch (error) {
    if (!(error instanceof NoDataError) || traceId.length !== 16) throw error;
    throw new NoDataError(
      error.message,
      `If these are the first 16 digits of a longer ID, give all 32: a wider terminal, --width 200 or -o json shows them.\n${error.hint}`,
    );
  }
}

/** A file without a trace ID: its only trace, or the slowest one. */
async function slowestOf(source: TraceSource, io: Io, output: OutputSettings): Promise<Trace> {
  let slowest: Trace | undefined;
  let seen = 0;
  const query = { tags: [], error: false, limit: Number.POSITIVE_INFINITY };
  for await (const trace of source.search(query)) {
    seen++;
    if (!slowest || isSlower(trace, slowest)) slowest = trace;
  }
  if (!slowest) throw new NoDataError(`no traces in ${source.description}`);
  if (seen > 1 && !output.quiet) {
    io.err(
      `${source.description} holds ${seen} traces; this is the slowest. Give an ID to explain another.\n`,
    );
  }
  return slowest;
}

function isSlower(trace: Trace, than: Trace): boolean {
  const a = trace.durationNs[0] ?? 0;
  const b = than.durationNs[0] ?? 0;
  return a > b || (a === b && trace.id < than.id);
}

function resolveSpan(trace: Trace, flags: Flags): number | undefined {
  const id = textFlag(flags, 'span', '--span');
  if (id === undefined) return undefined;
  const exact = trace.findSpan(id);
  if (exact >= 0) return exact;
  const matches: number[] = [];
  for (let i = 0; i < trace.size; i++)
    if (trace.spanId(i).startsWith(id.toLowerCase())) matches.push(i);
  if (matches.length === 1) return matches[0];
  const some = (matches.length > 0 ? matches : [0]).slice(0, 5).map((i) => trace.spanId(i));
  throw new NoDataError(
    matches.length > 1
      ? `${matches.length} spans begin with ${id}`
      : `no span ${id} in trace ${trace.id}`,
    matches.length > 1
      ? `Give more of it: ${some.join(', ')} …`
      : `Its root is ${some[0]}; -o json lists all spans.`,
  );
}

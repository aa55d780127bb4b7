// From argv to an exit code. Whatever is thrown becomes text on stderr and one of the documented
// exit codes, never Node's own 1.

import { CommanderError } from 'commander';
import { dispatch, VERSION } from './cli/dispatch.ts';
import { COMMANDS } from './commands/index.ts';
import { EXIT, type ExitCode, InterruptedError, TracescopeError } from './errors.ts';
import type { Io } from './io.ts';
import { OutputClosed } from './process-io.ts';

export { processIo } from './process-io.ts';
export { keepHeapSmall } from './v8-hint.ts';

const FIRST_STEPS = `tracescope finds what makes requests slow, from the traces in your Jaeger.

  No Jaeger at hand?     tracescope demo
  A latency spike:       tracescope find --service order-service --since 10m
  One slow trace:        tracescope explain <traceId>
  A downloaded trace:    tracescope explain --file trace.json
  Repeated queries:      tracescope nplus1 --since 1h
  In CI:                 tracescope check --service order-service --max-p95 1s

The server is --url, else TRACESCOPE_URL, JAEGER_QUERY_URL, JAEGER_URL, else
http://localhost:16686. All commands: tracescope --help
`;

/** Runs one command line (without node and script) and returns the exit code. */
export async function main(argv: readonly string[], io: Io): Promise<ExitCode> {
  try {
    if (argv.length === 0) {
      await io.out(FIRST_STEPS);
      return EXIT.ok;
    }
    const code = await Promise.race([dispatch(COMMANDS, argv, io), afterInterruption(io.signal)]);
    const failure = outputFailure(io);
    return failure ? report(failure, argv, io) : code;
  } catch (error) {
    return io.signal.aborted ? stopped(error, argv, io) : report(error, argv, io);
  }
}

function report(error: unknown, argv: readonly string[], io: Io): ExitCode {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return EXIT.ok;
    const where = COMMANDS.some((c) => c.name === argv[0]) ? `tracescope ${argv[0]}` : 'tracescope';
    io.err(`${plain(error.message)}\nSee: ${where} --help\n`);
    return EXIT.usage;
  }
  if (error instanceof TracescopeError) {
    io.err(`error: ${plain(error.message)}\n`);
    if (error.hint !== '') io.err(`${plain(error.hint)}\n`);
    return error.exitCode;
  }
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  io.err(`tracescope ran into a bug of its own. Please report it with these lines:\n`);
  io.err(`tracescope ${VERSION}, node ${process.version}\n${plain(detail)}\n`);
  return EXIT.bug;
}

/** How long an interrupted run may take to say how far it had come. */
const GRACE_MS = 250;

/** Rejects some time after the signal aborts, so that nothing can hold up the end. */
function afterInterruption(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const stop = (): void => {
      setTimeout(() => reject(new InterruptedError()), GRACE_MS);
    };
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}

/** A closed pipe is no failure, a full disk is one; Ctrl-C is 130. */
function stopped(error: unknown, argv: readonly string[], io: Io): ExitCode {
  if (io.signal.reason instanceof OutputClosed) return EXIT.ok;
  const failure = outputFailure(io);
  if (failure) return report(failure, argv, io);
  const isTold = error instanceof InterruptedError && error.message !== 'interrupted';
  io.err(`${isTold ? plain(error.message) : 'interrupted: nothing further was read'}\n`);
  return EXIT.interrupted;
}

function outputFailure({ signal }: Io): TracescopeError | undefined {
  const { reason } = signal;
  const isFailure = reason instanceof TracescopeError && !(reason instanceof InterruptedError);
  return isFailure ? reason : undefined;
}

// Messages may quote names from traces and answers of strangers' servers.
function plain(text: string): string {
  return text.replace(/[^\P{C}\n\t]/gu, (c) => `\\u{${(c.codePointAt(0) ?? 0).toString(16)}}`);
}

// The Io of a real process: the one place that touches `process`.

import { readFile } from 'node:fs/promises';
import { EXIT, InterruptedError, TracescopeError } from './errors.ts';
import type { Io } from './io.ts';

/** The reason of an abort because nobody reads the output any more. */
export class OutputClosed extends Error {
  constructor() {
    super('stdout closed');
    this.name = 'OutputClosed';
  }
}

/** Wires stdout, stderr, signals and the clock; a second Ctrl-C kills at once. */
export function processIo(): Io {
  const abort = new AbortController();
  const failed = (error: NodeJS.ErrnoException): void => abort.abort(outputFailure(error));
  process.stdout.on('error', failed);
  process.stderr.on('error', () => {});
  interruptOnce(() => abort.abort(new InterruptedError()));
  return {
    stdin: process.stdin,
    out: (text) => write(text, abort.signal, failed),
    err: (text) => void process.stderr.write(text),
    env: process.env,
    cwd: process.cwd(),
    readText: (path) => readFile(path, 'utf8'),
    now: () => Date.now(),
    startedMs: performance.timeOrigin,
    stdoutIsTTY: process.stdout.isTTY === true,
    stderrIsTTY: process.stderr.isTTY === true,
    columns: process.stdout.isTTY ? process.stdout.columns : undefined,
    signal: abort.signal,
  };
}

// Without a listener left, the next signal does what signals do.
function interruptOnce(interrupt: () => void): void {
  const signals = ['SIGINT', 'SIGTERM'] as const;
  const onSignal = (): void => {
    for (const signal of signals) process.off(signal, onSignal);
    interrupt();
  };
  for (const signal of signals) process.on(signal, onSignal);
}

// `| head` closed the pipe: nobody wants the rest, and that is no failure. A full disk is one.
function outputFailure(error: NodeJS.ErrnoException): Error {
  if (error.code === 'EPIPE') return new OutputClosed();
  const why = error.code === 'ENOSPC' ? 'no space is left on the device' : `${error.code}`;
  return new TracescopeError(`the output could not be written: ${why}`, EXIT.unreadable);
}

/** Resolves when the text is with the reader, or to false when it cannot get there. */
function write(
  text: string,
  signal: AbortSignal,
  failed: (error: NodeJS.ErrnoException) => void,
): Promise<boolean> {
  if (signal.aborted) return Promise.resolve(false);
  return new Promise((resolve) => {
    process.stdout.write(text, (error) => {
      if (error) failed(error);
      resolve(!error && !signal.aborted);
    });
  });
}

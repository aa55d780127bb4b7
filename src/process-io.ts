// The Io of a real process: the one place that touches `process`.

import { readFile } from 'node:fs/promises';
import type { Io } from './io.ts';

/** Wires stdout, stderr, signals and the clock; a second Ctrl-C kills at once. */
export function processIo(): Io {
  const abort = new AbortController();
  let reading = true;
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // `| head` closed the pipe: nobody wants the rest, and that is no failure.
    if (error.code === 'EPIPE') {
      reading = false;
      abort.abort(new Error('stdout closed'));
    } else throw error;
  });
  process.stderr.on('error', () => {});
  const interrupt = () => abort.abort(new InterruptSignal());
  process.once('SIGINT', interrupt);
  process.once('SIGTERM', interrupt);
  return {
    stdin: process.stdin,
    out: (text) => write(text, () => reading),
    err: (text) => void process.stderr.write(text),
    env: process.env,
    cwd: process.cwd(),
    readText: (path) => readFile(path, 'utf8'),
    now: () => Date.now(),
    stdoutIsTTY: process.stdout.isTTY === true,
    stderrIsTTY: process.stderr.isTTY === true,
    columns: process.stdout.isTTY ? process.stdout.columns : undefined,
    signal: abort.signal,
  };
}

/** The reason of an abort by Ctrl-C or SIGTERM. */
export class InterruptSignal extends Error {
  constructor() {
    super('interrupted');
    this.name = 'InterruptSignal';
  }
}

function write(text: string, reading: () => boolean): Promise<boolean> {
  if (!reading()) return Promise.resolve(false);
  if (process.stdout.write(text)) return Promise.resolve(true);
  return new Promise((resolve) => {
    const done = () => {
      process.stdout.off('drain', done);
      process.stdout.off('error', done);
      process.stdout.off('close', done);
      resolve(reading());
    };
    process.stdout.on('drain', done);
    process.stdout.on('error', done);
    process.stdout.on('close', done);
  });
}

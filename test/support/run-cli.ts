// Runs the command in this process with a fixed clock, width and environment: what it wrote and
// its exit code.

import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Io } from '../../src/io.ts';
import { main } from '../../src/main.ts';

export const PROJECT = fileURLToPath(new URL('../../', import.meta.url));

export interface CliOptions {
  /** Milliseconds since the epoch. */
  readonly nowMs?: number;
  readonly columns?: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly stdin?: string | Uint8Array;
  readonly tty?: boolean;
  readonly signal?: AbortSignal;
  /** Lines of stdout after which the reader goes away, as `| head` does. */
  readonly readLines?: number;
}

export interface CliResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

export async function runCli(
  argv: readonly string[],
  options: CliOptions = {},
): Promise<CliResult> {
  let stdout = '';
  let stderr = '';
  const isClosed = () =>
    options.readLines !== undefined && stdout.split('\n').length > options.readLines;
  const io: Io = {
    stdin: bytesOf(options.stdin ?? ''),
    out: async (text) => {
      if (isClosed()) return false;
      stdout += text;
      return !isClosed();
    },
    err: (text) => {
      stderr += text;
    },
    env: { HOME: '/nonexistent', ...options.env },
    cwd: options.cwd ?? PROJECT,
    readText: (file) => readFile(path.resolve(options.cwd ?? PROJECT, file), 'utf8'),
    now: () => options.nowMs ?? Date.UTC(2026, 4, 1, 12, 0, 0),
    stdoutIsTTY: options.tty ?? false,
    stderrIsTTY: options.tty ?? false,
    columns: options.columns,
    signal: options.signal ?? new AbortController().signal,
  };
  const exitCode = await main(argv, io);
  return { stdout, stderr, exitCode };
}

async function* bytesOf(input: string | Uint8Array): AsyncGenerator<Uint8Array> {
  const bytes = typeof input === 'string' ? Buffer.from(input) : input;
  if (bytes.length > 0) yield bytes;
}

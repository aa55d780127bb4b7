// Runs a program for its output, without a shell.

import type { CommandResult } from './token-command.ts';

const TIMEOUT_MS = 60_000;
const MOST_OUTPUT_BYTES = 256 * 1024;

/** Waits for the program to end, at most a minute or until `signal` aborts; never rejects. */
export async function runCommand(
  argv: readonly string[],
  signal?: AbortSignal,
): Promise<CommandResult> {
  const { execFile } = await import('node:child_process');
  const [program = '', ...rest] = argv;
  return new Promise((resolve) => {
    const child = execFile(
      program,
      rest,
      {
        timeout: TIMEOUT_MS,
        maxBuffer: MOST_OUTPUT_BYTES,
        windowsHide: true,
        ...(signal && { signal }),
      },
      (error, stdout, stderr) => {
        const status = error === null ? 0 : typeof error.code === 'number' ? error.code : null;
        const failure = error === null || status !== null ? undefined : failureOf(error);
        resolve({ status, stdout, stderr, failure });
      },
    );
    // Whoever waits for a question to be answered must see that nobody is there.
    child.stdin?.end();
  });
}

function failureOf(error: { code?: unknown; killed?: boolean; signal?: unknown }): string {
  if (typeof error.code === 'string') return error.code;
  return error.killed === true ? 'ETIMEDOUT' : `ended by ${error.signal}`;
}

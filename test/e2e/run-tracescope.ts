// The built command as a user runs it: a process of its own, a clean environment, no terminal.

import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from './stack-commands.ts';

export interface CommandResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly milliseconds: number;
}

const ENVIRONMENT = {
  PATH: process.env.PATH ?? '',
  HOME: '/nonexistent',
  TZ: 'UTC',
  LANG: 'C.UTF-8',
};

/** Runs `tracescope …args`. Ends it after a minute; `env` is added to an otherwise empty one. */
export function tracescope(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<CommandResult> {
  const began = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(ROOT, 'bin', 'tracescope.js'), ...args], {
      env: { ...ENVIRONMENT, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 60_000,
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.once('error', reject);
    child.once('close', (code) =>
      resolve({ code, stdout, stderr, milliseconds: performance.now() - began }),
    );
  });
}

/** Runs it with `-o json` and reads the answer; any other exit code than those wanted is an error. */
export async function tracescopeJson<T>(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  codes: readonly number[] = [0],
): Promise<T> {
  const result = await tracescope([...args, '-o', 'json'], env);
  if (!codes.includes(result.code ?? -1)) {
    throw new Error(`tracescope ${args.join(' ')}: exit ${result.code}\n${result.stderr}`);
  }
  return JSON.parse(result.stdout) as T;
}

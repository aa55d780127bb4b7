// The built command as a process of its own, for what only a process has: signals, pipes, shells.
// `npm run build` comes first; `npm test` does both.

import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { PROJECT } from './run-cli.ts';

/** Folder with `bin/` and `dist/`. */
const PACKAGE = process.env.TRACESCOPE_PACKAGE ?? PROJECT;
export const BIN = path.join(PACKAGE, 'bin/tracescope.js');
export const DIST = path.join(PACKAGE, 'dist');

const ENVIRONMENT = {
  PATH: process.env.PATH ?? '',
  HOME: '/nonexistent',
  LANG: 'C.UTF-8',
};

export interface Finished {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Started {
  readonly child: ChildProcess;
  readonly finished: Promise<Finished>;
}

/** Starts any program with an otherwise empty environment; it is killed after 30 s. */
export function start(
  file: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  stdin: 'ignore' | 'pipe' = 'ignore',
): Started {
  const child = spawn(file, args, {
    cwd: PROJECT,
    env: { ...ENVIRONMENT, ...env },
    stdio: [stdin, 'pipe', 'pipe'],
    timeout: 30_000,
    killSignal: 'SIGKILL',
  });
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const finished = new Promise<Finished>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  return { child, finished };
}

/** Starts `tracescope …args`. */
export function startTracescope(
  args: readonly string[],
  stdin: 'ignore' | 'pipe' = 'ignore',
): Started {
  if (!existsSync(path.join(DIST, 'main.js'))) throw new Error('not built: npm run build');
  return start(process.execPath, [BIN, ...args], {}, stdin);
}

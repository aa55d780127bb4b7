// tracescope nplus1: calls repeated in a loop, over a window or a file.

import type { Command } from 'commander';
import type { Invocation } from '../cli/command.ts';
import { addDetectionFlags } from '../cli/detection-flags.ts';
import { addOutputFlags } from '../cli/output.ts';
import { addQueryFlags, countFlag } from '../cli/query-flags.ts';
import { addAccessFlags, addSourceFlags } from '../cli/source-flags.ts';
import { runWindowCommand } from '../cli/window-command.ts';
import type { ExitCode } from '../errors.ts';
import { buildNplus1Report } from '../reports/nplus1.ts';

const DEFAULT_TOP = 10;

export function define(command: Command): void {
  addQueryFlags(addSourceFlags(command))
    .option('--all', 'also repeated calls that may be meant: fan-out, pagination, retries …')
    .option('--top <n>', `findings to show as text (default: ${DEFAULT_TOP}; JSON has all)`);
  addAccessFlags(addOutputFlags(addDetectionFlags(command))).addHelpText(
    'after',
    `
Examples:
  tracescope nplus1
  tracescope nplus1 --service order-service --since 1h
  tracescope nplus1 --file traces/ --all`,
  );
}

export function run(invocation: Invocation): Promise<ExitCode> {
  const { flags } = invocation;
  const top = countFlag(flags.top, '--top', 1) ?? DEFAULT_TOP;
  const all = flags.all === true;
  return runWindowCommand(invocation, (window) => buildNplus1Report({ ...window, all, top }));
}

// tracescope lint: trace quality alone, for the team that owns the instrumentation.

import type { Command } from 'commander';
import type { Invocation } from '../cli/command.ts';
import { addDetectionFlags } from '../cli/detection-flags.ts';
import { addOutputFlags } from '../cli/output.ts';
import { addQueryFlags, countFlag } from '../cli/query-flags.ts';
import { addAccessFlags, addSourceFlags } from '../cli/source-flags.ts';
import { runWindowCommand } from '../cli/window-command.ts';
import type { ExitCode } from '../errors.ts';
import { buildLintReport } from '../reports/lint.ts';

const DEFAULT_TOP = 20;

export function define(command: Command): void {
  addQueryFlags(addSourceFlags(command)).option(
    '--top <n>',
    `findings to show as text (default: ${DEFAULT_TOP}; JSON has all)`,
  );
  addAccessFlags(addOutputFlags(addDetectionFlags(command))).addHelpText(
    'after',
    `
Examples:
  tracescope lint --service order-service --since 1h
  tracescope lint --file traces/ -o json`,
  );
}

export function run(invocation: Invocation): Promise<ExitCode> {
  const top = countFlag(invocation.flags.top, '--top', 1) ?? DEFAULT_TOP;
  return runWindowCommand(invocation, (window) => buildLintReport({ ...window, top }));
}

// tracescope detectors: what can be found, and what each kind of finding means.

import type { Command } from 'commander';
import type { Invocation } from '../cli/command.ts';
import { addOutputFlags, resolveOutput } from '../cli/output.ts';
import { runReport } from '../cli/run-report.ts';
import type { ExitCode } from '../errors.ts';
import { buildDetectorsReport } from '../reports/detectors.ts';

export function define(command: Command): void {
  addOutputFlags(command).addHelpText(
    'after',
    `
Examples:
  tracescope detectors
  tracescope detectors -o json | jq -r '.detectors[].id'`,
  );
}

export function run({ flags, io }: Invocation): Promise<ExitCode> {
  return runReport(buildDetectorsReport(), resolveOutput(flags, io), io);
}

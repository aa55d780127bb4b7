// tracescope nplus1: calls repeated in a loop, over a window or a file.

import type { Command } from 'commander';
import type { Invocation } from '../cli/command.ts';
import { addOutputFlags, resolveOutput } from '../cli/output.ts';
import { addQueryFlags, countFlag, resolveQuery } from '../cli/query-flags.ts';
import { readWindow } from '../cli/read-window.ts';
import { runReport } from '../cli/run-report.ts';
import {
  addAccessFlags,
  addSourceFlags,
  openFromFlags,
  sourceFlagsOf,
} from '../cli/source-flags.ts';
import type { ExitCode } from '../errors.ts';
import { buildNplus1Report } from '../reports/nplus1.ts';

const DEFAULT_TOP = 10;

export function define(command: Command): void {
  addQueryFlags(addSourceFlags(command))
    .option('--all', 'also repeated calls that may be meant: fan-out, pagination, retries …')
    .option('--top <n>', `findings to show as text (default: ${DEFAULT_TOP}; JSON has all)`);
  addAccessFlags(addOutputFlags(command)).addHelpText(
    'after',
    `
Examples:
  tracescope nplus1
  tracescope nplus1 --service order-service --since 1h
  tracescope nplus1 --file traces/ --all`,
  );
}

export async function run({ flags, io }: Invocation): Promise<ExitCode> {
  const output = resolveOutput(flags, io);
  const top = countFlag(flags.top, '--top', 1) ?? DEFAULT_TOP;
  const query = resolveQuery(flags, io, flags.file === undefined);
  const source = await openFromFlags(flags, io, output);
  try {
    const facts = await readWindow(source, query, io, output);
    const report = buildNplus1Report({
      question: { source: source.description, query },
      coverage: source.coverage,
      facts,
      all: flags.all === true,
      top,
      sourceFlags: sourceFlagsOf(flags),
    });
    return await runReport(report, output, io);
  } finally {
    await source.close();
  }
}

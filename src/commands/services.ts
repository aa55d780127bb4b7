// tracescope services: what the server knows.

import type { Command } from 'commander';
import type { Invocation } from '../cli/command.ts';
import { addOutputFlags, resolveOutput } from '../cli/output.ts';
import { runReport } from '../cli/run-report.ts';
import { addAccessFlags, addSourceFlags, openFromFlags } from '../cli/source-flags.ts';
import { type ExitCode, NoDataError } from '../errors.ts';
import { buildServicesReport } from '../reports/services.ts';

export function define(command: Command): void {
  addAccessFlags(addOutputFlags(addSourceFlags(command))).addHelpText(
    'after',
    `
Examples:
  tracescope services
  tracescope services --url https://jaeger.example.com/jaeger -o json`,
  );
}

export async function run({ flags, io }: Invocation): Promise<ExitCode> {
  const output = resolveOutput(flags, io);
  const source = await openFromFlags(flags, io, output);
  try {
    const services = await source.services();
    if (services.length === 0 && output.format === 'text') {
      throw new NoDataError(
        `${source.description} knows no services`,
        'Has it received any traces yet? Check the exporter of your services and its endpoint.',
      );
    }
    return await runReport(buildServicesReport(source.description, services), output, io);
  } finally {
    await source.close();
  }
}

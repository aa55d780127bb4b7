// tracescope operations: the operations (span names) of a service, with their kinds.

import type { Command } from 'commander';
import type { Invocation } from '../cli/command.ts';
import { addOutputFlags, resolveOutput } from '../cli/output.ts';
import { textFlag } from '../cli/query-flags.ts';
import { runReport } from '../cli/run-report.ts';
import { addAccessFlags, addSourceFlags, openFromFlags } from '../cli/source-flags.ts';
import { type ExitCode, NoDataError, UsageError } from '../errors.ts';
import { nearestNames } from '../lib/nearest-name.ts';
import { buildOperationsReport } from '../reports/services.ts';
import type { TraceSource } from '../sources/source.ts';

export function define(command: Command): void {
  addSourceFlags(command.argument('[service]', 'the service'));
  command.option('--service <name>', 'the service, as a flag');
  addAccessFlags(addOutputFlags(command)).addHelpText(
    'after',
    `
Examples:
  tracescope operations order-service
  tracescope operations --service order-service -o ndjson`,
  );
}

export async function run({ args, flags, io }: Invocation): Promise<ExitCode> {
  const output = resolveOutput(flags, io);
  const service = args[0] ?? textFlag(flags, 'service', '--service');
  if (service === undefined) {
    throw new UsageError(
      'which service?',
      'tracescope services lists them; tracescope operations <service>',
    );
  }
  const source = await openFromFlags(flags, io, output);
  try {
    const operations = await source.operations(service);
    if (operations.length === 0 && output.format === 'text')
      throw await unknownService(source, service);
    return await runReport(
      buildOperationsReport(source.description, service, operations),
      output,
      io,
    );
  } finally {
    await source.close();
  }
}

async function unknownService(source: TraceSource, service: string): Promise<NoDataError> {
  const services = await source.services();
  if (services.includes(service))
    return new NoDataError(`${service} has no operations in ${source.description}`);
  const near = nearestNames(service, services, 3);
  return new NoDataError(
    `no service ${service} in ${source.description}`,
    near.length > 0
      ? `Did you mean ${near.join(' or ')}?`
      : 'tracescope services lists those there are.',
  );
}

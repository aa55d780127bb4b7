// tracescope find: a window at a glance.

import type { Command } from 'commander';
import type { Invocation } from '../cli/command.ts';
import { addDetectionFlags } from '../cli/detection-flags.ts';
import { addOutputFlags } from '../cli/output.ts';
import { addQueryFlags, countFlag } from '../cli/query-flags.ts';
import { addAccessFlags, addSourceFlags } from '../cli/source-flags.ts';
import { runWindowCommand } from '../cli/window-command.ts';
import { type ExitCode, UsageError } from '../errors.ts';
import { nearestNames } from '../lib/nearest-name.ts';
import { buildFindReport, FIND_SORTS, type FindSort } from '../reports/find.ts';

const DEFAULT_TOP = 10;

export function define(command: Command): void {
  addQueryFlags(addSourceFlags(command))
    .option('--sort <key>', `order of the traces: ${FIND_SORTS.join(', ')}`, 'latency')
    .option('--top <n>', `traces to show as text (default: ${DEFAULT_TOP}; JSON has all)`);
  addAccessFlags(addOutputFlags(addDetectionFlags(command))).addHelpText(
    'after',
    `
Examples:
  tracescope find --service order-service --since 10m
  tracescope find --service order-service --at 14:05 --window 10m --error
  tracescope find --service order-service --tag user.id=12345 --min-duration 500ms
  tracescope find --file traces.json --sort spans --top 20
  tracescope find --service order-service -o json | jq '.latency.p99Ns'`,
  );
}

export function run(invocation: Invocation): Promise<ExitCode> {
  const { flags } = invocation;
  const sort = resolveSort(String(flags.sort));
  const top = countFlag(flags.top, '--top', 1) ?? DEFAULT_TOP;
  return runWindowCommand(invocation, (window) => buildFindReport({ ...window, sort, top }));
}

function resolveSort(text: string): FindSort {
  const sort = FIND_SORTS.find((key) => key === text);
  if (sort !== undefined) return sort;
  const near = nearestNames(text, FIND_SORTS, 1)[0];
  throw new UsageError(
    `--sort ${text}: no such order`,
    near ? `Did you mean ${near}?` : `Orders: ${FIND_SORTS.join(', ')}`,
  );
}

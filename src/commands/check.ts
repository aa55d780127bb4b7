// tracescope check: a smoke check for CI. Exit 1 only when a limit is broken for certain, 3 when
// there is too little to say.

import type { Command } from 'commander';
import type { Invocation } from '../cli/command.ts';
import { addDetectionFlags } from '../cli/detection-flags.ts';
import { addOutputFlags } from '../cli/output.ts';
import {
  addQueryFlags,
  countFlag,
  durationFlag,
  type Flags,
  ratioFlag,
} from '../cli/query-flags.ts';
import { addAccessFlags, addSourceFlags } from '../cli/source-flags.ts';
import { runWindowCommand } from '../cli/window-command.ts';
import { type ExitCode, UsageError } from '../errors.ts';
import { buildCheckReport } from '../reports/check.ts';
import type { CheckLimits } from '../reports/check-assertions.ts';

/** The most a server is asked for: a check should look at everything. */
const CHECK_LIMIT = 1000;

export function define(command: Command): void {
  addQueryFlags(addSourceFlags(command), CHECK_LIMIT)
    .option('--max-p50 <duration>', 'median latency at most this')
    .option('--max-p90 <duration>', '90th percentile of latency at most this')
    .option('--max-p95 <duration>', '95th percentile of latency at most this')
    .option('--max-p99 <duration>', '99th percentile of latency at most this')
    .option('--max-latency <duration>', 'no trace slower than this')
    .option('--max-error-rate <share>', 'share of traces with errors at most this: 1% or 0.01')
    .option('--no-nplus1', 'no N+1 of at least medium severity and confidence')
    .option('--no-findings', 'no finding of any kind of at least medium severity and confidence')
    .option('--min-traces <n>', 'fewer traces than this are inconclusive (default: 1)')
    .option(
      '--point',
      'compare the measured percentile only, without asking if the sample suffices',
    )
    .option('--strict', 'inconclusive counts as failed');
  addAccessFlags(addOutputFlags(addDetectionFlags(command))).addHelpText(
    'after',
    `
Latency limits are judged by how many traces are above them: "p95 at most 1s" fails when so many
are slower that chance does not explain it, passes when so few are, and is inconclusive between.

Examples:
  tracescope check --service order-service --since 15m --max-p95 1s --max-error-rate 1%
  tracescope check --service order-service --no-nplus1 --min-traces 50
  tracescope check --file traces.json --no-nplus1 -o json`,
  );
}

export function run(invocation: Invocation): Promise<ExitCode> {
  const limits = resolveLimits(invocation.flags);
  return runWindowCommand(
    invocation,
    (window) => buildCheckReport({ ...window, limits }),
    CHECK_LIMIT,
  );
}

function resolveLimits(flags: Flags): CheckLimits {
  const limits: CheckLimits = {
    percentiles: [
      { label: 'p50', ratio: 0.5, maxNs: durationFlag(flags, 'maxP50', '--max-p50') },
      { label: 'p90', ratio: 0.9, maxNs: durationFlag(flags, 'maxP90', '--max-p90') },
      { label: 'p95', ratio: 0.95, maxNs: durationFlag(flags, 'maxP95', '--max-p95') },
      { label: 'p99', ratio: 0.99, maxNs: durationFlag(flags, 'maxP99', '--max-p99') },
    ],
    maxLatencyNs: durationFlag(flags, 'maxLatency', '--max-latency'),
    maxErrorRate: ratioFlag(flags, 'maxErrorRate', '--max-error-rate'),
    // commander reads --no-x as x = false.
    noNplus1: flags.nplus1 === false,
    noFindings: flags.findings === false,
    minTraces: countFlag(flags.minTraces, '--min-traces', 1),
    point: flags.point === true,
    strict: flags.strict === true,
  };
  const isEmpty =
    limits.percentiles.every(({ maxNs }) => maxNs === undefined) &&
    limits.maxLatencyNs === undefined &&
    limits.maxErrorRate === undefined &&
    !limits.noNplus1 &&
    !limits.noFindings &&
    limits.minTraces === undefined;
  if (isEmpty) {
    throw new UsageError(
      'nothing to check',
      'Give at least one limit: --max-p95 1s, --max-error-rate 1%, --no-nplus1, --min-traces 50 …',
    );
  }
  return limits;
}

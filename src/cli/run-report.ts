// The one tail of every command that prints: renderer by name, pieces in blocks of 64 KB with
// back pressure, a quiet end when nobody reads on, and the exit code from the verdict.

import { EXIT, type ExitCode, InterruptedError } from '../errors.ts';
import type { Io } from '../io.ts';
import { RENDERERS } from '../renderers/index.ts';
import type { Report, Verdict } from '../reports/report.ts';
import type { OutputSettings } from './output.ts';

const BLOCK = 64 * 1024;

export async function runReport(report: Report, output: OutputSettings, io: Io): Promise<ExitCode> {
  const load = RENDERERS[output.format];
  if (!load) throw new Error(`no renderer ${output.format}`);
  const render = await load();
  let block = '';
  for (const piece of render(report, output)) {
    block += piece;
    if (block.length < BLOCK) continue;
    if (!(await io.out(block))) return outcome(report.verdict, io);
    block = '';
  }
  if (block !== '') await io.out(block);
  return outcome(report.verdict, io);
}

function outcome(verdict: Verdict, io: Io): ExitCode {
  if (io.signal.reason instanceof InterruptedError) {
    throw new InterruptedError('interrupted: the report was not printed to its end');
  }
  return exitCodeOf(verdict);
}

function exitCodeOf(verdict: Verdict): ExitCode {
  switch (verdict) {
    case 'none':
    case 'pass':
      return EXIT.ok;
    case 'fail':
      return EXIT.checkFailed;
    case 'inconclusive':
    case 'no-data':
      return EXIT.inconclusive;
  }
}

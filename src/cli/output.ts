// How the result is shown: format, width, colour and character set, decided once from flags, the
// environment and the terminal.

import type { Command } from 'commander';
import { UsageError } from '../errors.ts';
import type { Io } from '../io.ts';
import { nearestNames } from '../lib/nearest-name.ts';
import { RENDERERS } from '../renderers/index.ts';
import type { RenderOptions } from '../renderers/renderer.ts';

export interface OutputSettings extends RenderOptions {
  readonly format: string;
  readonly verbose: boolean;
  readonly quiet: boolean;
}

export const OUTPUT_FORMATS: readonly string[] = Object.keys(RENDERERS);

const WIDEST = 400;
/** Narrower terminals wrap; columns need this much to say anything. */
const NARROWEST = 60;

/** Adds the flags of every command that prints a report. */
export function addOutputFlags(command: Command): Command {
  return command
    .option('-o, --output <format>', `output format: ${OUTPUT_FORMATS.join(', ')}`, 'text')
    .option('--width <columns>', 'width of text output (default: the terminal, else 80)')
    .option('--color <when>', 'colours: auto, always or never', 'auto')
    .option('--ascii', 'draw with ASCII characters only')
    .option('-v, --verbose', 'say on stderr what is asked of the server and applied here')
    .option('-q, --quiet', 'nothing on stderr but errors');
}

export function resolveOutput(flags: Readonly<Record<string, unknown>>, io: Io): OutputSettings {
  const format = String(flags.output ?? 'text');
  if (!Object.hasOwn(RENDERERS, format)) {
    const near = nearestNames(format, OUTPUT_FORMATS, 1)[0];
    throw new UsageError(
      `--output ${format}: no such format`,
      near ? `Did you mean ${near}?` : `Formats: ${OUTPUT_FORMATS.join(', ')}`,
    );
  }
  return {
    format,
    verbose: flags.verbose === true,
    quiet: flags.quiet === true,
    columns: resolveColumns(flags.width, io),
    unicode: flags.ascii !== true && speaksUnicode(io.env),
    colorLevel: resolveColor(String(flags.color ?? 'auto'), io),
  };
}

function resolveColumns(flag: unknown, io: Io): number {
  if (flag !== undefined) {
    const width = Number(flag);
    if (!Number.isInteger(width) || width < NARROWEST || width > WIDEST) {
      throw new UsageError(`--width ${flag}: a whole number from ${NARROWEST} to ${WIDEST}`);
    }
    return width;
  }
  const fromEnv = Number(io.env.COLUMNS);
  const width = io.columns ?? (Number.isInteger(fromEnv) && fromEnv > 0 ? fromEnv : 80);
  return Math.min(WIDEST, Math.max(NARROWEST, width));
}

// The usual order: the flag, then NO_COLOR, then FORCE_COLOR, then what the terminal says.
function resolveColor(when: string, io: Io): 0 | 1 | 2 | 3 {
  if (!['auto', 'always', 'never'].includes(when)) {
    throw new UsageError(`--color ${when}: auto, always or never`);
  }
  if (when === 'never') return 0;
  const { env } = io;
  const depth = colorDepth(env);
  if (when === 'always') return depth;
  if (env.NO_COLOR !== undefined && env.NO_COLOR !== '') return 0;
  const force = env.FORCE_COLOR;
  if (force !== undefined) return force === '0' || force === 'false' ? 0 : depth;
  return io.stdoutIsTTY && env.TERM !== 'dumb' ? depth : 0;
}

function colorDepth(env: Io['env']): 1 | 2 | 3 {
  if (/^(truecolor|24bit)$/i.test(env.COLORTERM ?? '')) return 3;
  return /256/.test(env.TERM ?? '') ? 2 : 1;
}

// As the C library decides: the first of these that is set.
function speaksUnicode(env: Io['env']): boolean {
  if (env.TERM === 'dumb' || env.TERM === 'linux') return false;
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG;
  if (locale === undefined || locale === '') return true;
  return /utf-?8/i.test(locale);
}

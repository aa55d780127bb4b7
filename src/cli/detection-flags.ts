// Thresholds, exclusions and suppressions of detection, from the project's own file: next to the
// code they are about, and reviewed with it.

import path from 'node:path';
import type { Command } from 'commander';
import { DEFAULT_DETECTION_OPTIONS, type DetectionOptions } from '../detectors/options.ts';
import { UsageError } from '../errors.ts';
import type { Io } from '../io.ts';
import { type Flags, textFlag } from './query-flags.ts';

/** Read from the current directory when no `--config` names another. */
const USUAL_FILE = 'tracescope.json';

export function addDetectionFlags(command: Command): Command {
  return command.option(
    '--config <file>',
    `thresholds, exclusions and suppressions of findings (default: ${USUAL_FILE}, if there)`,
  );
}

/** Errors: UsageError naming the file and each key that cannot be used. */
export async function resolveDetection(flags: Flags, io: Io): Promise<DetectionOptions> {
  const named = textFlag(flags, 'config', '--config');
  const file = named ?? USUAL_FILE;
  let text: string;
  try {
    text = await io.readText(path.resolve(io.cwd, file));
  } catch (error) {
    if (named === undefined) return DEFAULT_DETECTION_OPTIONS;
    const { code } = error as { code?: string };
    throw new UsageError(
      `--config ${file}: ${code === 'ENOENT' ? 'there is no such file' : `it cannot be read (${code})`}`,
    );
  }
  return parseDetection(text, file);
}

/** The day of now, UTC, as suppressions name days. */
export function dayOf(io: Io): string {
  return new Date(io.now()).toISOString().slice(0, 10);
}

async function parseDetection(text: string, file: string): Promise<DetectionOptions> {
  const { readDetectionOptions } = await import('../detectors/options-schema.ts');
  const { findableKinds } = await import('../reports/detectors.ts');
  const parsed = parseObject(text, file);
  const foreign = Object.keys(parsed).filter((key) => key !== 'detection');
  const { options, problems } = readDetectionOptions(parsed.detection, findableKinds());
  const all = [...foreign.map((key) => `unknown key "${key}"; known here: detection`), ...problems];
  if (all.length > 0)
    throw new UsageError(
      `${file}: ${all.join('; ')}`,
      'tracescope detectors lists the kinds of findings.',
    );
  return options;
}

function parseObject(text: string, file: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    throw new UsageError(
      `${file} is not JSON`,
      'For example {"detection": {"exclude": {"services": ["legacy-*"]}}}',
    );
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new UsageError(`${file}: a JSON object is expected`, 'For example {"detection": {}}');
  }
  return value as Readonly<Record<string, unknown>>;
}

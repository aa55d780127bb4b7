// An option that there is not, told without its value: people try --token=… first, and what stands
// behind the equals sign may be a secret that ends up in a log.

import { CommanderError } from 'commander';
import { LOGIN_HINT } from '../sources/http/login-hint.ts';

const NAME = /^error: unknown option '(-[^'=\s]*)/;
const CREDENTIALS =
  /^--?(access-?|bearer-?|auth-?|api-?)?(token|password|passwd|pass|user(name)?|key|auth|basic|bearer|authorization|secret|credentials?)$/i;

/** Runs `parse`; its CommanderError for an unknown option names the option alone. */
export function withoutOptionValues(parse: () => void): void {
  try {
    parse();
  } catch (error) {
    if (!(error instanceof CommanderError) || error.code !== 'commander.unknownOption') throw error;
    const [start, name = ''] = NAME.exec(error.message) ?? ['error: unknown option'];
    const suggestion = /\n\(Did you mean [^\n]*\)$/.exec(error.message)?.[0] ?? '';
    const hint = CREDENTIALS.test(name) ? `\n${LOGIN_HINT}` : suggestion;
    throw new CommanderError(error.exitCode, error.code, `${start}'${hint}`);
  }
}

// From a command line to the run of one command: only the asked-for command is loaded, and help and
// usage errors read the same everywhere.

import { Command } from 'commander';
import { EXIT, type ExitCode } from '../errors.ts';
import type { Io } from '../io.ts';
import type { CommandEntry } from './command.ts';
import { withoutOptionValues } from './unknown-option.ts';

export const VERSION = process.env.TRACESCOPE_VERSION ?? '0.0.0';

/**
 * Runs one command line; without a known command it is the overview's to answer. Throws
 * CommanderError for help and usage, TracescopeError for the rest.
 */
export async function dispatch(
  commands: readonly CommandEntry[],
  argv: readonly string[],
  io: Io,
): Promise<ExitCode> {
  const words = argv[0] === 'help' ? [...argv.slice(1), '--help'] : argv;
  const entry = commands.find((command) => command.name === words[0]);
  if (!entry) {
    overview(commands, io).parse(words, { from: 'user' });
    return EXIT.ok;
  }
  const module = await entry.load();
  const command = configured(new Command(entry.name), io).description(entry.summary);
  module.define(command);
  // The parent gives usage lines and errors the whole name: "tracescope find".
  configured(new Command('tracescope'), io).addCommand(command);
  withoutOptionValues(() => command.parse(words.slice(1), { from: 'user' }));
  return module.run({ args: command.args, flags: command.opts(), io, commands });
}

function overview(commands: readonly CommandEntry[], io: Io): Command {
  const program = configured(new Command('tracescope'), io)
    .description('Find what makes requests slow, from the traces in Jaeger or in files.')
    .usage('<command> [flags]')
    .version(VERSION, '-V, --version', 'print the version')
    .addHelpText('after', EXIT_CODES);
  for (const entry of commands) {
    program.addCommand(stub(entry, io), { hidden: entry.hidden === true });
  }
  return program;
}

function stub(entry: CommandEntry, io: Io): Command {
  return configured(new Command(entry.name), io).description(entry.summary).helpOption(false);
}

const EXIT_CODES = `
Exit codes: 0 fine, 1 the check said no, 2 wrong usage, 3 no data or inconclusive,
4 backend or input unreadable, 70 a bug of tracescope, 130 interrupted.`;

function configured(command: Command, io: Io): Command {
  return command
    .exitOverride()
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command')
    .configureOutput({
      writeOut: (text) => void io.out(text),
      writeErr: () => {},
      getOutHelpWidth: () => Math.min(io.columns ?? 80, 100),
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .showSuggestionAfterError(true)
    .allowExcessArguments(false);
}

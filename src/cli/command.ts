// What a command is: a few words for the overview, its own flags, and a run that returns a report
// or an exit code. Everything after that (rendering, writing, exit code) is shared.

import type { Command } from 'commander';
import type { ExitCode } from '../errors.ts';
import type { Io } from '../io.ts';

export interface CommandEntry {
  readonly name: string;
  /** One line for the overview. */
  readonly summary: string;
  /** Not for people: left out of the overview. */
  readonly hidden?: true;
  load(): Promise<CommandModule>;
}

export interface CommandModule {
  /** Adds arguments, flags and examples. */
  define(command: Command): void;
  /** Runs with what commander parsed. Throws TracescopeError for what users can meet. */
  run(invocation: Invocation): Promise<ExitCode>;
}

export interface Invocation {
  readonly args: readonly string[];
  /** Raw flags by camelCase name; each command reads them through its own schema. */
  readonly flags: Readonly<Record<string, unknown>>;
  readonly io: Io;
  /** All commands, for those that run or describe others. */
  readonly commands: readonly CommandEntry[];
}

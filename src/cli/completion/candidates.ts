// What can stand at the cursor: commands, the flags of a command as it defines them itself, and the
// values of a flag or argument, which somebody else knows.

import { Command, type Option } from 'commander';
import type { CommandEntry } from '../command.ts';
import type { TypedLine } from './typed-line.ts';

export interface Candidate {
  readonly value: string;
  readonly description: string;
}

/** `files`: the shell knows best. */
export type Candidates = readonly Candidate[] | 'files';

/** A value that is asked for. */
export interface Question {
  readonly command: string;
  /** `--service` for the value of a flag, `<service>` for an argument, by their definition. */
  readonly place: string;
  /** The flags before the cursor, as the command would get them. */
  readonly flags: Readonly<Record<string, unknown>>;
}

/** Values that fit; none when it cannot know. */
export type ValueSource = (question: Question) => Promise<readonly string[] | 'files'>;

export async function candidatesAt(
  line: TypedLine,
  commands: readonly CommandEntry[],
  valuesOf: ValueSource,
): Promise<Candidates> {
  const [name, ...words] = line.words;
  const shown = commands.filter(({ hidden }) => hidden !== true);
  if (name === undefined) {
    const flags = line.current === '' ? [] : OVERVIEW_FLAGS;
    return fitting([...commandNames(shown), HELP, ...flags], line.current);
  }
  if (name === 'help') return words.length === 0 ? fitting(commandNames(shown), line.current) : [];
  const entry = shown.find((each) => each.name === name);
  if (!entry) return [];
  const command = await described(entry);
  const place = placeAt(command, words, line.current);
  if (place.asks === undefined) return fitting(flagsOf(command, words), line.current);
  const flags = flagsBefore(command, words);
  const values = await valuesOf({ command: name, place: place.asks, flags });
  if (values === 'files') return values;
  const candidates = values.map((value) => ({ value: place.prefix + value, description: '' }));
  return fitting(candidates, line.current);
}

function commandNames(commands: readonly CommandEntry[]): Candidate[] {
  return commands.map(({ name, summary }) => ({ value: name, description: summary }));
}

const HELP: Candidate = { value: 'help', description: 'print the help of a command' };
const OVERVIEW_FLAGS: readonly Candidate[] = [
  { value: '--help', description: 'print the overview' },
  { value: '--version', description: 'print the version' },
];

/** More would not be read by anybody. */
const MOST = 1000;

function fitting(candidates: readonly Candidate[], current: string): Candidate[] {
  return candidates.filter(({ value }) => value.startsWith(current)).slice(0, MOST);
}

async function described(entry: CommandEntry): Promise<Command> {
  const command = new Command(entry.name)
    .exitOverride()
    .allowUnknownOption()
    .allowExcessArguments()
    .configureOutput({ writeOut: () => {}, writeErr: () => {} });
  (await entry.load()).define(command);
  return command;
}

interface Place {
  /** The flag or argument whose value stands there; undefined where only flags do. */
  readonly asks: string | undefined;
  /** What of the word at the cursor is not part of the value: `--service=`. */
  readonly prefix: string;
}

function placeAt(command: Command, words: readonly string[], current: string): Place {
  let pending: Option | undefined;
  let positional = 0;
  let onlyArguments = false;
  for (const word of words) {
    if (onlyArguments || !word.startsWith('-') || word === '-') {
      if (pending === undefined) positional++;
      else if (!pending.variadic) pending = undefined;
    } else if (word === '--') {
      onlyArguments = true;
      pending = undefined;
    } else {
      const option = optionOf(command, word);
      pending = option?.required === true || option?.optional === true ? option : undefined;
    }
  }
  if (!onlyArguments && current.startsWith('-')) {
    const [flag = '', ...rest] = current.split('=');
    const option = rest.length > 0 ? optionOf(command, flag) : undefined;
    if (option) return { asks: option.long, prefix: `${flag}=` };
    if (pending === undefined || pending.variadic) {
      return { asks: undefined, prefix: '' };
    }
  }
  if (pending) return { asks: pending.long, prefix: '' };
  const argument = command.registeredArguments[positional];
  const asks = argument === undefined ? undefined : `<${argument.name()}>`;
  return { asks, prefix: '' };
}

function optionOf(command: Command, word: string): Option | undefined {
  return command.options.find(({ long, short }) => word === long || word === short);
}

function flagsOf(command: Command, words: readonly string[]): Candidate[] {
  const used = new Set(words);
  const flags = command.options
    .filter((option) => !option.hidden && (isRepeatable(option) || !isUsed(option, used)))
    .map(({ long, short, description }) => ({ value: long ?? short ?? '', description }));
  return [...flags, { value: '--help', description: 'print the help of this command' }];
}

function isUsed({ long, short }: Option, used: ReadonlySet<string>): boolean {
  return used.has(long ?? '') || used.has(short ?? '');
}

function isRepeatable(option: Option): boolean {
  return option.variadic || Array.isArray(option.defaultValue);
}

// A line that is still being typed may not make sense yet: then nothing is known.
function flagsBefore(
  command: Command,
  words: readonly string[],
): Readonly<Record<string, unknown>> {
  const last = optionOf(command, words.at(-1) ?? '');
  const whole = last?.required === true ? words.slice(0, -1) : words;
  try {
    command.parse(whole, { from: 'user' });
  } catch {
    return {};
  }
  return command.opts();
}

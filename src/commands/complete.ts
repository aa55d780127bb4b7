// tracescope __complete: what the scripts of `completion` ask at each press of the key. Silent and
// quick, whatever is wrong: nobody wants to read an error in the middle of a command line.

import type { Command } from 'commander';
import type { Invocation } from '../cli/command.ts';
import { candidatesAt, type Question } from '../cli/completion/candidates.ts';
import { LATER, replyText, SHELLS } from '../cli/completion/reply.ts';
import { parseTypedLine } from '../cli/completion/typed-line.ts';
import { interruptibleSource } from '../cli/interruption.ts';
import { OUTPUT_FORMATS, resolveOutput } from '../cli/output.ts';
import { liveFromFlags } from '../cli/source-flags.ts';
import { EXIT, type ExitCode } from '../errors.ts';
import type { Io } from '../io.ts';

/** Of the 300 ms that a key may take; the rest is for the program to end. */
const ANSWER_MS = 230;
/** Even when the program took long to start, a server nearby gets a chance. */
const LEAST_MS = 40;
/** In the background, where nobody waits. */
const REFRESH_MS = 20_000;

export function define(command: Command): void {
  command.argument('<shell>', 'bash, zsh or fish; refresh only fills the cache');
  command.argument('<line>', 'the command line up to the cursor');
  command.argument('[word]', 'what the shell takes for the word at the cursor');
}

export async function run({ args, io, commands }: Invocation): Promise<ExitCode> {
  const [name, text = '', word] = args;
  const shell = SHELLS.find((each) => each === name);
  if (shell === undefined && name !== 'refresh') return EXIT.ok;
  const late = AbortSignal.timeout(shell === undefined ? REFRESH_MS : timeLeftMs(io));
  const silent: Io = { ...io, err: () => {}, signal: AbortSignal.any([io.signal, late]) };
  try {
    const line = parseTypedLine(text);
    const candidates = await candidatesAt(line, commands, (question) => valuesOf(question, silent));
    if (shell !== undefined) await io.out(replyText(shell, candidates, line, word));
  } catch {
    if (shell !== undefined && late.aborted) await io.out(`${LATER}\n`);
  }
  return EXIT.ok;
}

function timeLeftMs(io: Io): number {
  const spentMs = io.startedMs === undefined ? 0 : io.now() - io.startedMs;
  return Math.max(LEAST_MS, Math.floor(ANSWER_MS - spentMs));
}

async function valuesOf(question: Question, io: Io): Promise<readonly string[] | 'files'> {
  const known = KNOWN.get(question.place);
  return known === undefined ? [] : known(question, io);
}

type Known = (question: Question, io: Io) => Promise<readonly string[] | 'files'>;

const files: Known = async () => 'files';
const shells: Known = async () => SHELLS;

/** By flag, or argument, what its values are. Those that are not here are free text. */
const KNOWN: ReadonlyMap<string, Known> = new Map<string, Known>([
  ['--service', services],
  ['<service>', services],
  ['--operation', operations],
  ['--context', contexts],
  ['--output', async () => OUTPUT_FORMATS],
  ['--color', async () => ['auto', 'always', 'never']],
  ['--api', async () => ['v1', 'v3']],
  ['--sort', async () => (await import('../reports/find.ts')).FIND_SORTS],
  ['--format', formats],
  ['--jaeger', async () => (await import('../demo/jaeger/releases.ts')).JAEGER_VERSIONS],
  ['--file', files],
  ['--config', files],
  ['--config', files],
  ['--token-file', files],
  ['--basic-file', files],
  ['--ca', files],
  ['--cert', files],
  ['--key', files],
  ['<shell>', shells],
]);

async function formats(): Promise<readonly string[]> {
  const { FORMATS } = await import('../sources/formats/index.ts');
  return FORMATS.map(({ id }) => id);
}

async function contexts(_: Question, io: Io): Promise<readonly string[]> {
  const { readContextFile } = await import('../sources/context-file.ts');
  const file = await readContextFile(io.env, io.readText);
  return [...(file?.contexts.keys() ?? [])];
}

function services({ flags }: Question, io: Io): Promise<readonly string[]> {
  return namesFrom(flags, io, undefined);
}

async function operations({ flags }: Question, io: Io): Promise<readonly string[]> {
  const { service } = flags;
  return typeof service === 'string' ? namesFrom(flags, io, service) : [];
}

/** Services, or the operations of one: from the cache, else from the server. */
async function namesFrom(
  flags: Question['flags'],
  io: Io,
  service: string | undefined,
): Promise<readonly string[]> {
  if (flags.file !== undefined) return [];
  const { NameCache } = await import('../sources/name-cache.ts');
  const live = await liveFromFlags({ ...flags, retries: '0' }, io, resolveOutput({}, io));
  const { baseUrl, headers, credentials } = live.http;
  const key = [baseUrl, live.api ?? '', JSON.stringify(headers), credentials?.label ?? ''];
  if (service !== undefined) key.push(service);
  const cache = new NameCache(io.env, io.now);
  const kept = await cache.read(key);
  if (kept) return kept;
  const { openSource } = await import('../sources/open-source.ts');
  const source = interruptibleSource(await openSource({ live }), io.signal);
  try {
    const names =
      service === undefined
        ? await source.services()
        : (await source.operations(service)).map(({ name }) => name);
    const unique = [...new Set(names)].sort();
    await cache.write(key, unique);
    return unique;
  } finally {
    await source.close();
  }
}

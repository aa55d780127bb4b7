// Named contexts in a configuration file, as kubectl has them: how to reach each Jaeger, chosen with
// --context or currentContext. Credentials are not in it, only where they come from.

import path from 'node:path';
import { UsageError } from '../errors.ts';
import { nearestNames } from '../lib/nearest-name.ts';
import { quotedText } from '../lib/quoted-text.ts';
import type { Context } from './access/context-schema.ts';

export type { Context } from './access/context-schema.ts';

type Env = Readonly<Record<string, string | undefined>>;

export interface ContextFile {
  readonly path: string;
  readonly currentContext: string | undefined;
  readonly contexts: ReadonlyMap<string, Context>;
}

/** Where the file is, and whether somebody said so (then it must exist). */
export function contextFilePath(env: Env): { readonly path: string; readonly named: boolean } {
  const named = env.TRACESCOPE_CONFIG;
  if (named !== undefined && named !== '') return { path: named, named: true };
  const home = env.HOME ?? env.USERPROFILE ?? '';
  const folder = env.XDG_CONFIG_HOME || (home === '' ? '' : path.join(home, '.config'));
  return {
    path: folder === '' ? '' : path.join(folder, 'tracescope', 'config.json'),
    named: false,
  };
}

/**
 * The file's contexts, or undefined when there is none at the default place. `readText` rejects with
 * Node's errors. Errors: UsageError for a file that cannot be read or understood.
 */
export async function readContextFile(
  env: Env,
  readText: (path: string) => Promise<string>,
): Promise<ContextFile | undefined> {
  const { path: file, named } = contextFilePath(env);
  if (file === '') return undefined;
  let text: string;
  try {
    text = await readText(file);
  } catch (error) {
    const { code } = error as { code?: unknown };
    if (!named && (code === 'ENOENT' || code === 'ENOTDIR')) return undefined;
    const why = code === 'ENOENT' ? 'there is no such file' : `it cannot be read (${code})`;
    const from = named ? ' (from TRACESCOPE_CONFIG)' : '';
    throw new UsageError(`configuration file ${file}${from}: ${why}`);
  }
  return parseContextFile(text, file);
}

/** Errors: UsageError that names the place in the file. */
export async function parseContextFile(text: string, file: string): Promise<ContextFile> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    throw new UsageError(`configuration file ${file} is not JSON`, EXAMPLE);
  }
  const { contextFileSchema } = await import('./access/context-schema.ts');
  const result = contextFileSchema.safeParse(parsed);
  if (!result.success) {
    const [issue] = result.error.issues;
    throw await refusal(issue as Issue, file);
  }
  const { currentContext, contexts = {} } = result.data;
  const found = new Map(Object.entries(contexts));
  for (const [name, context] of found) checkContext(name, context, file);
  if (currentContext !== undefined && !found.has(currentContext)) {
    throw unknownContext(currentContext, found, `in ${file}, which names it as currentContext`);
  }
  return { path: file, currentContext, contexts: found };
}

/** The context called `name`. Errors: UsageError with the nearest names. */
export function findContext(file: ContextFile | undefined, name: string, env: Env): Context {
  if (file === undefined) {
    const { path: place } = contextFilePath(env);
    throw new UsageError(
      `--context ${quotedText(name, 60)}: there is no configuration file${place && ` at ${place}`}`,
      `Contexts are kept there as JSON. ${EXAMPLE}`,
    );
  }
  const context = file.contexts.get(name);
  if (context === undefined) throw unknownContext(name, file.contexts, `in ${file.path}`);
  return context;
}

const EXAMPLE =
  'For example: {"currentContext": "prod", "contexts": {"prod": {"url": "https://tracing.example.com/jaeger", "tokenFile": "~/.jaeger-token"}}}';

function unknownContext(
  name: string,
  contexts: ReadonlyMap<string, Context>,
  place: string,
): UsageError {
  const near = nearestNames(name, contexts.keys());
  const all = [...contexts.keys()].slice(0, 20);
  const hint =
    near.length > 0
      ? `Did you mean ${near.join(' or ')}?`
      : all.length > 0
        ? `There are: ${all.join(', ')}`
        : EXAMPLE;
  return new UsageError(`no context "${quotedText(name, 60)}" ${place}`, quotedText(hint, 400));
}

function checkContext(name: string, context: Context, file: string): void {
  const ways = (['tokenFile', 'tokenCommand', 'basicFile'] as const).filter(
    (key) => context[key] !== undefined,
  );
  if (ways.length > 1) {
    throw new UsageError(
      `configuration file ${file}: contexts.${name} has both ${ways[0]} and ${ways[1]}`,
      'Only one of them can be sent.',
    );
  }
  if ((context.cert === undefined) !== (context.key === undefined)) {
    throw new UsageError(
      `configuration file ${file}: contexts.${name} needs cert and key together`,
    );
  }
}

interface Issue {
  readonly code: string;
  readonly path: readonly PropertyKey[];
  readonly keys?: readonly string[];
  readonly expected?: string;
}

async function refusal(issue: Issue, file: string): Promise<UsageError> {
  const { CONTEXT_KEYS, FILE_KEYS } = await import('./access/context-schema.ts');
  const place = issue.path.map(String).join('.');
  const key = issue.keys?.[0];
  if (issue.code === 'unrecognized_keys' && key !== undefined) {
    const where = quotedText(place === '' ? key : `${place}.${key}`, 100);
    const known = place === '' ? FILE_KEYS : CONTEXT_KEYS;
    const hint = /^(token|password|bearer|user(name)?|basic|authorization|secret)$/i.test(key)
      ? 'Credentials do not belong into the file: name where they are with tokenFile, tokenCommand, basicFile or headersEnv.'
      : didYouMean(key, known);
    return new UsageError(`configuration file ${file}: there is no setting ${where}`, hint);
  }
  const wanted = issue.expected ?? 'text that is not empty';
  return new UsageError(
    `configuration file ${file}: ${quotedText(place, 100) || 'the whole'} must be ${WANTED.get(wanted) ?? wanted}`,
    EXAMPLE,
  );
}

const WANTED: ReadonlyMap<string, string> = new Map([
  ['string', 'text'],
  ['boolean', 'true or false'],
  ['array', 'a list of words, such as ["get-token", "--quiet"]'],
  ['object', 'an object'],
  ['record', 'an object'],
]);

function didYouMean(key: string, known: readonly string[]): string {
  const near = nearestNames(key, known);
  return near.length > 0
    ? `Did you mean ${near.join(' or ')}?`
    : `Settings there: ${known.join(', ')}`;
}

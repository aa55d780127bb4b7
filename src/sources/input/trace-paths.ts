// What the paths of `--file` stand for: files, directories (their trace files, one level), `-` for
// standard input. Also opens them, and says in words why one cannot be opened.

import { type FileHandle, open, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { InputError } from '../../errors.ts';
import { nearestNames } from '../../lib/nearest-name.ts';
import { quotedText } from '../../lib/quoted-text.ts';
import { compareText } from '../../lib/text-order.ts';
import type { Notes } from '../../model/notes.ts';

/** One input to read. */
export interface TracePath {
  /** As the user would name it, fit for messages. */
  readonly name: string;
  /** Absolute; undefined for standard input. */
  readonly path: string | undefined;
  /** Found in a directory rather than asked for: it may turn out to be something else. */
  readonly isListed: boolean;
}

const TRACE_FILE = /\.(?:json|jsonl|ndjson|gz|zst)$/i;
const CHUNK_BYTES = 1024 * 1024;
const NAMES_SHOWN = 5;

/**
 * The inputs behind `paths`, in order, each once; directories by name. What a directory holds
 * besides is counted as `file-skipped`. Errors: InputError.
 */
export async function expandPaths(
  paths: readonly string[],
  cwd: string,
  notes: Notes,
): Promise<TracePath[]> {
  const inputs = new Map<string, TracePath>();
  for (const given of paths) {
    if (given === '-') {
      inputs.set('-', { name: 'standard input', path: undefined, isListed: false });
      continue;
    }
    const absolute = path.resolve(cwd, given);
    if (await isDirectory(absolute, given)) {
      for (const input of await listDirectory(absolute, given, notes)) {
        if (!inputs.has(input.path ?? '')) inputs.set(input.path ?? '', input);
      }
    } else {
      inputs.set(absolute, { name: quotedText(given, 200), path: absolute, isListed: false });
    }
  }
  return [...inputs.values()];
}

/**
 * The bytes of a file in large chunks, each good until the next is asked for: two buffers take
 * turns, one being read into while the other is worked on. Errors: InputError.
 */
export async function* fileBytes(
  absolute: string,
  name: string,
): AsyncGenerator<Uint8Array, void, undefined> {
  let file: FileHandle | undefined;
  let reading: Promise<unknown> | undefined;
  try {
    file = await open(absolute);
    const buffers = [Buffer.allocUnsafe(CHUNK_BYTES), Buffer.allocUnsafe(CHUNK_BYTES)] as const;
    let next = file.read(buffers[0], 0, CHUNK_BYTES);
    for (let turn = 0; ; turn = 1 - turn) {
      const { bytesRead } = await next;
      if (bytesRead === 0) return;
      next = file.read(buffers[turn === 0 ? 1 : 0], 0, CHUNK_BYTES);
      // Somebody may stop here, and then nobody waits for what is being read.
      reading = next.catch(() => {});
      yield buffers[turn === 0 ? 0 : 1].subarray(0, bytesRead);
    }
  } catch (error) {
    throw await openError(error, absolute, name);
  } finally {
    await reading;
    await file?.close();
  }
}

async function isDirectory(absolute: string, given: string): Promise<boolean> {
  try {
    return (await stat(absolute)).isDirectory();
  } catch (error) {
    throw await openError(error, absolute, given);
  }
}

async function listDirectory(absolute: string, given: string, notes: Notes): Promise<TracePath[]> {
  const entries = await readdir(absolute, { withFileTypes: true }).catch(async (error: unknown) => {
    throw await openError(error, absolute, given);
  });
  const inputs: TracePath[] = [];
  const skipped: string[] = [];
  for (const entry of entries.sort((a, b) => compareText(a.name, b.name))) {
    const name = quotedText(path.join(given, entry.name), 200);
    if (entry.isDirectory()) skipped.push(`${quotedText(entry.name, 40)}/`);
    else if (!TRACE_FILE.test(entry.name)) skipped.push(quotedText(entry.name, 40));
    else inputs.push({ name, path: path.join(absolute, entry.name), isListed: true });
  }
  const rest = listNames(skipped);
  if (inputs.length === 0) {
    throw new InputError(
      `the directory ${quotedText(given, 200)} holds no trace files`,
      `Files that end in .json, .jsonl, .ndjson, .gz or .zst are read, subdirectories are not. ${rest === '' ? 'It is empty.' : `It holds ${rest}.`}`,
    );
  }
  if (skipped.length > 0) {
    const text = `${quotedText(given, 200)} holds more than trace files: ${rest} not read`;
    notes.add('file-skipped', text, skipped.length);
  }
  return inputs;
}

/** Names in a sentence: the first few, and how many more. */
export function listNames(names: readonly string[], shown = NAMES_SHOWN): string {
  const first = names.slice(0, shown).join(', ');
  return names.length > shown ? `${first} and ${names.length - shown} more` : first;
}

/** What a failed system call means for the file the user called `name`. */
export async function openError(
  error: unknown,
  absolute: string,
  name: string,
): Promise<InputError> {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
  const shown = quotedText(name, 200);
  const options = { cause: error };
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR': {
      const near = await namesNear(absolute);
      const hint = near === '' ? 'Paths are relative to the current directory.' : near;
      return new InputError(`there is no file ${shown}`, hint, options);
    }
    case 'EACCES':
    case 'EPERM':
      return new InputError(
        `${shown} may not be read: permission denied`,
        'Change its permissions, or read it as somebody who may.',
        options,
      );
    default:
      return new InputError(`${shown} cannot be read (${code})`, '', options);
  }
}

async function namesNear(absolute: string): Promise<string> {
  try {
    const siblings = await readdir(path.dirname(absolute));
    const near = nearestNames(path.basename(absolute), siblings.sort(compareText));
    return near.length > 0
      ? `Did you mean ${near.map((n) => quotedText(n, 80)).join(' or ')}?`
      : '';
  } catch {
    return '';
  }
}

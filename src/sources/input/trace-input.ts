// Reads one input (a file, standard input, the body of an answer) into an assembly of traces: finds
// the format from the first kilobytes unless it is given, decodes as bytes arrive, and says at the
// end what was wrong with it.

import { InputError } from '../../errors.ts';
import { Notes } from '../../model/notes.ts';
import type { Trace } from '../../model/trace.ts';
import { addUnreadable, type Coverage } from '../coverage.ts';
import type { TraceFormat } from '../formats/format.ts';
import { detectFormat } from '../formats/index.ts';
import { BrokenPackingError } from './compressed-bytes.ts';
import { documentStart } from './document-head.ts';
import { InputDecoder } from './input-decoder.ts';
import { InputHead } from './input-head.ts';
import { isOpening } from './json-brackets.ts';
import type { TraceAssembly } from './trace-assembly.ts';
import { notJson, unknownFormat } from './unreadable-input.ts';

export interface TraceInput {
  /** For messages: a file's name or a URL without credentials. */
  readonly name: string;
  readonly bytes: AsyncIterable<Uint8Array>;
  /** Undefined to find out from the bytes. */
  readonly format: TraceFormat | undefined;
  /**
   * `note` takes what is whole in a cut-off or damaged input and notes the rest; `throw` does so
   * too and then throws an InputError: a damaged answer is the server's failure.
   */
  readonly onProblem: 'note' | 'throw';
  readonly onFormat?: ((format: TraceFormat) => void) | undefined;
}

/**
 * Decodes `input` into `assembly` and yields the traces that need not wait for its end. Errors:
 * InputError when no trace could be read from it; what its bytes throw.
 */
export async function* readInput(
  input: TraceInput,
  assembly: TraceAssembly,
  coverage: Coverage,
): AsyncGenerator<Trace, void, undefined> {
  const notes = new Notes();
  const spansBefore = assembly.decodedSpans;
  try {
    const decoder = yield* decodeBytes(input, assembly, notes);
    if (decoder.failure) throw decoder.failure;
    const { problem } = decoder;
    const unusable = problem?.text ?? unreadableElement(notes);
    if (unusable === undefined) return;
    if (problem) coverage.complete = false;
    if (assembly.decodedSpans === spansBefore) throw new InputError(unusable, NOTHING_HINT);
    if (problem && input.onProblem === 'throw') {
      yield* assembly.rest();
      throw new InputError(problem.text);
    }
    // What is thrown is counted by whoever goes on without it.
    if (problem) addUnreadable(coverage);
  } finally {
    coverage.notes.addAll(notes.list());
  }
}

const NOTHING_HINT = 'No trace in it is whole. Download or export it again.';

async function* decodeBytes(
  input: TraceInput,
  assembly: TraceAssembly,
  notes: Notes,
): AsyncGenerator<Trace, InputDecoder, undefined> {
  const head = new InputHead(input.format !== undefined);
  let decoder: InputDecoder | undefined;
  let brokenPacking: BrokenPackingError | undefined;
  try {
    for await (const chunk of input.bytes) {
      if (!decoder && !head.add(chunk)) continue;
      const bytes: Uint8Array = decoder ? chunk : head.bytes();
      decoder ??= startDecoder(input, head, assembly, notes);
      const goesOn = decoder.push(bytes);
      yield* assembly.ready();
      if (!goesOn) return decoder;
    }
  } catch (error) {
    if (!(error instanceof BrokenPackingError)) throw error;
    brokenPacking = error;
  }
  if (!decoder) {
    decoder = startDecoder(input, head, assembly, notes);
    decoder.push(head.bytes());
  }
  decoder.end(brokenPacking);
  return decoder;
}

function startDecoder(
  input: TraceInput,
  head: InputHead,
  assembly: TraceAssembly,
  notes: Notes,
): InputDecoder {
  const bytes = head.bytes();
  const start = bytes[documentStart(bytes)];
  if (start === undefined || !isOpening(start)) throw notJson(input.name, bytes);
  const format = input.format ?? findFormat(input.name, head, bytes);
  input.onFormat?.(format);
  return new InputDecoder(input.name, format, assembly, notes);
}

function findFormat(name: string, head: InputHead, bytes: Buffer): TraceFormat {
  const seen = head.sniff(bytes);
  const format = detectFormat(seen);
  if (!format) throw unknownFormat(name, bytes, seen);
  return format;
}

// Something stood where traces should be, and nothing else did.
function unreadableElement(notes: Notes): string | undefined {
  const unreadable = notes.list().find(({ code }) => code.endsWith('-unreadable'));
  return unreadable?.text;
}

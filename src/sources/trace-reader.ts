// Traces out of the body of one answer, of whatever origin; what the live sources use.

import type { Trace } from '../model/trace.ts';
import type { Coverage } from './coverage.ts';
import { formatById } from './formats/index.ts';
import { TraceAssembly } from './input/trace-assembly.ts';
import { readInput } from './input/trace-input.ts';

export interface ReadOptions {
  /** For messages: a URL without credentials. */
  readonly name: string;
  /** A format's ID; found from the bytes when left out. */
  readonly format?: string | undefined;
  /** Counted up as traces are handed out. */
  readonly coverage: Coverage;
}

/**
 * The traces in `bytes`, each once and whole. Errors: UsageError for an unknown format; InputError
 * when the body holds no traces, is a server's error message, or is cut off or damaged: then after
 * the traces that are whole, naming the byte; and whatever `bytes` throws.
 */
export async function* readTraces(
  bytes: AsyncIterable<Uint8Array>,
  { name, format, coverage }: ReadOptions,
): AsyncGenerator<Trace, void, undefined> {
  const assembly = new TraceAssembly(coverage);
  const input = {
    name,
    bytes,
    format: format === undefined ? undefined : formatById(format),
    onProblem: 'throw' as const,
  };
  yield* readInput(input, assembly, coverage);
  yield* assembly.rest();
}

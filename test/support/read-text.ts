// Reads traces out of a text or bytes as the live sources do, in chunks of any size.

import type { Trace } from '../../src/model/trace.ts';
import { type Coverage, emptyCoverage } from '../../src/sources/coverage.ts';
import { readTraces } from '../../src/sources/trace-reader.ts';
import { chunksOf } from './json-pieces.ts';
import { factsOf, type TraceFacts } from './trace-facts.ts';

export interface ReadText {
  readonly traces: readonly Trace[];
  readonly coverage: Coverage;
  /** Note codes with their counts, `code count`. */
  readonly notes: readonly string[];
  /** What ended the reading, if anything did. */
  readonly error: Error | undefined;
}

export interface ReadTextOptions {
  readonly format?: string | undefined;
  readonly sizes?: readonly number[] | undefined;
}

export async function readText(
  text: string | Uint8Array,
  { format, sizes = [1 << 20] }: ReadTextOptions = {},
): Promise<ReadText> {
  const coverage = emptyCoverage();
  const traces: Trace[] = [];
  let error: Error | undefined;
  try {
    const bytes = asyncBytes(chunksOf(Buffer.from(text), sizes));
    for await (const trace of readTraces(bytes, { name: 'input', format, coverage })) {
      traces.push(trace);
    }
  } catch (thrown) {
    error = thrown as Error;
  }
  const notes = coverage.notes.list().map(({ code, count }) => `${code} ${count}`);
  return { traces, coverage, notes, error };
}

export async function* asyncBytes(chunks: Iterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* chunks;
}

/** The traces of an input that must be read without error or note, as facts by trace ID. */
export async function factsIn(text: string | Uint8Array, format?: string): Promise<TraceFacts[]> {
  const { traces, error, notes } = await readText(text, { format });
  if (error) throw error;
  if (notes.length > 0) throw new Error(`unexpected notes: ${notes.join(', ')}`);
  return factsById(traces);
}

export function factsById(traces: readonly Trace[]): TraceFacts[] {
  return traces.map(factsOf).sort((a, b) => (a.id < b.id ? -1 : 1));
}

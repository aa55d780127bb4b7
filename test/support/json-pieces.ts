// Collects what a splitter hands out as parsed values, and feeds it in chunks of any size.

import type { JsonPieces } from '../../src/sources/input/json-pieces.ts';
import { JsonSliceError, parseJsonSlice } from '../../src/sources/input/json-slice.ts';

export interface CollectedPieces extends JsonPieces {
  readonly elements: unknown[];
  readonly documents: unknown[];
  readonly fieldKeys: string[];
  readonly offsets: number[];
  /** Input offsets of pieces that are not JSON. */
  readonly errors: number[];
}

export function collectPieces(): CollectedPieces {
  const elements: unknown[] = [];
  const documents: unknown[] = [];
  const fieldKeys: string[] = [];
  const offsets: number[] = [];
  const errors: number[] = [];
  const parse = (
    into: unknown[],
    { bytes, start, end, offset }: Parameters<JsonPieces['document']>[0],
  ) => {
    offsets.push(offset);
    try {
      into.push(parseJsonSlice(bytes, start, end));
    } catch (error) {
      if (!(error instanceof JsonSliceError)) throw error;
      errors.push(offset + error.at - start);
    }
  };
  return {
    elements,
    documents,
    fieldKeys,
    offsets,
    errors,
    element: (piece) => parse(elements, piece),
    document: (piece) => parse(documents, piece),
    fields: (fields) => fieldKeys.push(...Object.keys(fields)),
  };
}

/** `bytes` in consecutive chunks whose sizes repeat `sizes`. */
export function* chunksOf(bytes: Uint8Array, sizes: readonly number[]): Generator<Uint8Array> {
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const size = sizes[i % sizes.length] ?? 1;
    // A copy, as a reader may reuse its buffer.
    yield bytes.slice(at, at + size);
    at += size;
  }
}

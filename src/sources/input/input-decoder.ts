// Bytes of one input in, columns out: splits, parses and decodes piece by piece, and keeps book of
// what could not be used and where.

import { TracescopeError } from '../../errors.ts';
import type { Notes } from '../../model/notes.ts';
import type { TraceFormat } from '../formats/format.ts';
import type { BrokenPackingError } from './compressed-bytes.ts';
import type { JsonBreak, JsonPiece, JsonPieces } from './json-pieces.ts';
import { JsonSliceError, parseJsonSlice } from './json-slice.ts';
import { JsonSplitter } from './json-splitter.ts';
import { LineSplitter } from './line-splitter.ts';
import type { TraceAssembly } from './trace-assembly.ts';

/** Something that stopped or damaged the input. */
export interface InputProblem {
  readonly code: 'input-cut-off' | 'input-damaged' | 'element-damaged';
  /** What is wrong with which input at which byte. */
  readonly text: string;
}

export class InputDecoder implements JsonPieces {
  /** The first problem, if any. */
  problem: InputProblem | undefined;
  /** A server's error message found instead of traces. */
  failure: TracescopeError | undefined;
  readonly #splitter: JsonSplitter | LineSplitter;
  #documents = 0;
  #bytes = 0;
  #packing: BrokenPackingError | undefined;
  #isEnding = false;
  #isBroken = false;

  constructor(
    readonly name: string,
    readonly format: TraceFormat,
    readonly assembly: TraceAssembly,
    readonly notes: Notes,
  ) {
    const { elementKeys } = format;
    this.#splitter =
      elementKeys.length === 0 ? new LineSplitter(this) : new JsonSplitter(elementKeys, this);
  }

  /** False once the rest of the input is of no use. */
  push(chunk: Uint8Array): boolean {
    this.#splitter.push(chunk);
    this.#bytes += chunk.length;
    this.assembly.count(chunk.length);
    this.#noteBreak(this.#splitter.broken);
    return this.#splitter.broken === undefined && this.failure === undefined;
  }

  /** `packing` is set when the input ended because its packing broke. */
  end(packing?: BrokenPackingError): void {
    this.#isEnding = true;
    this.#packing = packing;
    this.#splitter.end();
    this.#noteBreak(this.#splitter.broken);
    if (packing && this.problem?.code !== 'input-cut-off') this.#noteCutOff(this.#bytes);
  }

  element(piece: JsonPiece, path: string, index: number): void {
    if (index === 0) this.#documents++;
    this.#decode(piece, `${this.#root()}${path === '' ? '' : `.${path}`}[${index}]`);
  }

  document(piece: JsonPiece): void {
    this.#documents++;
    this.#decode(piece, this.#root());
  }

  fields(fields: Readonly<Record<string, unknown>>): void {
    this.format.noteFields?.(fields, this.notes, this.#root());
  }

  // In JSONPath's notation, as far as messages need it.
  #root(): string {
    return this.#documents > 1 ? `${this.name}: document ${this.#documents}: $` : `${this.name}: $`;
  }

  #decode(piece: JsonPiece, place: string): void {
    if (this.failure) return;
    try {
      const value = parseJsonSlice(piece.bytes, piece.start, piece.end);
      this.format.decode(value, this.assembly.tableFor(this.format), this.notes, place);
    } catch (error) {
      if (error instanceof JsonSliceError) this.#noteDamage(piece, error, place);
      else if (error instanceof TracescopeError) this.failure = error;
      else throw error;
    }
  }

  #noteDamage(piece: JsonPiece, error: JsonSliceError, place: string): void {
    const offset = piece.offset + error.at - piece.start;
    if (this.#isEnding && error.at >= piece.end) this.#noteCutOff(offset);
    else {
      const text = `${place} is not JSON at byte ${offset}: unexpected ${error.found}`;
      this.#add('element-damaged', text, 'it was skipped');
    }
  }

  #noteBreak(broken: JsonBreak | undefined): void {
    if (!broken || this.#isBroken) return;
    this.#isBroken = true;
    const { kind, offset, found } = broken;
    if (kind === 'cut-off') this.#noteCutOff(offset);
    else {
      const text = `${this.name} is not JSON at byte ${offset}: unexpected ${found}`;
      this.#add('input-damaged', text, 'nothing behind it was read');
    }
  }

  #noteCutOff(offset: number): void {
    const { name } = this;
    const text = this.#packing
      ? `${name} ends too early: its ${this.#packing.message} after ${offset} unpacked bytes`
      : `${name} ends too early: at byte ${offset}, in the middle of a value`;
    this.#add('input-cut-off', text, 'what is whole before it was read');
  }

  #add(code: InputProblem['code'], text: string, consequence: string): void {
    this.problem ??= { code, text };
    this.notes.add(code, `${text}; ${consequence}`);
  }
}

// Undoes gzip and zstd, told by their first bytes and not by a file's name. When the input breaks
// off, everything that could still be unpacked is handed out before the error: a download that was
// cut short has whole traces in it.

import type { Transform } from 'node:stream';
import zlib from 'node:zlib';
import { InputError } from '../../errors.ts';

/** Packed bytes that end too early or are damaged; all that could be read was handed out. */
export class BrokenPackingError extends Error {
  constructor(
    /** `gzip` or `zstd`. */
    readonly packing: string,
    readonly isCutOff: boolean,
    cause: unknown,
  ) {
    super(`${packing} data ${isCutOff ? 'is cut off' : 'is damaged'}`, { cause });
  }
}

interface Packing {
  readonly name: string;
  readonly magic: readonly number[];
  readonly create: (() => Transform) | undefined;
}

// zstd came with Node 22.15; the types of Node 20 do not know it.
const createZstdDecompress = (zlib as { createZstdDecompress?: () => Transform })
  .createZstdDecompress;

const PACKINGS: readonly Packing[] = [
  { name: 'gzip', magic: [0x1f, 0x8b], create: () => zlib.createGunzip() },
  { name: 'zstd', magic: [0x28, 0xb5, 0x2f, 0xfd], create: createZstdDecompress },
];
const LONGEST_MAGIC = 4;

/** A small part of packed input unpacks to a bounded part of output, however well it is packed. */
const STEP_BYTES = 16 * 1024;

/**
 * The bytes of `input`, unpacked when they are packed; each chunk, here and there, is good until the
 * next is asked for. Errors: BrokenPackingError; InputError when this Node cannot unpack them;
 * whatever `input` throws.
 */
export async function* unpackedBytes(
  input: AsyncIterable<Uint8Array>,
  name: string,
  onPacking?: (packing: string) => void,
): AsyncGenerator<Uint8Array, void, undefined> {
  const source = input[Symbol.asyncIterator]();
  try {
    const head = await firstBytes(source);
    const packing = PACKINGS.find(({ magic }) => magic.every((byte, i) => head[i] === byte));
    const all = resume(head, source);
    if (!packing) {
      yield* all;
      return;
    }
    if (!packing.create) {
      throw new InputError(
        `${name} is packed with ${packing.name}, which this Node.js (${process.version}) cannot unpack`,
        `Use Node.js 22.15 or newer, or unpack it first: ${packing.name} -dc FILE | tracescope … --file -`,
      );
    }
    onPacking?.(packing.name);
    yield* unpack(all, packing.create, packing.name);
  } finally {
    await source.return?.();
  }
}

async function firstBytes(source: AsyncIterator<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  while (length < LONGEST_MAGIC) {
    const { done, value } = await source.next();
    if (done) break;
    // A copy: a chunk is good only until the next is asked for.
    chunks.push(value.slice());
    length += value.length;
  }
  return Buffer.concat(chunks);
}

async function* resume(
  head: Uint8Array,
  source: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  if (head.length > 0) yield head;
  while (true) {
    const { done, value } = await source.next();
    if (done) return;
    yield value;
  }
}

async function* unpack(
  input: AsyncIterable<Uint8Array>,
  create: () => Transform,
  packing: string,
): AsyncGenerator<Uint8Array, void, undefined> {
  let unpacker = new Unpacker(create());
  try {
    for await (const chunk of input) {
      for (let at = 0; at < chunk.length && !unpacker.failure; ) {
        // zstd files may be several frames after each other; Node's stream ends with the first.
        if (unpacker.hasEnded) unpacker = new Unpacker(create());
        at += await unpacker.write(chunk.subarray(at, at + STEP_BYTES));
        yield* unpacker.takeOutput();
      }
      if (unpacker.failure) break;
    }
    await unpacker.end();
    yield* unpacker.takeOutput();
    const { failure } = unpacker;
    if (failure) throw new BrokenPackingError(packing, isCutOff(failure), failure);
  } finally {
    unpacker.destroy();
  }
}

// Output is taken as it is made, and input given only when it was taken: so no output waits inside
// the stream, where an error would throw it away.
class Unpacker {
  failure: Error | undefined;
  hasEnded = false;
  readonly #stream: Transform & { readonly bytesWritten?: number };
  #output: Uint8Array[] = [];
  #stepDone = () => {};

  constructor(stream: Transform) {
    this.#stream = stream;
    stream.on('data', (chunk: Uint8Array) => this.#output.push(chunk));
    stream.on('error', (error) => {
      this.failure ??= error;
      this.#stepDone();
    });
    stream.on('end', () => {
      this.hasEnded = true;
      this.#stepDone();
    });
  }

  /** Resolves when all output of `part` was made, to the number of bytes that were used. */
  async write(part: Uint8Array): Promise<number> {
    const before = this.#stream.bytesWritten ?? 0;
    await this.#step((done) => this.#stream.write(part, () => done()));
    return this.hasEnded ? (this.#stream.bytesWritten ?? 0) - before : part.length;
  }

  async end(): Promise<void> {
    if (!this.failure && !this.hasEnded) await this.#step(() => this.#stream.end());
  }

  takeOutput(): Uint8Array[] {
    const output = this.#output;
    this.#output = [];
    return output;
  }

  destroy(): void {
    this.#stream.destroy();
  }

  #step(run: (done: () => void) => void): Promise<void> {
    return new Promise((resolve) => {
      this.#stepDone = resolve;
      run(resolve);
    });
  }
}

function isCutOff(error: Error): boolean {
  return 'code' in error && error.code === 'Z_BUF_ERROR';
}

// Undoes gzip and zstd, told by their first bytes and not by a file's name. When the input breaks
// off, everything that could still be unpacked is handed out before the error: a download that was
// cut short has whole traces in it.

import type { Transform } from 'node:stream';
import zlib from 'node:zlib';
import { InputError } from '../errors.ts';

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
 * The bytes of `input`, unpacked when they are packed. Errors: BrokenPackingError; InputError when
 * this Node cannot unpack them; whatever `input` throws.
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
    yield* unpack(all, packing.create(), packing.name);
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
    chunks.push(value);
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

// Output is taken as it is made, and input given only when it was taken: so no output waits inside
// the stream, where an error would throw it away.
async function* unpack(
  input: AsyncIterable<Uint8Array>,
  stream: Transform,
  packing: string,
): AsyncGenerator<Uint8Array, void, undefined> {
  const output: Uint8Array[] = [];
  let failure: Error | undefined;
  let stepDone = () => {};
  const finishStep = (error?: Error | null) => {
    failure ??= error ?? undefined;
    stepDone();
  };
  stream.on('data', (chunk: Uint8Array) => output.push(chunk));
  stream.on('error', finishStep);
  const step = (run: () => void) =>
    new Promise<void>((resolve) => {
      stepDone = resolve;
      run();
    });
  try {
    for await (const chunk of input) {
      for (let at = 0; at < chunk.length && !failure; at += STEP_BYTES) {
        await step(() => stream.write(chunk.subarray(at, at + STEP_BYTES), finishStep));
        yield* output.splice(0);
      }
      if (failure) break;
    }
    if (!failure) await step(() => stream.once('end', finishStep).end());
    yield* output.splice(0);
    if (failure) throw new BrokenPackingError(packing, isCutOff(failure), failure);
  } finally {
    stream.destroy();
  }
}

function isCutOff(error: Error): boolean {
  return 'code' in error && error.code === 'Z_BUF_ERROR';
}

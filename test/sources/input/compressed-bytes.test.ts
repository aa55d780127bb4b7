import zlib, { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { unpackedBytes } from '../../../src/sources/input/compressed-bytes.ts';
import { chunksOf } from '../../support/json-pieces.ts';

const PLAIN = Buffer.from(Array.from({ length: 20_000 }, (_, i) => `line ${i * 7919}\n`).join(''));
const PACKED = gzipSync(PLAIN);

async function* inChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  yield* chunksOf(bytes, [size]);
}

async function read(
  bytes: Uint8Array,
  size = 5000,
): Promise<{ output: Buffer; error: unknown; packing: string | undefined }> {
  const parts: Uint8Array[] = [];
  let error: unknown;
  let packing: string | undefined;
  try {
    const unpacked = unpackedBytes(inChunks(bytes, size), 'a.json', (name) => {
      packing = name;
    });
    for await (const part of unpacked) parts.push(part.slice());
  } catch (thrown) {
    error = thrown;
  }
  return { output: Buffer.concat(parts), error, packing };
}

test.each([1_000_000, 5000, 3])('plain and packed bytes in chunks of %i', async (size) => {
  const some = PLAIN.subarray(0, 40_000);
  expect((await read(some, size)).output.equals(some)).toBe(true);
  const { output, packing } = await read(gzipSync(some), size);
  expect(packing).toBe('gzip');
  expect(output.equals(some)).toBe(true);
});

test('gzip files after each other are one', async () => {
  const { output, error } = await read(Buffer.concat([PACKED, PACKED]));
  expect(error).toBeUndefined();
  expect(output.equals(Buffer.concat([PLAIN, PLAIN]))).toBe(true);
});

test.each([0, 1, 3])('%i bytes are no packing', async (length) => {
  expect(await read(PACKED.subarray(0, length === 0 ? 0 : 1))).toMatchObject({ error: undefined });
});

test('what a cut-off file still holds comes before the error', async () => {
  const { output, error } = await read(PACKED.subarray(0, PACKED.length - 9));
  expect(error).toMatchObject({ packing: 'gzip', isCutOff: true });
  expect(PLAIN.length - output.length).toBeLessThan(200);
  expect(PLAIN.subarray(0, output.length).equals(output)).toBe(true);
});

test('damage is told from a cut', async () => {
  const damaged = Buffer.from(PACKED);
  damaged[damaged.length >> 1] = (damaged[damaged.length >> 1] as number) ^ 0xff;
  expect((await read(damaged)).error).toMatchObject({ isCutOff: false });
});

test('leaving early leaves the input too', async () => {
  let closed = false;
  async function* input(): AsyncGenerator<Uint8Array> {
    try {
      yield* chunksOf(PACKED, [100]);
    } finally {
      closed = true;
    }
  }
  for await (const _ of unpackedBytes(input(), 'a.json')) break;
  expect(closed).toBe(true);
});

test('what the input throws comes through', async () => {
  async function* input(): AsyncGenerator<Uint8Array> {
    yield PACKED.subarray(0, 100);
    throw new Error('socket');
  }
  await expect(async () => {
    for await (const _ of unpackedBytes(input(), 'a.json'));
  }).rejects.toThrow('socket');
});

// Node has zstd from 22.15 on; both kinds of Node must give an answer.
const zstdCompressSync = (zlib as { zstdCompressSync?: (data: Uint8Array) => Buffer })
  .zstdCompressSync;
const EMPTY_ZSTD = Buffer.from('28b52ffd2000010000', 'hex');

test('zstd is unpacked, frame by frame, or it is said which Node can', async () => {
  if (!zstdCompressSync) {
    const { error } = await read(EMPTY_ZSTD);
    expect(error).toMatchObject({ exitCode: 4, hint: expect.stringContaining('22.15') });
    return;
  }
  const packed = zstdCompressSync(PLAIN);
  const { output, error, packing } = await read(Buffer.concat([packed, packed]), 70_000);
  expect({ error, packing }).toEqual({ error: undefined, packing: 'zstd' });
  expect(output.equals(Buffer.concat([PLAIN, PLAIN]))).toBe(true);
  const cut = await read(packed.subarray(0, packed.length - 1));
  expect(cut.error).toMatchObject({ packing: 'zstd', isCutOff: true });
  expect((await read(Buffer.concat([packed, Buffer.from('rubbish')]))).error).toMatchObject({
    isCutOff: false,
  });
});

// The body of one answer: decompressed as it arrives, counted against the limit, and told apart when
// it breaks off. Nothing of it is kept.

import { pipeline, type Readable, type Transform } from 'node:stream';
import zlib from 'node:zlib';

/** How a body failed, for the client to put into words. */
export class BodyError extends Error {
  constructor(
    readonly kind: 'broken-off' | 'undecodable' | 'unknown-encoding' | 'too-large',
    /** Decoded bytes that were handed out before. */
    readonly bytes: number,
    /** What the encoding was called. */
    readonly encoding: string,
    cause?: unknown,
  ) {
    super(kind, { cause });
  }
}

const CHUNK_BYTES = 64 * 1024;
const GZIP_FIRST_BYTE = 0x1f;

// zstd came with Node 22.15; the types of Node 20 do not know it.
const createZstdDecompress = (zlib as { createZstdDecompress?: (options: object) => Transform })
  .createZstdDecompress;

/** What this Node can undo, as an `Accept-Encoding` value. */
export const ACCEPT_ENCODING: string =
  createZstdDecompress === undefined ? 'gzip, br' : 'gzip, br, zstd';

/**
 * The decoded bytes of `raw`. Leaving the loop early ends the connection.
 * Errors: BodyError; errors of the connection under `raw` as they are when nothing was encoded.
 */
export async function* decodeBody(
  raw: Readable,
  contentEncoding: string,
  limitBytes: number,
): AsyncGenerator<Uint8Array, void, undefined> {
  let bytes = 0;
  try {
    const decoders = await chooseDecoders(raw, contentEncoding);
    const last = connect(raw, decoders);
    for await (const chunk of last as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > limitBytes) throw new BodyError('too-large', limitBytes, contentEncoding);
      yield chunk;
    }
  } catch (error) {
    if (error instanceof BodyError) throw error;
    throw new BodyError(
      isDecodingError(error) ? decodingKind(error) : 'broken-off',
      bytes,
      contentEncoding,
      error,
    );
  } finally {
    raw.destroy();
  }
}

function connect(raw: Readable, decoders: readonly Transform[]): Readable {
  if (decoders.length === 0) return raw;
  // The error reaches whoever iterates the last stream; the callback only keeps it from being thrown.
  return pipeline([raw, ...decoders], () => {}) as unknown as Transform;
}

/**
 * Decoders in the order they are applied. Gateways say gzip and send plain, or send gzip and say
 * nothing: no JSON, HTML or text begins with the first byte of gzip, so that byte decides.
 */
async function chooseDecoders(raw: Readable, contentEncoding: string): Promise<Transform[]> {
  const names = contentEncoding
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
    .filter((name) => !NO_ENCODING.has(name));
  if (names.length <= 1 && (names[0] ?? 'gzip').endsWith('gzip')) {
    return (await firstByte(raw)) === GZIP_FIRST_BYTE ? [decoderFor('gzip')] : [];
  }
  // RFC 9110: some servers send deflate without the zlib format around it, whose first byte ends in 8.
  const isBare = names.at(-1) === 'deflate' && (((await firstByte(raw)) ?? 8) & 0x0f) !== 8;
  return names
    .reverse()
    .map((name, i) => (i === 0 && isBare ? zlib.createInflateRaw(OPTIONS) : decoderFor(name)));
}

/** Not encodings, whatever the server thinks: charsets and framings that end up in the header. */
const NO_ENCODING = new Set([
  '',
  'identity',
  'none',
  'utf-8',
  'utf8',
  'binary',
  '8bit',
  'aws-chunked',
]);
const OPTIONS = { chunkSize: CHUNK_BYTES };

function decoderFor(name: string): Transform {
  if (name === 'gzip' || name === 'x-gzip') return zlib.createGunzip(OPTIONS);
  if (name === 'br') return zlib.createBrotliDecompress(OPTIONS);
  if (name === 'deflate') return zlib.createInflate(OPTIONS);
  if (name === 'zstd' && createZstdDecompress !== undefined) return createZstdDecompress(OPTIONS);
  throw new BodyError('unknown-encoding', 0, name);
}

/** The first byte without consuming it, or undefined of an empty body. */
function firstByte(raw: Readable): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const look = (): void => {
      const chunk = raw.read() as Buffer | null;
      if (chunk === null && !raw.readableEnded) return;
      settle();
      if (chunk !== null) raw.unshift(chunk);
      resolve(chunk?.[0]);
    };
    const ended = (): void => {
      settle();
      resolve(undefined);
    };
    const failed = (error: Error): void => {
      settle();
      reject(error);
    };
    const settle = (): void => {
      raw.off('readable', look).off('end', ended).off('error', failed);
    };
    if (raw.errored) {
      reject(raw.errored);
      return;
    }
    raw.on('readable', look).on('end', ended).on('error', failed);
    look();
  });
}

function isDecodingError(error: unknown): error is Error & { code: string } {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' && /^(Z_|ERR_(?:_)?(?:BROTLI|ZSTD|ZLIB)|ZSTD_|ERR__)/.test(code);
}

function decodingKind(error: { code: string }): BodyError['kind'] {
  return error.code === 'Z_BUF_ERROR' ? 'broken-off' : 'undecodable';
}

// Bodies over real HTTP: decoded as they arrive, whatever the gateway does to them.

import zlib from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { SourceError } from '../../src/errors.ts';
import type { HttpAnswer, HttpClient } from '../../src/sources/http-answer.ts';
import { createHttpClient } from '../../src/sources/http-client.ts';
import type { HttpSettings } from '../../src/sources/http-settings.ts';
import { type HttpHandler, type LoopbackServer, serveHttp } from '../support/loopback-server.ts';

let server: LoopbackServer | undefined;
let client: HttpClient | undefined;
afterEach(async () => {
  await client?.close();
  await server?.close();
});

async function ask(
  handler: HttpHandler,
  settings: Partial<HttpSettings> = {},
): Promise<HttpAnswer> {
  server = await serveHttp(handler);
  client = createHttpClient({ baseUrl: server.url, ...settings });
  return client.get('/api/traces');
}

const answers =
  (body: Buffer | string, encoding?: string): HttpHandler =>
  (_, response) =>
    response
      .writeHead(200, encoding === undefined ? {} : { 'content-encoding': encoding })
      .end(body);

const TEXT = JSON.stringify({
  data: Array.from({ length: 20_000 }, (_, i) => ({ id: i, name: `größe ${i}` })),
});
const zstd = (zlib as { zstdCompressSync?: (text: string) => Buffer }).zstdCompressSync;

describe('an encoded body', () => {
  it.each<[string, Buffer | string, string | undefined]>([
    ['plain', TEXT, undefined],
    ['identity', TEXT, 'identity'],
    ['gzip', zlib.gzipSync(TEXT), 'gzip'],
    ['GZIP in capitals', zlib.gzipSync(TEXT), 'GZIP'],
    ['x-gzip', zlib.gzipSync(TEXT), 'x-gzip'],
    [
      'gzip in two members',
      Buffer.concat([zlib.gzipSync(TEXT.slice(0, 999)), zlib.gzipSync(TEXT.slice(999))]),
      'gzip',
    ],
    [
      'brotli',
      zlib.brotliCompressSync(TEXT, { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 2 } }),
      'br',
    ],
    ['deflate', zlib.deflateSync(TEXT), 'deflate'],
    ['deflate without the zlib format', zlib.deflateRawSync(TEXT), 'deflate'],
    ['a charset where the encoding stands', TEXT, 'UTF-8'],
    ['a framing where the encoding stands', zlib.gzipSync(TEXT), 'gzip, aws-chunked'],
    [
      'gzip of brotli',
      zlib.gzipSync(
        zlib.brotliCompressSync(TEXT, { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 2 } }),
      ),
      'br, gzip',
    ],
    ['gzip that is not declared', zlib.gzipSync(TEXT), undefined],
    ['plain text that is declared gzip', TEXT, 'gzip'],
    ...(zstd === undefined ? [] : ([['zstd', zstd(TEXT), 'zstd']] as [string, Buffer, string][])),
  ])('%s', async (_, body, encoding) => {
    const answer = await ask(answers(body, encoding));
    expect(await answer.text(TEXT.length * 2)).toBe(TEXT);
  });

  it.each([undefined, 'gzip'])('may be empty (%s)', async (encoding) => {
    const answer = await ask(answers('', encoding));
    expect(await answer.text(10)).toBe('');
  });

  it('asks for what this Node can undo', async () => {
    let asked = '';
    await ask((request, response) => {
      asked = `${request.headers['accept-encoding']}`;
      response.end();
    });
    expect(asked).toBe(zstd === undefined ? 'gzip, br' : 'gzip, br, zstd');
  });

  it('in zstd is refused where Node cannot undo it', async () => {
    if (zstd !== undefined) return;
    const answer = await ask(answers('x', 'zstd'));
    const error = await answer.text(10).catch((thrown: unknown) => thrown);
    expect((error as SourceError).hint).toMatch(/Node\.js 22\.15/);
  });
});

describe.each<[string, () => zlib.Gzip | zlib.BrotliCompress]>([
  ['gzip', () => zlib.createGzip()],
  ['br', () => zlib.createBrotliCompress()],
])('%s', (encoding, compressor) => {
  it('is decoded as it arrives', async () => {
    let finish = (): void => {};
    const answer = await ask((_, response) => {
      response.writeHead(200, { 'content-encoding': encoding });
      const stream = compressor();
      stream.pipe(response);
      stream.write('{"data":[1');
      stream.flush();
      finish = () => stream.end(',2]}');
    });
    let text = '';
    for await (const chunk of answer.body) {
      text += Buffer.from(chunk).toString();
      // The server sends the rest only now: had the first part been held back, this would hang.
      if (text === '{"data":[1') finish();
    }
    expect(text).toBe('{"data":[1,2]}');
  });

  it('gives what came before the cut, then says so', async () => {
    const answer = await ask((_, response) => {
      response.writeHead(200, { 'content-encoding': encoding });
      const stream = compressor();
      stream.on('data', (chunk: Buffer) => response.write(chunk));
      stream.write('{"data":[1');
      stream.flush(() => setTimeout(() => response.destroy(), 50));
    });
    let text = '';
    const reading = (async () => {
      for await (const chunk of answer.body) text += Buffer.from(chunk).toString();
    })();
    await expect(reading).rejects.toThrow(/broke off after 10 bytes/);
    expect(text).toBe('{"data":[1');
  });

  it('that unpacks to more than the limit stops there', async () => {
    const bomb = Buffer.alloc(64 * 1024 * 1024);
    const packed =
      encoding === 'gzip'
        ? zlib.gzipSync(bomb)
        : zlib.brotliCompressSync(bomb, { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 1 } });
    const answer = await ask(answers(packed, encoding), { bodyLimitBytes: 1024 * 1024 });
    let bytes = 0;
    const reading = (async () => {
      for await (const chunk of answer.body) bytes += chunk.length;
    })();
    await expect(reading).rejects.toThrow(/larger than 1 MiB/);
    expect(bytes).toBeLessThanOrEqual(1024 * 1024);
  });
});

describe('text', () => {
  it('ends at the limit, also inside a character', async () => {
    const answer = await ask(answers('aß€'));
    expect(await answer.text(4)).toBe('aß\ufffd');
  });

  it('can be as long as the limit', async () => {
    const answer = await ask(answers('abc'), { bodyLimitBytes: 3 });
    expect(await answer.text(100)).toBe('abc');
  });

  it('of a declared length above the limit is not read at all', async () => {
    const answer = await ask(answers(Buffer.alloc(100)), { bodyLimitBytes: 99 });
    await expect(answer.text(100)).rejects.toThrow(SourceError);
  });
});

it('an answer nobody reads does no harm when its connection breaks', async () => {
  const answer = await ask((_, response) => {
    response.writeHead(200, { 'content-length': '1000' });
    response.write('x', () => setTimeout(() => response.destroy(), 10));
  });
  await new Promise((resolve) => setTimeout(resolve, 60));
  await expect(answer.text(10_000)).rejects.toThrow(/broke off/);
});

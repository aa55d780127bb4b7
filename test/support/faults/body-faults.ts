// Bodies that break off, cannot be unpacked, are too large or are not what was asked for.

import zlib from 'node:zlib';
import { answers, type Fault, handles, JSON_TYPE, SERVICES, TEXT } from './fault.ts';

// Stored, not deflated: how much comes out before the cut must not depend on the version of zlib.
const bigGzip = zlib.gzipSync(
  JSON.stringify({ data: Array.from({ length: 40_000 }, (_, i) => `service-${i}`) }),
  { level: 0 },
);

export const BODY_FAULTS = {
  'cut-off': handles('a body shorter than announced', (_, response) => {
    response.writeHead(200, { ...JSON_TYPE, 'content-length': '1000' });
    response.write(SERVICES.slice(0, 30), () => setTimeout(() => response.destroy(), 20));
  }),
  'cut-off-chunked': handles('a chunked body that ends without its end', (_, response) => {
    response.writeHead(200, JSON_TYPE);
    response.write(SERVICES.slice(0, 30), () => setTimeout(() => response.destroy(), 20));
  }),
  'cut-off-gzip': answers(
    'a gzip body without its end, well-formed as HTTP',
    200,
    { ...JSON_TYPE, 'content-encoding': 'gzip' },
    bigGzip.subarray(0, bigGzip.length - 5_000),
  ),
  'cut-off-json': answers(
    'JSON without its end, well-formed as HTTP',
    200,
    JSON_TYPE,
    SERVICES.slice(0, 12),
  ),
  'cut-off-brotli': answers(
    'a brotli body without its end',
    200,
    { ...JSON_TYPE, 'content-encoding': 'br' },
    zlib.brotliCompressSync(SERVICES).subarray(0, 20),
  ),
  'broken-gzip': answers(
    'a gzip body damaged on the way',
    200,
    { ...JSON_TYPE, 'content-encoding': 'gzip' },
    Buffer.from(bigGzip).fill(9, 2, 3),
  ),
  'unknown-encoding': answers(
    'an encoding nobody asked for',
    200,
    { ...JSON_TYPE, 'content-encoding': 'compress' },
    SERVICES,
  ),
  'too-large': answers(
    'a body above the limit',
    200,
    JSON_TYPE,
    Buffer.alloc(3 * 1024 * 1024, 0x20),
  ),
  'not-json': answers('text instead of JSON', 200, TEXT, 'All systems operational'),
  'other-json': answers('JSON of something else', 200, JSON_TYPE, '{"hello":"world"}'),
  'message-of-refusal': answers(
    'a refusal of a gateway with status 200',
    200,
    JSON_TYPE,
    '{"message":"Unauthorized"}',
  ),
  'message-as-text': answers('a JSON text with status 200', 200, JSON_TYPE, '"session expired"'),
  'message-of-storage': answers(
    'a storage error with status 200',
    200,
    JSON_TYPE,
    '{"data":null,"total":0,"errors":[{"code":500,"msg":"es: no available connection"}]}',
  ),
  'json-null': answers('JSON null', 200, JSON_TYPE, 'null'),
  'two-lengths': handles('a Content-Length that its answer does not have', (_, response) => {
    response.socket?.end(
      `HTTP/1.1 200 OK\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`,
    );
  }),
  empty: answers('an empty body', 200, JSON_TYPE, ''),
  binary: answers(
    'binary data',
    200,
    { 'content-type': 'application/x-protobuf' },
    Buffer.from([0x0a, 0x02, 0xff, 0xfe, 0x00]),
  ),
} as const satisfies Readonly<Record<string, Fault>>;

// One HTTP request with its target exactly as given: no path is cleaned, no header added.

import { request } from 'node:http';
import { gunzipSync } from 'node:zlib';
import type { ComparableAnswer } from './same-answer.ts';

export interface RawRequest {
  readonly port: number;
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The answer, its body unzipped. */
export function askRaw(options: RawRequest): Promise<ComparableAnswer> {
  const { port, method, target, headers, body } = options;
  return new Promise((resolve, reject) => {
    const outgoing = request(
      { host: '127.0.0.1', port, method, path: target, headers },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('error', reject);
        answer.on('end', () => {
          const bytes = Buffer.concat(chunks);
          const zipped = answer.headers['content-encoding'] === 'gzip';
          resolve({
            status: answer.statusCode ?? 0,
            headers: answer.headers as Record<string, string>,
            body: (zipped && bytes.length > 0 ? gunzipSync(bytes) : bytes).toString('utf8'),
          });
        });
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body === '' ? undefined : body);
  });
}

// From undici's answer to ours: plain headers, and a body that decodes as it is read and fails in
// words.

import type { HttpAnswer } from '../http-answer.ts';
import { type BodyFacts, diagnoseBody } from './body-failure.ts';
import { BodyError, decodeBody } from './http-body.ts';
import type { RawAnswer } from './http-pool.ts';

/** The answer to `facts.url`; its body can be read once. */
export function streamAnswer(
  raw: RawAnswer,
  redirects: readonly string[],
  facts: BodyFacts,
): HttpAnswer {
  const headers = plainHeaders(raw.headers);
  const body = readBody(raw, headers, facts);
  // Until somebody reads, an error of the connection has nobody to tell; reading tells it then.
  raw.body.on('error', () => {});
  return {
    url: facts.url,
    status: raw.statusCode,
    headers,
    ...(redirects.length > 0 ? { redirects } : {}),
    body,
    async text(limitBytes) {
      if (limitBytes <= 0) {
        raw.body.destroy();
        return '';
      }
      return readText(body, limitBytes);
    },
  };
}

// Without a prototype: header names come from the server.
function plainHeaders(headers: RawAnswer['headers']): Record<string, string> {
  const plain: Record<string, string> = Object.create(null);
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined) continue;
    plain[name.toLowerCase()] = Array.isArray(value) ? value.join(', ') : value;
  }
  return plain;
}

async function* readBody(
  raw: RawAnswer,
  headers: Readonly<Record<string, string>>,
  facts: BodyFacts,
): AsyncGenerator<Uint8Array, void, undefined> {
  const encoding = headers['content-encoding'] ?? '';
  try {
    // A declared length of a plain body that is over the limit needs no reading.
    if (encoding === '' && Number(headers['content-length']) > facts.limitBytes) {
      raw.body.destroy();
      throw new BodyError('too-large', 0, encoding);
    }
    yield* decodeBody(raw.body, encoding, facts.limitBytes);
  } catch (error) {
    throw diagnoseBody(error, facts);
  }
}

async function readText(body: AsyncIterable<Uint8Array>, limitBytes: number): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  let left = limitBytes;
  for await (const chunk of body) {
    text += decoder.decode(chunk.subarray(0, left), { stream: true });
    left -= chunk.length;
    if (left <= 0) break;
  }
  return text + decoder.decode();
}

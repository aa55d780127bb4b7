// An HttpClient that asks a recorded Jaeger instead of a network, keeps a log of what was asked, and
// can be told to answer something else.

import type { HttpAnswer, HttpClient } from '../../src/sources/http-answer.ts';
import type { RecordedJaeger } from './recorded-jaeger.ts';

export interface CannedAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface AskedRequest {
  readonly path: string;
  readonly parameters: readonly (readonly [string, string])[];
}

/** Answers instead of the recording; undefined lets the recording answer. May throw. */
export type Intercept = (request: AskedRequest) => CannedAnswer | undefined;

export interface ReplayClient extends HttpClient {
  readonly asked: readonly AskedRequest[];
  /** The same as `GET /path?name=value&…`, decoded. */
  readonly log: readonly string[];
  /** Requests whose bodies were neither read to the end nor dropped: each holds a connection. */
  unread(): string[];
  closed: boolean;
}

export interface ReplayOptions {
  readonly intercept?: Intercept;
  /** Bodies arrive in chunks of this size, so that nothing may rely on whole ones. */
  readonly chunkBytes?: number;
  /** Such as `/jaeger`. */
  readonly basePath?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export function replayClient(
  jaeger: RecordedJaeger | undefined,
  options: ReplayOptions = {},
): ReplayClient {
  const asked: AskedRequest[] = [];
  const log: string[] = [];
  const open = new Map<HttpAnswer, string>();
  const baseUrl = `http://jaeger.test:16686${options.basePath ?? ''}`;
  return {
    baseUrl,
    asked,
    log,
    closed: false,
    async get(path, parameters = []) {
      const request = { path, parameters };
      asked.push(request);
      const query = parameters.map(([key, value]) => `${key}=${value}`).join('&');
      log.push(`GET ${path}${query === '' ? '' : `?${query}`}`);
      await Promise.resolve();
      const answer =
        options.intercept?.(request) ??
        jaeger?.answer((options.basePath ?? '') + path, parameters, options.headers);
      if (!answer) throw new Error(`nothing answers ${path}`);
      const made = cannedAnswer(baseUrl + path, answer, options.chunkBytes, () =>
        open.delete(made),
      );
      open.set(made, log[log.length - 1] as string);
      return made;
    },
    unread: () => [...open.values()],
    async close() {
      this.closed = true;
    },
  };
}

/** `onEnd` is called once the body was read to its end or dropped. */
export function cannedAnswer(
  url: string,
  answer: CannedAnswer,
  chunkBytes = 4096,
  onEnd: () => void = () => {},
): HttpAnswer {
  const bytes = new TextEncoder().encode(answer.body);
  let at = 0;
  const iterator: AsyncIterator<Uint8Array> = {
    async next() {
      await Promise.resolve();
      if (at >= bytes.length) {
        onEnd();
        return { done: true, value: undefined };
      }
      at += chunkBytes;
      return { done: false, value: bytes.subarray(at - chunkBytes, at) };
    },
    async return() {
      at = bytes.length;
      onEnd();
      return { done: true, value: undefined };
    },
  };
  const body: AsyncIterable<Uint8Array> = { [Symbol.asyncIterator]: () => iterator };
  return {
    url,
    status: answer.status,
    headers: answer.headers ?? {},
    body,
    async text(limitBytes) {
      const decoder = new TextDecoder();
      let text = '';
      let left = limitBytes;
      for await (const chunk of body) {
        text += decoder.decode(chunk.subarray(0, Math.max(0, left)), { stream: true });
        left -= chunk.length;
        if (left <= 0) break;
      }
      return text;
    },
  };
}

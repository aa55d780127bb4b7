// The HTTP client of the live sources: GET only, one server, bodies as streams.

import { InterruptedError, SourceError } from '../errors.ts';
import type { HttpAnswer, HttpClient, HttpParameters } from './http-answer.ts';
import { ACCEPT_ENCODING, decodeBody } from './http-body.ts';
import { type HttpPool, openHttpPool, type RawAnswer } from './http-pool.ts';
import {
  DEFAULT_BODY_LIMIT_BYTES,
  DEFAULT_CONCURRENCY,
  DEFAULT_TIMEOUT_MS,
  type HttpSettings,
  timeoutsFrom,
} from './http-settings.ts';

export function createHttpClient(settings: HttpSettings): HttpClient {
  const base = new URL(settings.baseUrl);
  const baseUrl = base.origin + base.pathname.replace(/\/+$/, '');
  const timeouts = { ...timeoutsFrom(DEFAULT_TIMEOUT_MS), ...settings.timeouts };
  let opening: Promise<HttpPool> | undefined;
  const pool = (): Promise<HttpPool> => {
    opening ??= openHttpPool({
      origin: base.origin,
      tls: settings.tls ?? {},
      proxy: settings.proxy,
      timeouts,
      concurrency: settings.concurrency ?? DEFAULT_CONCURRENCY,
    });
    return opening;
  };
  return {
    baseUrl,
    async get(path, parameters = []) {
      if (settings.signal?.aborted) throw new InterruptedError();
      const url = baseUrl + path + queryText(parameters);
      const headers: Record<string, string> = {
        accept: 'application/json',
        'accept-encoding': ACCEPT_ENCODING,
      };
      for (const [name, value] of [
        ...(settings.headers ?? []),
        ...(settings.secretHeaders ?? []),
      ]) {
        headers[name.toLowerCase()] = value;
      }
      if (settings.credentials) {
        headers.authorization = await settings.credentials.authorization(false);
      }
      let raw: RawAnswer;
      try {
        raw = await (await pool()).get(url.slice(base.origin.length), headers);
      } catch (error) {
        throw new SourceError(`cannot reach ${url}`, '', { cause: error });
      }
      settings.onDetail?.(`GET ${url} -> ${raw.statusCode}`);
      return answerOf(url, raw, settings.bodyLimitBytes ?? DEFAULT_BODY_LIMIT_BYTES);
    },
    async close() {
      if (opening) await (await opening).destroy(null);
    },
  };
}

function answerOf(url: string, raw: RawAnswer, limitBytes: number): HttpAnswer {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(raw.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  const body = decodeBody(raw.body, headers['content-encoding'] ?? '', limitBytes);
  return {
    url,
    status: raw.statusCode,
    headers,
    body,
    async text(wanted) {
      const decoder = new TextDecoder();
      let text = '';
      let left = wanted;
      for await (const chunk of body) {
        text += decoder.decode(chunk.subarray(0, left), { stream: true });
        left -= chunk.length;
        if (left <= 0) break;
      }
      return text + decoder.decode();
    },
  };
}

function queryText(parameters: HttpParameters): string {
  if (parameters.length === 0) return '';
  const pairs = parameters.map(([key, value]) => `${encode(key)}=${encode(value)}`);
  return `?${pairs.join('&')}`;
}

// Half a surrogate pair cannot be encoded; the server would not know such a name either.
function encode(text: string): string {
  return encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\ufffd'));
}

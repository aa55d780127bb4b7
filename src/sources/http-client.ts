// The HTTP client of the live sources: GET only, one server, bodies as streams. It retries what may
// pass, follows redirects within the server, and turns every failure into a sentence.

import { InterruptedError, TracescopeError } from '../errors.ts';
import { quotedText } from '../lib/quoted-text.ts';
import { diagnoseConnection } from './diagnose-connection.ts';
import { errorCode } from './http/error-code.ts';
import { type HttpPool, openHttpPool, type RawAnswer } from './http/http-pool.ts';
import {
  answeringProxy,
  credentialsLabel,
  headersShown,
  queryText,
  requestHeaders,
} from './http/http-request.ts';
import { pause } from './http/pause.ts';
import { isRedirect, redirectTarget } from './http/redirect.ts';
import {
  isRetryableFailure,
  isRetryableStatus,
  parseRetryAfter,
  retryDelayMs,
} from './http/retry-policy.ts';
import { SecretMask } from './http/secret-mask.ts';
import { streamAnswer } from './http/stream-answer.ts';
import type { HttpAccess, HttpAnswer, HttpClient, HttpParameters } from './http-answer.ts';
import {
  DEFAULT_BODY_LIMIT_BYTES,
  DEFAULT_CONCURRENCY,
  DEFAULT_RETRIES,
  DEFAULT_TIMEOUT_MS,
  type HttpSettings,
  timeoutsFrom,
} from './http-settings.ts';
import { shortUrl } from './url-text.ts';

/** A client for `settings.baseUrl`. Nothing is loaded or connected before the first `get`. */
export function createHttpClient(settings: HttpSettings): HttpClient {
  return new PooledHttpClient(settings);
}

/** What one attempt brought: an answer, or a failure that may be retried. */
type Outcome =
  | { readonly answer: HttpAnswer; readonly failure?: undefined }
  | { readonly answer?: undefined; readonly failure: unknown };

class PooledHttpClient implements HttpClient {
  readonly baseUrl: string;
  readonly access: HttpAccess;
  readonly #settings: HttpSettings;
  readonly #base: URL;
  readonly #timeouts;
  readonly #secrets = new SecretMask();
  #pool: Promise<HttpPool> | undefined;
  #answeredBefore = false;
  #headersTold = false;
  readonly #interrupt = (): void => {
    this.#pool?.then((pool) => pool.destroy(new InterruptedError())).catch(() => {});
  };

  constructor(settings: HttpSettings) {
    this.#settings = settings;
    this.#base = new URL(settings.baseUrl);
    this.baseUrl = this.#base.origin + this.#base.pathname.replace(/\/+$/, '');
    this.access = {
      credentials: credentialsLabel(settings),
      proxy: answeringProxy(settings),
      hide: this.#secrets.hide,
    };
    for (const [, value] of settings.secretHeaders ?? []) this.#secrets.add(value);
    this.#secrets.add(settings.proxy?.authorization);
    this.#timeouts = { ...timeoutsFrom(DEFAULT_TIMEOUT_MS), ...settings.timeouts };
    settings.signal?.addEventListener('abort', this.#interrupt, { once: true });
  }

  async get(path: string, parameters: HttpParameters = []): Promise<HttpAnswer> {
    const url = this.baseUrl + path + queryText(parameters);
    const attempts = 1 + (this.#settings.retries ?? DEFAULT_RETRIES);
    const startedMs = this.#now();
    for (let attempt = 1; ; ) {
      const outcome = await this.#attemptWithFreshCredentials(url);
      const delayMs = this.#delayBeforeRetry(outcome, attempt);
      const inTime = this.#now() - startedMs < this.#timeouts.firstByteMs;
      if (delayMs === undefined || attempt >= attempts || !inTime) {
        return this.#settle(url, outcome);
      }
      const what = outcome.answer ? outcome.answer.status : errorCode(outcome.failure);
      attempt++;
      this.#tell(`GET ${url}: ${what}, asking again in ${delayMs} ms (${attempt} of ${attempts})`);
      await outcome.answer?.text(0);
      await this.#sleep(delayMs);
    }
  }

  async close(): Promise<void> {
    this.#settings.signal?.removeEventListener('abort', this.#interrupt);
    const pool = await this.#pool?.catch(() => undefined);
    await pool?.destroy(null);
  }

  #settle(url: string, outcome: Outcome): HttpAnswer {
    if (outcome.answer) return outcome.answer;
    throw diagnoseConnection(outcome.failure, {
      url,
      baseUrl: this.baseUrl,
      urlLabel: this.#settings.urlLabel,
      proxy: this.#settings.proxy,
      timeouts: this.#timeouts,
      answeredBefore: this.#answeredBefore,
      hasCa: this.#settings.tls?.ca !== undefined,
      hasClientCertificate: this.#settings.tls?.cert !== undefined,
    });
  }

  #delayBeforeRetry(outcome: Outcome, attempt: number): number | undefined {
    const { answer } = outcome;
    const again = answer
      ? isRetryableStatus(answer.status)
      : isRetryableFailure(errorCode(outcome.failure), this.#answeredBefore);
    if (!again) return undefined;
    const retryAfterMs = parseRetryAfter(answer?.headers['retry-after'], this.#now());
    return retryDelayMs(attempt, retryAfterMs, (this.#settings.random ?? Math.random)());
  }

  /** A command or file may have newer credentials than those just refused: asked once. */
  async #attemptWithFreshCredentials(url: string): Promise<Outcome> {
    const outcome = await this.#attempt(url, false);
    const { credentials } = this.#settings;
    if (outcome.answer?.status !== 401 || credentials?.renewable !== true) return outcome;
    this.#tell(`GET ${url}: 401, asking for a new ${credentials.label}`);
    await outcome.answer.text(0);
    return this.#attempt(url, true);
  }

  /** One attempt with its redirects. Throws only what no retry can mend. */
  async #attempt(url: string, renew: boolean): Promise<Outcome> {
    this.#throwIfInterrupted();
    const redirects: string[] = [];
    const authorization = await this.#settings.credentials?.authorization(renew);
    this.#secrets.add(authorization);
    const headers = requestHeaders(this.#settings, authorization);
    try {
      const pool = await this.#open();
      let next = url;
      for (;;) {
        this.#throwIfInterrupted();
        const startedMs = this.#now();
        const raw = await pool.get(next.slice(this.#base.origin.length) || '/', headers);
        this.#answeredBefore = true;
        this.#tellAnswer(next, raw, this.#now() - startedMs);
        if (!isRedirect(raw.statusCode)) return { answer: this.#answer(url, raw, redirects) };
        raw.body.on('error', () => {}).resume();
        const target = this.#redirect(next, raw, redirects.length);
        redirects.push(this.#secrets.hide(target.pathname + target.search));
        next = target.href;
      }
    } catch (failure) {
      this.#throwIfInterrupted();
      if (failure instanceof TracescopeError) throw failure;
      return { failure };
    }
  }

  #redirect(url: string, raw: RawAnswer, followed: number): URL {
    const { location } = raw.headers;
    return redirectTarget({
      url,
      baseUrl: this.baseUrl,
      status: raw.statusCode,
      location: Array.isArray(location) ? location[0] : location,
      followed,
      credentials: this.access.credentials,
      hide: this.#secrets.hide,
    });
  }

  #answer(url: string, raw: RawAnswer, redirects: readonly string[]): HttpAnswer {
    const facts = {
      url,
      timeouts: this.#timeouts,
      limitBytes: this.#settings.bodyLimitBytes ?? DEFAULT_BODY_LIMIT_BYTES,
    };
    return streamAnswer(raw, redirects, facts);
  }

  #open(): Promise<HttpPool> {
    this.#pool ??= openHttpPool({
      origin: this.#base.origin,
      tls: this.#settings.tls ?? {},
      proxy: this.#settings.proxy,
      timeouts: this.#timeouts,
      concurrency: this.#settings.concurrency ?? DEFAULT_CONCURRENCY,
      lookup: this.#settings.lookup,
    });
    return this.#pool;
  }

  #tellAnswer(url: string, raw: RawAnswer, ms: number): void {
    if (this.#settings.onDetail === undefined) return;
    if (!this.#headersTold) {
      this.#headersTold = true;
      const { proxy } = this.#settings;
      this.#tell(`every request sends: ${headersShown(this.#settings)}`);
      if (proxy)
        this.#tell(`every request goes through the proxy ${proxy.url} (from ${proxy.label})`);
    }
    const { location, 'content-type': type, 'content-encoding': encoding } = raw.headers;
    const kind = quotedText([type, encoding].filter((text) => text !== undefined).join(' '), 80);
    // Only the path: what stands behind it in a redirect to a login is not for logs.
    const to = isRedirect(raw.statusCode) ? ` to ${quotedText(shortUrl(`${location}`))}` : '';
    // A redirect can lead to a URL of any length.
    const asked = quotedText(url, 2000);
    this.#tell(
      `GET ${asked}: ${raw.statusCode}${to}${kind && ` ${kind}`}, first byte after ${ms} ms`,
    );
  }

  #tell(line: string): void {
    this.#settings.onDetail?.(this.#secrets.hide(line));
  }

  #now(): number {
    return (this.#settings.now ?? Date.now)();
  }

  async #sleep(ms: number): Promise<void> {
    const { signal, sleep = pause } = this.#settings;
    await sleep(ms, signal).catch(() => {});
    this.#throwIfInterrupted();
  }

  #throwIfInterrupted(): void {
    if (this.#settings.signal?.aborted === true) throw new InterruptedError();
  }
}

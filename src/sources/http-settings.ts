// Everything the HTTP client can be told. Made by load-http-settings from flags, environment and
// contexts; tests and the demo give a base URL and nothing else.

import type { LookupFunction } from 'node:net';

/** What is sent as `Authorization`. The value never appears in messages, only the label. */
export interface Credentials {
  /** For people, such as "bearer token from TRACESCOPE_TOKEN". */
  readonly label: string;
  /** The header's value. `renew` asks for a fresh one after the server refused the last. */
  authorization(renew: boolean): Promise<string>;
  /** Whether asking again can give another value (a command, a file that is rotated). */
  readonly renewable: boolean;
}

export interface TlsSettings {
  /** PEM; replaces the built-in authorities, as curl's --cacert does. */
  readonly ca?: string | undefined;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
  readonly passphrase?: string | undefined;
  /** Accept any certificate. Whoever sets this prints a warning. */
  readonly insecure?: boolean | undefined;
}

export interface ProxySettings {
  /** `http://host:port` or `https://host:port`, without userinfo. */
  readonly url: string;
  /** Value of `Proxy-Authorization`. */
  readonly authorization?: string | undefined;
  /** Where the choice came from, such as "HTTPS_PROXY". */
  readonly label: string;
}

export interface HttpTimeouts {
  /** Until the connection stands, TLS included. */
  readonly connectMs: number;
  /** From the request sent to the status line: the server searches its storage in this time. */
  readonly firstByteMs: number;
  /** Between two pieces of the body. */
  readonly idleMs: number;
}

export interface HttpSettings {
  readonly baseUrl: string;
  /** Where the URL came from, such as `--url`, `JAEGER_URL` or DEFAULT_URL_LABEL. */
  readonly urlLabel?: string | undefined;
  /** Sent as they are and shown under --verbose. */
  readonly headers?: readonly (readonly [name: string, value: string])[] | undefined;
  /** Sent as they are, shown with the value hidden. */
  readonly secretHeaders?: readonly (readonly [name: string, value: string])[] | undefined;
  readonly credentials?: Credentials | undefined;
  readonly tls?: TlsSettings | undefined;
  readonly proxy?: ProxySettings | undefined;
  readonly timeouts?: Partial<HttpTimeouts> | undefined;
  /** Further attempts after the first one. */
  readonly retries?: number | undefined;
  /** Requests under way at the same time. */
  readonly concurrency?: number | undefined;
  /** Decoded bytes one answer may have. */
  readonly bodyLimitBytes?: number | undefined;
  /** Receives lines for --verbose. */
  readonly onDetail?: ((line: string) => void) | undefined;
  /** Aborted on Ctrl-C: everything under way stops at once with an InterruptedError. */
  readonly signal?: AbortSignal | undefined;
  /** How host names are resolved; Node's own way when absent. */
  readonly lookup?: LookupFunction | undefined;
  /** 0 to 1; the jitter of retries. */
  readonly random?: (() => number) | undefined;
  /** Milliseconds since the epoch. */
  readonly now?: (() => number) | undefined;
  /** Waits; rejects when the signal aborts. */
  readonly sleep?: ((ms: number, signal: AbortSignal | undefined) => Promise<void>) | undefined;
}

/** `urlLabel` of a server that nobody named. */
export const DEFAULT_URL_LABEL = 'the default';
export const DEFAULT_TIMEOUT_MS = 60_000;
export const DEFAULT_RETRIES = 2;
export const DEFAULT_CONCURRENCY = 4;
export const DEFAULT_BODY_LIMIT_BYTES = 4 * 1024 ** 3;

/**
 * The three limits that one `--timeout` means: it is the time to the first byte; connecting gets at
 * most 10 s of it, and a pause inside the body at most 30 s.
 */
export function timeoutsFrom(timeoutMs: number): HttpTimeouts {
  return {
    connectMs: Math.min(timeoutMs, 10_000),
    firstByteMs: timeoutMs,
    idleMs: Math.min(timeoutMs, 30_000),
  };
}

// What the Jaeger sources need of HTTP, and nothing more: the client behind it owns connections,
// credentials, proxies, TLS, timeouts, retries and decompression.

/** One answer, whatever its status. The body can be consumed once. */
export interface HttpAnswer {
  /** Full URL asked, without credentials: fit for messages. */
  readonly url: string;
  readonly status: number;
  /** Lower-case names; repeated headers joined with ", ". */
  readonly headers: Readonly<Record<string, string>>;
  /** Decompressed bytes as they arrive. */
  readonly body: AsyncIterable<Uint8Array>;
  /** Reads at most `limitBytes` of the body as text and drops the rest. */
  text(limitBytes: number): Promise<string>;
}

/** Query parameters in order; a key may repeat. */
export type HttpParameters = readonly (readonly [key: string, value: string])[];

export interface HttpClient {
  /** Base URL without trailing slash and without credentials. */
  readonly baseUrl: string;
  /**
   * GETs `baseUrl + path`. Resolves with any status; redirects are followed only within the same
   * origin. Errors (SourceError): connection, TLS, timeout, each saying what was probably meant.
   */
  get(path: string, parameters?: HttpParameters): Promise<HttpAnswer>;
  close(): Promise<void>;
}

// What the Jaeger sources need of HTTP, and nothing more: the client behind it owns connections,
// credentials, proxies, TLS, timeouts, retries and decompression.

/** One answer, whatever its status. The body can be consumed once. */
export interface HttpAnswer {
  /** Full URL asked, without credentials: fit for messages. */
  readonly url: string;
  readonly status: number;
  /** Lower-case names; repeated headers joined with ", ". */
  readonly headers: Readonly<Record<string, string>>;
  /** Paths the server sent us on to (same origin), in order; absent when it answered directly. */
  readonly redirects?: readonly string[] | undefined;
  /**
   * Decompressed bytes as they arrive. A body that is not wanted must still be ended (`text(0)`, or
   * leaving the loop): it occupies one of the few connections until then.
   */
  readonly body: AsyncIterable<Uint8Array>;
  /** Reads at most `limitBytes` of the body as text and drops the rest. */
  text(limitBytes: number): Promise<string>;
}

/** Query parameters in order; a key may repeat. */
export type HttpParameters = readonly (readonly [key: string, value: string])[];

/** What was sent to be let in, for diagnoses. */
export interface HttpAccess {
  /** Such as "the bearer token from TRACESCOPE_TOKEN"; undefined when none was sent. */
  readonly credentials: string | undefined;
  /** The proxy that plain requests are handed to and that may answer itself, in words. */
  readonly proxy?: string | undefined;
  /** Hides what was sent to be let in wherever an answer repeats it; messages quote only through it. */
  readonly hide?: ((text: string) => string) | undefined;
}

export interface HttpClient {
  /** Base URL without trailing slash and without credentials. */
  readonly baseUrl: string;
  readonly access?: HttpAccess | undefined;
  /**
   * GETs `baseUrl + path`. Resolves with any status; redirects are followed only within the same
   * origin. Errors (SourceError): connection, TLS, timeout, each saying what was probably meant.
   */
  get(path: string, parameters?: HttpParameters): Promise<HttpAnswer>;
  close(): Promise<void>;
}

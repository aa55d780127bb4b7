// What a diagnosis of a failed connection is told besides the error.

import type { HttpTimeouts, ProxySettings } from '../http-settings.ts';

export interface ConnectionFacts {
  /** As asked, without credentials. */
  readonly url: string;
  readonly baseUrl: string;
  /** Where the base URL came from. */
  readonly urlLabel?: string | undefined;
  readonly proxy?: ProxySettings | undefined;
  readonly timeouts: HttpTimeouts;
  /** An earlier request of this run got an answer: the server is the right one. */
  readonly answeredBefore?: boolean | undefined;
  readonly hasCa?: boolean | undefined;
  readonly hasClientCertificate?: boolean | undefined;
}

/** What happened, and what was probably meant. */
export type Finding = readonly [message: string, hint: string];

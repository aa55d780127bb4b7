// What a diagnosis of an answer is told, and the hint that most of them end with.

import type { HttpAccess } from '../http-answer.ts';
import { PLAIN_NOT_FOUND } from '../jaeger-error-body.ts';
import { knownPort } from './known-ports.ts';

/** Bytes of a body that a diagnosis looks at. */
export const DIAGNOSIS_BYTES = 32 * 1024;

export interface AnswerFacts {
  /** As asked, without credentials. */
  readonly url: string;
  /** Base URL in use, without trailing slash. */
  readonly baseUrl: string;
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** The start of the body as text. */
  readonly body: string;
  /** What was sent to be let in; undefined when unknown. */
  readonly access?: HttpAccess | undefined;
}

/** What to check when the path asked is not there: the port, the base path, whether it is Jaeger. */
export function missingRouteHint({ url, baseUrl, body }: AnswerFacts): string {
  if (url.includes('/select/jaeger/api/v3/')) {
    return 'VictoriaTraces has no api_v3 there: leave out --api v3.';
  }
  const port = knownPort(baseUrl);
  if (port !== undefined)
    return `Port ${new URL(baseUrl).port} is usually ${port.name}. ${port.hint}`;
  const path = new URL(baseUrl).pathname.replace(/\/$/, '');
  const jaeger = body.startsWith(PLAIN_NOT_FOUND) ? '' : 'Is it Jaeger? ';
  if (path === '') {
    return `${jaeger}If Jaeger is served under a base path, add it: --url ${baseUrl}/PATH`;
  }
  return `${jaeger}Check the base path "${path}": without it the URL is ${new URL(baseUrl).origin}`;
}

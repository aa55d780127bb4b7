// Asking the built command about the load, from every server and through both dialects.

import type { OrderSystem } from './order-system.ts';
import { rfc3339, type SentRequest, type Truth } from './truth.ts';

export interface Endpoint {
  /** Such as `2.13 v3`. */
  readonly label: string;
  readonly version: string;
  readonly url: string;
  readonly api: 'v1' | 'v3';
}

/** Every server through each dialect that it can be searched in. */
export function endpoints({ servers }: OrderSystem): Endpoint[] {
  return servers.flatMap(({ version, url, apis }) =>
    apis.map((api) => ({ label: `${version} ${api}`, version, url, api })),
  );
}

export const at = ({ url, api }: Endpoint): string[] => ['--url', url, '--api', api];

// Late messages end up to two seconds after the last answer.
const AFTER_US = 5_000_000;

/** The window of the whole load. */
export function wholeWindow(truth: Truth): string[] {
  return ['--since', rfc3339(truth.startUs), '--until', rfc3339(truth.endUs + AFTER_US)];
}

/**
 * A window that holds these requests and none sent before or after them: up to the middle of the
 * last one, as Node.js records starts up to a millisecond early.
 */
export function windowOf(requests: readonly SentRequest[]): string[] {
  let startUs = Number.POSITIVE_INFINITY;
  let last: SentRequest | undefined;
  for (const request of requests) {
    startUs = Math.min(startUs, request.startUs);
    if (last === undefined || request.startUs > last.startUs) last = request;
  }
  if (last === undefined) throw new Error('no requests');
  const middleUs = Math.floor((last.startUs + last.endUs) / 2);
  return ['--since', rfc3339(startUs), '--until', rfc3339(middleUs)];
}

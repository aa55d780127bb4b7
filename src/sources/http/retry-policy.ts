// When a request is worth another attempt, and how long to wait before it. Only GETs get here, so
// repeating is always allowed; the question is whether it can help.

const RETRYABLE_STATUS = new Set([429, 502, 503, 504]);
/** The connection broke under a request: servers close idle ones just as they are used again. */
const BROKEN = new Set(['ECONNRESET', 'EPIPE', 'ECONNABORTED', 'UND_ERR_SOCKET', 'EAI_AGAIN']);
/** Nobody there: on the first request that is an answer, later a restart. */
const ABSENT = new Set([
  'ECONNREFUSED',
  'UND_ERR_CONNECT_TIMEOUT',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);
const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 5_000;
/** A server that asks for more patience than this gets no further attempt. */
export const LONGEST_RETRY_AFTER_MS = 30_000;

export function isRetryableStatus(status: number): boolean {
  return RETRYABLE_STATUS.has(status);
}

export function isRetryableFailure(code: string, answeredBefore: boolean): boolean {
  return BROKEN.has(code) || (answeredBefore && ABSENT.has(code));
}

/**
 * Milliseconds to wait before the attempt that follows attempt number `attempt` (from 1), or
 * undefined when the server asks for too long a wait. `random` is 0 to 1.
 */
export function retryDelayMs(
  attempt: number,
  retryAfterMs: number | undefined,
  random: number,
): number | undefined {
  if (retryAfterMs !== undefined) {
    return retryAfterMs > LONGEST_RETRY_AFTER_MS ? undefined : retryAfterMs;
  }
  const most = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (attempt - 1));
  return Math.round(most * (0.5 + random / 2));
}

/** `Retry-After` in milliseconds from `nowMs`: seconds or an HTTP date; undefined when neither. */
export function parseRetryAfter(value: string | undefined, nowMs: number): number | undefined {
  if (value === undefined) return undefined;
  if (/^\s*\d{1,9}\s*$/.test(value)) return Number(value) * 1000;
  const at = /[A-Za-z]{3}/.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(at) ? undefined : Math.max(0, at - nowMs);
}

// The sentence inside an error body, whichever envelope it came in, and what the well-known ones
// ask the user to do.

/** What Jaeger says for a route or path it does not have. */
export const PLAIN_NOT_FOUND = '404 page not found';

/**
 * The message of a JSON error body, or undefined: v1 `{"errors":[{"msg"}]}`, v3
 * `{"error":{"message"}}`, gateways `{"message"}`, `{"error":"text"}` or `"text"`, RFC 9457 `{"detail"}`.
 */
export function errorMessageIn(body: string): string | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return undefined;
  }
  if (typeof parsed === 'string' && parsed.trim() !== '') return parsed;
  const { errors, error, message, msg, detail, title } = fields(parsed);
  const first = fields(Array.isArray(errors) ? errors[0] : undefined);
  const candidates = [
    first.msg,
    first.message,
    fields(error).message,
    error,
    message,
    msg,
    detail,
    title,
  ];
  return candidates.find((text): text is string => typeof text === 'string' && text !== '');
}

function fields(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

const HINTS: readonly (readonly [sign: RegExp, hint: string])[] = [
  [
    /^parameter 'service' is required$|^query\.start_?time_?min and \S+ are required$/i,
    'The parameters were lost on the way: a redirect or proxy before Jaeger drops what stands behind the ? of a URL.',
  ],
  [
    /unsupported value: (NaN|[+-]Inf)/,
    'One span has a NaN or infinite number as an attribute, which the v1 API cannot write: ask through --api v3, or narrow the window around it.',
  ],
  [
    /search depth must be|max(imum)? ?traces|limit.*(exceed|greater|large)/i,
    'Ask for fewer traces: a smaller --limit.',
  ],
  [
    /larger than max|message too (large|long)|ResourceExhausted|too_many_buckets|Result window is too large|circuit_breaking/i,
    'The answer is larger than the storage allows: narrow the window (--since, --until) or lower --limit.',
  ],
  [
    /deadline exceeded|context canceled|timed? ?out/i,
    'The storage did not answer the query in time: narrow the window (--since, --until), name a service, or lower --limit.',
  ],
  [
    /connection refused|no (available|reachable|alive|living)|no such host|unreachable|no connections were made|EOF$|gocql|all nodes/i,
    'Jaeger is up but cannot reach its storage: look at its log and at the storage itself.',
  ],
  [
    /unauthenticated|unauthori[sz]ed|security_exception|permission denied|access denied/i,
    'The storage refused: with bearer token propagation Jaeger hands your token on to it, so the token must be valid there.',
  ],
  [
    /index_not_found|no such index|no such table|keyspace .* does not exist|unconfigured table/i,
    'The storage has no traces of that kind: nothing was written yet, or Jaeger reads with another prefix than the collector writes with.',
  ],
];

/** What to do about a storage or query error with this text; '' when nothing is known. */
export function hintForServerError(message: string): string {
  return HINTS.find(([sign]) => sign.test(message))?.[1] ?? '';
}

/** What to do about a failure of the server that nothing more is known of. */
export const SERVER_FAULT_HINT =
  'Jaeger, its storage or a proxy before it failed, and its log says why. A smaller window (--since, --until) or --limit may pass.';

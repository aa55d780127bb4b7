// The code inside a thrown thing: Node, OpenSSL and undici put it on the error itself, on its cause,
// or on one of several errors of one attempt.

/** The error, its causes and its parts, outermost first; at most 20. */
export function errorsWithin(error: unknown): Error[] {
  const found: Error[] = [];
  const waiting: unknown[] = [error];
  while (waiting.length > 0 && found.length < 20) {
    const next = waiting.shift();
    if (!(next instanceof Error) || found.includes(next)) continue;
    found.push(next);
    if (next instanceof AggregateError) waiting.push(...next.errors.slice(0, 20));
    waiting.push(next.cause);
  }
  return found;
}

/** The first code among them, or ''. */
export function errorCode(error: unknown): string {
  for (const each of errorsWithin(error)) {
    const { code } = each as { code?: unknown };
    if (typeof code === 'string' && code !== '') return code;
  }
  return '';
}

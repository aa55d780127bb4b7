// The operations of a service, for both dialects.

import type { JaegerServer } from './api-answer.ts';
import type { StoredOperation } from './trace-store.ts';

/** Operations of a service by kind ('' for all); kinds are compared as they are written. */
export function listOperations(
  server: JaegerServer,
  service: string,
  kind: string,
): StoredOperation[] {
  const operations = server.store.operations(service) ?? [];
  if (kind === '') return operations;
  const kindless = server.behaviour.findsUnspecifiedKind && kind === 'unspecified';
  return operations.filter((operation) => operation.kind === (kindless ? '' : kind));
}

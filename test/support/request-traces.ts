// Contexts of many similar requests for tests of aggregates: a root with one call after another.

import { TraceContext } from '../../src/analyses/analysis.ts';
import { makeTrace, type TestAttributes, type TestSpan } from '../support/make-trace.ts';

export interface TestRequest {
  readonly traceId?: string;
  readonly root?: string;
  readonly service?: string;
  /** The root's own time, before its calls. */
  readonly ownUs?: number;
  /** Calls in sequence: name and duration. */
  readonly calls?: readonly (readonly [name: string, us: number])[];
  readonly error?: boolean;
  readonly attributes?: TestAttributes;
  /** True: the root names a parent that is not there. */
  readonly rootless?: boolean;
}

let number = 0;

export function requestContext(request: TestRequest): TraceContext {
  const { ownUs = 0, calls = [], root = 'GET /', service = 'api' } = request;
  let at = ownUs;
  const children: TestSpan[] = calls.map(([name, durationUs], i) => {
    const span = { id: `c${i}`, parent: 'R', name, service: 'db', startUs: at, durationUs };
    at += durationUs;
    return span;
  });
  const top: TestSpan = {
    id: 'R',
    name: root,
    service,
    startUs: 0,
    durationUs: at,
    error: request.error ?? false,
    attributes: request.attributes ?? {},
    ...(request.rootless ? { parent: 'gone' } : {}),
  };
  const traceId = request.traceId ?? (++number).toString(16).padStart(32, '0');
  return new TraceContext(makeTrace([top, ...children], { traceId }));
}

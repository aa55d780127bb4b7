// What every source offers, live or file. Traces stream: a consumer keeps numbers, never traces.

import type { Trace } from '../model/trace.ts';
import type { TraceQuery } from '../model/trace-query.ts';
import type { Coverage } from './coverage.ts';

export interface OperationInfo {
  readonly name: string;
  /** Lower-case kind, or '' when the server does not tell. */
  readonly kind: string;
}

export interface TraceSource {
  /** For people: a URL without credentials, or file names. */
  readonly description: string;
  /** Filled while it reads. */
  readonly coverage: Coverage;
  /** Matching traces, each as soon as it is whole. Errors: SourceError, InputError. */
  search(query: TraceQuery): AsyncIterable<Trace>;
  /** The trace with this ID (compared without leading zeros and case), or NoDataError. */
  fetch(traceId: string): Promise<Trace>;
  services(): Promise<readonly string[]>;
  operations(service: string): Promise<readonly OperationInfo[]>;
  /** Lines for `--verbose`: dialect found, filters applied here, requests made. */
  onDetail?: ((line: string) => void) | undefined;
  close(): Promise<void>;
}

// What the two dialects of a Jaeger server have in common, so that searching, retrying and merging
// is written once. One file implements it for v1, one for api_v3.

import type { SourceError } from '../errors.ts';
import type { Trace } from '../model/trace.ts';
import type { Coverage } from './coverage.ts';
import type { ServerSearch } from './search-plan.ts';
import type { OperationInfo } from './source.ts';

/** Traces on their way; `coverage` fills while they are read. */
export interface FoundTraces {
  readonly kind: 'found';
  readonly traces: AsyncIterable<Trace>;
  readonly coverage: Coverage;
  /** Ends the answer when nobody will read it. */
  discard(): Promise<void>;
}

/**
 * The server cannot answer this search, but could answer another: `nan` when one trace cannot be
 * written as v1 JSON, `limit` when it takes no such limit, `size` when the traces are too large.
 */
export interface RefusedSearch {
  readonly kind: 'refused';
  readonly why: 'nan' | 'limit' | 'size';
  readonly error: SourceError;
}

export interface JaegerApi {
  readonly name: 'v1' | 'v3';
  /** True when a search must name a service. */
  readonly needsService: boolean;
  /** Errors: SourceError for answers of no use. */
  search(search: ServerSearch): Promise<FoundTraces | RefusedSearch>;
  /** All traces in the answer to an ID of 32 hex digits; none when there is no such trace. */
  byId(traceId: string): Promise<FoundTraces | RefusedSearch>;
  /** Sorted. */
  services(): Promise<string[]>;
  /** Sorted by name, then kind; empty for a service that the server does not know. */
  operations(service: string): Promise<OperationInfo[]>;
}

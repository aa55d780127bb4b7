// What fixtures/stack/load wrote down about the requests it sent: the truth that every answer is
// held against. Nothing in it comes from a Jaeger.

export interface SentRequest {
  readonly scenario: string;
  /** The entry's service and operation. */
  readonly service: string;
  readonly operation: string;
  readonly traceId: string;
  readonly sampled: boolean;
  readonly startUs: number;
  readonly endUs: number;
  /** As the client measured it: never less than the root span's duration. */
  readonly latencyMs: number;
  readonly status: number;
  readonly failed: boolean;
  readonly faults: string;
  readonly items: number;
  readonly tags: Readonly<Record<string, string>>;
  readonly brokenOffTraceId: string | null;
}

export interface Truth {
  readonly startUs: number;
  readonly endUs: number;
  readonly requests: readonly SentRequest[];
}

/** Requests that were sampled, so that their traces exist. */
export function sampled(truth: Truth, wanted: (request: SentRequest) => boolean = () => true) {
  return truth.requests.filter((request) => request.sampled && wanted(request));
}

export function ofScenario(truth: Truth, scenario: string): readonly SentRequest[] {
  const found = sampled(truth, (request) => request.scenario === scenario);
  if (found.length === 0) throw new Error(`the load sent no '${scenario}'`);
  return found;
}

/** Milliseconds that the request's faults made somebody wait, at least. */
export function waitedMs(request: SentRequest): number {
  const waits = [...request.faults.matchAll(/slow-[a-z]+=(\d+)/g)].map(([, ms]) => Number(ms));
  // What runs at once is waited for once.
  if (request.faults.includes('sequential')) return waits.reduce((sum, ms) => sum + ms, 0);
  return waits.reduce((most, ms) => Math.max(most, ms), 0);
}

export const rfc3339 = (us: number): string => {
  const ms = Math.floor(us / 1000);
  const micros = String(us - ms * 1000).padStart(3, '0');
  return new Date(ms).toISOString().replace('Z', `${micros}Z`);
};

export const sorted = (ids: Iterable<string>): string[] => [...new Set(ids)].sort();

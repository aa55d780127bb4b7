// Jaeger asked directly and raw, past everything of ours: to see that data arrived, and that our own
// reads left it as it was. Raw v1 reads change nothing on any version.

export interface RawSpan {
  readonly spanID: string;
  readonly operationName: string;
  readonly startTime: number;
  readonly duration: number;
  readonly warnings: readonly string[] | null;
  readonly tags: readonly { readonly key: string; readonly value: unknown }[];
}

export interface RawTrace {
  readonly traceID: string;
  readonly spans: readonly RawSpan[];
}

export async function rawTrace(url: string, traceId: string): Promise<RawTrace | undefined> {
  const response = await fetch(`${url}/api/traces/${traceId}?raw=true`);
  const body = (await response.json()) as { data: RawTrace[] | null };
  return body.data?.[0];
}

/** The trace in an order that does not depend on the server, for comparing. */
export function inOrder(trace: RawTrace | undefined): readonly RawSpan[] {
  const byId = (a: RawSpan, b: RawSpan) => (a.spanID < b.spanID ? -1 : 1);
  return [...(trace?.spans ?? [])].sort(byId);
}

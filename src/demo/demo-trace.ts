// Traces as the demo makes and serves them: plain data with everything OTLP can record, nanosecond
// times and exact 64-bit integers, so that both dialects of the query API can be written from it.

/**
 * An attribute value by its JavaScript type: bigint is a 64-bit integer, number a double (NaN and
 * infinities included), null an empty value.
 */
export type DemoValue =
  | string
  | boolean
  | bigint
  | number
  | null
  | { readonly bytes: Uint8Array }
  | { readonly array: readonly DemoValue[] }
  | { readonly map: DemoAttributes };

/** In recorded order; keys may repeat, as in OTLP. */
export type DemoAttributes = readonly (readonly [key: string, value: DemoValue])[];

/** What sent the spans. Spans of one process share one resource object. */
export interface DemoResource {
  readonly attributes: DemoAttributes;
}

/** The instrumentation library. Spans of one library share one scope object. */
export interface DemoScope {
  readonly name: string;
  readonly version: string;
  readonly attributes: DemoAttributes;
}

export interface DemoEvent {
  readonly name: string;
  readonly timeNs: bigint;
  readonly attributes: DemoAttributes;
}

export interface DemoLink {
  readonly traceId: string;
  readonly spanId: string;
  readonly traceState: string;
  readonly attributes: DemoAttributes;
}

export interface DemoSpan {
  /** 32 lower-case hexadecimal digits. */
  readonly traceId: string;
  /** 16 lower-case hexadecimal digits. */
  readonly spanId: string;
  /** '' for none. */
  readonly parentSpanId: string;
  readonly name: string;
  /** OTLP number, see model/span-kind.ts. */
  readonly kind: number;
  /** Nanoseconds since the epoch. */
  readonly startNs: bigint;
  readonly endNs: bigint;
  /** OTLP number. */
  readonly status: number;
  readonly statusMessage: string;
  /** W3C tracestate, '' for none. */
  readonly traceState: string;
  readonly attributes: DemoAttributes;
  readonly events: readonly DemoEvent[];
  readonly links: readonly DemoLink[];
  readonly resource: DemoResource;
  readonly scope: DemoScope;
}

export interface DemoTrace {
  readonly traceId: string;
  /** Which scenario made it; '' for traces from elsewhere. */
  readonly scenario: string;
  /** In the order in which they were recorded. */
  readonly spans: readonly DemoSpan[];
}

/** Attributes from an object literal: whole numbers become integers, other numbers doubles. */
export function attributesOf(
  values: Readonly<Record<string, string | number | boolean | undefined>>,
): DemoAttributes {
  const attributes: (readonly [string, DemoValue])[] = [];
  for (const [key, value] of Object.entries(values)) {
    if (value === undefined) continue;
    const whole = typeof value === 'number' && Number.isInteger(value);
    attributes.push([key, whole ? BigInt(value) : value]);
  }
  return attributes;
}

/** The first value under `key`, or undefined. */
export function findAttribute(attributes: DemoAttributes, key: string): DemoValue | undefined {
  for (const [name, value] of attributes) if (name === key) return value;
  return undefined;
}

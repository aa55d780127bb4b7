// Traces for tests, from plain objects: says only what the test is about.

import { buildTrace } from '../../src/model/build-trace.ts';
import { parseKind, STATUS_ERROR, STATUS_UNSET } from '../../src/model/span-kind.ts';
import {
  type AttributeType,
  type AttributeValue,
  REF_CHILD_OF,
  REF_FOLLOWS_FROM,
  REF_LINK,
  REF_PARENT_FIELD,
  SpanTable,
} from '../../src/model/span-table.ts';
import type { Trace } from '../../src/model/trace.ts';

/** Start of `startUs: 0`: a plausible instant, as zero would mean "no start". */
export const BASE_US = 1_700_000_000_000_000;

export type TestAttributes = Readonly<Record<string, AttributeValue>>;

export interface TestReference {
  readonly kind?: 'child-of' | 'follows-from' | 'link' | 'parent-field';
  readonly traceId?: string;
  readonly spanId: string;
}

export interface TestEvent {
  readonly name: string;
  /** From the base, like `startUs` of a span; default: the span's start. */
  readonly timeUs?: number;
  readonly attributes?: TestAttributes;
}

export interface TestSpan {
  readonly id: string;
  /** Shorthand for a CHILD_OF reference; comes before `references`. */
  readonly parent?: string;
  /** Default `svc`; null means that the process is missing. */
  readonly service?: string | null;
  /** Default `op-` and the ID. */
  readonly name?: string;
  /** Microseconds from the base. */
  readonly startUs: number;
  readonly durationUs: number;
  /** Any spelling that `parseKind` knows. */
  readonly kind?: string;
  /** True means status ERROR. */
  readonly error?: boolean;
  readonly statusMessage?: string;
  readonly attributes?: TestAttributes;
  readonly resource?: TestAttributes;
  readonly references?: readonly TestReference[];
  readonly events?: readonly TestEvent[];
  readonly serverWarnings?: readonly string[];
}

export interface TestTraceOptions {
  readonly traceId?: string;
  readonly baseUs?: number;
}

const KINDS = {
  'child-of': REF_CHILD_OF,
  'follows-from': REF_FOLLOWS_FROM,
  link: REF_LINK,
  'parent-field': REF_PARENT_FIELD,
} as const;

export function makeTrace(spans: readonly TestSpan[], options: TestTraceOptions = {}): Trace {
  const traceId = options.traceId ?? '0af7651916cd43dd8448eb211c80319c';
  const table = new SpanTable();
  const rows = addTestSpans(table, spans, { ...options, traceId });
  return buildTrace(table, rows, traceId);
}

/** Appends `spans` to `table`, as one trace; returns their rows. */
export function addTestSpans(
  table: SpanTable,
  spans: readonly TestSpan[],
  { traceId = '0af7651916cd43dd8448eb211c80319c', baseUs = BASE_US }: TestTraceOptions = {},
): number[] {
  const resources = new Map<string, number>();
  return spans.map((span) => {
    const row = table.beginSpan({
      traceId,
      spanId: span.id,
      name: span.name ?? `op-${span.id}`,
      kind: parseKind(span.kind),
      startUs: Math.floor(baseUs + span.startUs),
      startRestNs: Math.round((span.startUs - Math.floor(span.startUs)) * 1000),
      durationNs: Math.round(span.durationUs * 1000),
      status: span.error ? STATUS_ERROR : STATUS_UNSET,
      statusMessage: span.statusMessage,
      resource: resourceOf(table, resources, span),
    });
    addAttributes(table, span.attributes);
    if (span.parent !== undefined) table.reference(REF_CHILD_OF, traceId, span.parent);
    for (const { kind = 'child-of', traceId: target = traceId, spanId } of span.references ?? []) {
      table.reference(KINDS[kind], target, spanId);
    }
    for (const event of span.events ?? []) {
      table.beginEvent(event.name, baseUs + (event.timeUs ?? span.startUs), 0);
      addAttributes(table, event.attributes);
    }
    for (const text of span.serverWarnings ?? []) table.serverWarning(row, text);
    return row;
  });
}

function resourceOf(table: SpanTable, resources: Map<string, number>, span: TestSpan): number {
  if (span.service === null) return -1;
  const service = span.service ?? 'svc';
  const key = JSON.stringify([service, span.resource ?? {}]);
  let resource = resources.get(key);
  if (resource === undefined) {
    resource = table.beginResource(service);
    addAttributes(table, span.resource);
    resources.set(key, resource);
  }
  return resource;
}

function addAttributes(table: SpanTable, attributes: TestAttributes = {}): void {
  for (const [key, value] of Object.entries(attributes)) {
    table.attribute(key, attributeType(value), value);
  }
}

function attributeType(value: AttributeValue): AttributeType {
  if (typeof value === 'string') return 'string';
  if (typeof value === 'boolean') return 'bool';
  return Number.isInteger(value) ? 'int' : 'double';
}

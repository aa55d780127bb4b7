// Each scenario of the demo, written as v1, api_v3, OTLP JSON and JSON lines, must be read as the same
// trace: the one that the generator meant.

import { describe, expect, it } from 'vitest';
import {
  type DemoAttributes,
  type DemoSpan,
  type DemoTrace,
  findAttribute,
} from '../../src/demo/demo-trace.ts';
import { encodeJaegerV1 } from '../../src/demo/encode-jaeger-v1.ts';
import { encodeOtlp, encodeOtlpLines, encodeV3 } from '../../src/demo/encode-otlp.ts';
import { generateTrace } from '../../src/demo/generate-demo.ts';
import { generateOrdinary } from '../../src/demo/ordinary-traffic.ts';
import { SCENARIOS } from '../../src/demo/scenarios/scenarios.ts';
import { SeededRandom } from '../../src/lib/seeded-random.ts';
import { kindName, STATUS_ERROR } from '../../src/model/span-kind.ts';
import type { Trace } from '../../src/model/trace.ts';
import { emptyCoverage } from '../../src/sources/coverage.ts';
import { readTraces } from '../../src/sources/trace-reader.ts';
import { factsOf, type TraceFacts } from '../support/trace-facts.ts';

const START_US = Date.parse('2026-03-01T12:00:00Z') * 1000;

const FORMATS: Readonly<Record<string, (traces: readonly DemoTrace[]) => string>> = {
  'jaeger v1': encodeJaegerV1,
  api_v3: encodeV3,
  'OTLP JSON': encodeOtlp,
  'OTLP JSON lines': (traces) => encodeOtlpLines(traces, 3),
};

async function read(text: string): Promise<Trace[]> {
  const bytes = async function* () {
    const all = Buffer.from(text);
    for (let at = 0; at < all.length; at += 1000) yield all.subarray(at, at + 1000);
  };
  const traces: Trace[] = [];
  for await (const trace of readTraces(bytes(), { name: 'demo', coverage: emptyCoverage() })) {
    traces.push(trace);
  }
  return traces;
}

/** Facts by trace ID. */
const readFacts = async (text: string): Promise<Map<string, TraceFacts>> =>
  new Map((await read(text)).map((trace) => [trace.id, factsOf(trace)]));

function shuffled(trace: DemoTrace, random: SeededRandom): DemoTrace {
  const spans = [...trace.spans];
  for (let i = spans.length - 1; i > 0; i--) {
    const j = random.integer(0, i);
    [spans[i], spans[j]] = [spans[j] as DemoSpan, spans[i] as DemoSpan];
  }
  return { ...trace, spans };
}

const scenarioTraces = (seed: number): DemoTrace[] =>
  SCENARIOS.map((scenario, i) =>
    generateTrace(scenario, START_US + i * 1_000_000, new SeededRandom(seed + i)),
  );

describe.each(Object.keys(FORMATS))('%s', (format) => {
  const encode = FORMATS[format] as (traces: readonly DemoTrace[]) => string;

  it.each(SCENARIOS.map(({ id }) => id))('reads %s as it was meant', async (id) => {
    const trace = scenarioTraces(1).find(({ scenario }) => scenario === id) as DemoTrace;
    const [facts, ...others] = (await readFacts(encode([trace]))).values();
    expect(others).toEqual([]);
    expect(meaning(facts as TraceFacts)).toEqual(meant(trace));
  });
});

describe('all formats', () => {
  it('agree on every scenario, in one document, whatever the order of spans', async () => {
    const random = new SeededRandom(99);
    const traces = scenarioTraces(50);
    const reference = await readFacts(encodeJaegerV1(traces));
    expect(reference.size).toBe(traces.length);
    for (const encode of Object.values(FORMATS)) {
      expect(await readFacts(encode(traces))).toEqual(reference);
      const mixed = traces.map((trace) => shuffled(trace, random)).reverse();
      expect(await readFacts(encode(mixed))).toEqual(reference);
    }
  });

  it('agree on ordinary traffic', async () => {
    const traces = generateOrdinary(11, 60);
    const reference = await readFacts(encodeOtlp(traces));
    expect(reference.size).toBe(traces.length);
    for (const encode of Object.values(FORMATS)) {
      expect(await readFacts(encode(traces))).toEqual(reference);
    }
  });
});

/** What the generator meant, from its own data. */
function meant(trace: DemoTrace) {
  const ids = new Set(trace.spans.map((span) => span.spanId));
  const root = trace.spans.find((span) => span.parentSpanId === '');
  let earliest = trace.spans[0]?.startNs ?? 0n;
  for (const span of trace.spans) if (span.startNs < earliest) earliest = span.startNs;
  const spans = trace.spans.map((span) => ({
    spanId: span.spanId,
    // The root takes in what has lost its parent.
    parentSpanId: ids.has(span.parentSpanId)
      ? span.parentSpanId
      : span === root
        ? undefined
        : root?.spanId,
    service: String(findAttribute(span.resource.attributes, 'service.name')),
    name: span.name,
    kind: kindName(span.kind),
    startNs: Number(span.startNs - earliest),
    durationNs: Number(span.endNs - span.startNs),
    status: span.status,
    failed: span.status === STATUS_ERROR,
    statusMessage: span.statusMessage || undefined,
    attributes: attributeTexts(span.attributes),
    events: span.events.map(
      (event) =>
        `${event.timeNs - earliest} ${event.name} ${attributeTexts(event.attributes).join(' ')}`,
    ),
  }));
  return {
    id: trace.traceId,
    startUs: Number(earliest / 1000n),
    spans: spans.sort((a, b) => (a.spanId < b.spanId ? -1 : 1)),
  };
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'string',
  boolean: 'bool',
  bigint: 'int',
  number: 'double',
};

const attributeTexts = (attributes: DemoAttributes): string[] =>
  attributes.map(([key, value]) => `${key}=${TYPES[typeof value]}:${value}`).sort();

/** The same of a trace that was read; what formats add for library and trace state is left out. */
function meaning({ id, startUs, spans }: TraceFacts) {
  const added = /^(otel\.scope\.|w3c\.tracestate=)/;
  return {
    id,
    startUs,
    spans: spans.map(({ resource, links, adopted, follows, ...span }) => ({
      ...span,
      attributes: span.attributes.filter((text) => !added.test(text)),
    })),
  };
}

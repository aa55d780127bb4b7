// The published cases: what tracescope says about each, in full.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { TraceContext } from '../../src/analyses/analysis.ts';
import { bottleneck } from '../../src/analyses/bottleneck.ts';
import { criticalPath } from '../../src/analyses/critical-path.ts';
import { headroom } from '../../src/analyses/headroom.ts';
import { selfTime } from '../../src/analyses/self-time.ts';
import { detachedReason, timing } from '../../src/analyses/timing.ts';
import { traceSummary } from '../../src/analyses/trace-summary.ts';
import type { Trace } from '../../src/model/trace.ts';
import { type JaegerTrace, traceFromJaeger } from '../support/jaeger-objects.ts';
import { BASE_US, makeTrace, type TestSpan } from '../support/make-trace.ts';

interface Expectation {
  readonly root: string;
  readonly latencyUs: number;
  readonly extentUs: number;
  readonly criticalPath: readonly {
    readonly spanID: string;
    readonly start: number;
    readonly end: number;
    readonly concurrentUs?: number;
  }[];
  readonly selfTime: Readonly<Record<string, number>>;
  readonly detached: readonly { readonly spanID: string; readonly reason: string }[];
  readonly warnings: readonly string[];
  readonly bottleneck?: {
    readonly service: string;
    readonly operation: string;
    readonly criticalPathUs: number;
    readonly spans: number;
    readonly exampleSpanID: string;
  };
  readonly shiftedUs?: Readonly<Record<string, number>>;
  readonly headroomUs?: Readonly<Record<string, number>>;
  readonly roots?: readonly string[];
}

interface GeneratedExpectation {
  readonly root: string;
  readonly latencyUs: number;
  readonly segments: number;
  readonly sumSelfUs: number;
  readonly selfTimeEach: number;
  readonly selfTimeRoot?: number;
  readonly selfTimeLast?: number;
}

interface Vector {
  readonly name: string;
  readonly why: string;
  readonly trace: JaegerTrace | null;
  readonly generate?: { readonly shape: 'chain' | 'wide' | 'touching'; readonly n: number };
  readonly expect: Expectation & GeneratedExpectation;
}

const file = new URL('../../fixtures/critical-path-vectors.json', import.meta.url);
const vectors: readonly Vector[] = JSON.parse(readFileSync(file, 'utf8'));

describe('published vectors', () => {
  it('are all here', () => {
    expect(vectors.length).toBe(73);
  });

  const given = vectors.filter((vector) => vector.trace !== null);
  it.each(given.map((vector) => [vector.name, vector.why, vector] as const))(
    '%s: %s',
    (_name, _why, vector) => {
      const trace = traceFromJaeger(vector.trace as JaegerTrace);
      expect(describeTrace(trace, vector.expect)).toEqual(vector.expect);
    },
  );

  const generated = vectors.filter((vector) => vector.trace === null);
  it.each(generated.map((vector) => [vector.name, vector.why, vector] as const))(
    '%s: %s',
    (_name, _why, { generate, expect: expected }) => {
      const { shape, n } = generate as NonNullable<Vector['generate']>;
      const context = new TraceContext(makeTrace(generateSpans(shape, n)));
      const selfNs = context.get(selfTime);
      const summary = context.get(traceSummary);
      expect({
        root: context.trace.spanId(0),
        latencyUs: summary.latencyNs / 1000,
        segments: context.get(criticalPath).segments.length,
        selfTimeEach: (selfNs[1] as number) / 1000,
        sumSelfUs: selfNs.reduce((sum, ns) => sum + ns, 0) / 1000,
        ...('selfTimeRoot' in expected ? { selfTimeRoot: (selfNs[0] as number) / 1000 } : {}),
        ...('selfTimeLast' in expected ? { selfTimeLast: (selfNs[n - 1] as number) / 1000 } : {}),
      }).toEqual(expected);
    },
  );
});

/** What the analyses say, in the words of the vectors. */
function describeTrace(trace: Trace, expected: Expectation): Expectation {
  const context = new TraceContext(trace);
  const times = context.get(timing);
  const summary = context.get(traceSummary);
  const selfNs = context.get(selfTime);
  const room = context.get(headroom);
  const { shiftedUs, headroomUs, roots } = expected;
  const winner = context.get(bottleneck).bottleneck;
  return {
    root: trace.spanId(0),
    latencyUs: summary.latencyNs / 1000,
    extentUs: summary.extentNs / 1000,
    criticalPath: describePath(context),
    selfTime: Object.fromEntries(
      Array.from(selfNs, (ns, i) => [trace.spanId(i), ns / 1000] as const),
    ),
    detached: times.detachedSpans.map((i) => ({
      spanID: trace.spanId(i),
      reason: detachedReason(times, i) as string,
    })),
    warnings: summary.warnings.map((warning) => warning.code).sort(),
    ...(winner && {
      bottleneck: {
        service: winner.service,
        operation: winner.name,
        criticalPathUs: winner.onPathNs / 1000,
        spans: winner.spans,
        exampleSpanID: trace.spanId(winner.exampleSpan),
      },
    }),
    ...((shiftedUs || times.shifted.length > 0) && {
      shiftedUs: Object.fromEntries(
        times.shifted.map((i) => [trace.spanId(i), (times.shiftNs[i] as number) / 1000]),
      ),
    }),
    ...(headroomUs && {
      headroomUs: Object.fromEntries(
        Object.keys(headroomUs).map((id) => {
          return [id, (room.headroomNs[trace.findSpan(id)] as number) / 1000];
        }),
      ),
    }),
    ...(roots && { roots: trace.roots.map((i) => trace.spanId(i)).sort() }),
  };
}

function describePath(context: TraceContext) {
  const { trace } = context;
  const { segments } = context.get(criticalPath);
  return Array.from(segments.span, (span, s) => {
    const concurrentUs = (segments.concurrentNs[s] as number) / 1000;
    return {
      spanID: trace.spanId(span),
      start: trace.startUs + (segments.startNs[s] as number) / 1000,
      end: trace.startUs + (segments.endNs[s] as number) / 1000,
      ...(concurrentUs > 0 && { concurrentUs }),
    };
  });
}

// The recipes of the file, in its words: chain, wide, touching.
function generateSpans(shape: 'chain' | 'wide' | 'touching', n: number): TestSpan[] {
  const spans: TestSpan[] = [];
  if (shape !== 'chain') {
    spans.push({ id: 'R', startUs: 0, durationUs: shape === 'wide' ? 10 * n + 10 : 10 * n });
  }
  for (let i = 0; i < n; i++) {
    const id = `c${i}`;
    if (shape === 'chain') {
      const parent = i === 0 ? {} : { parent: `c${i - 1}` };
      spans.push({ id, ...parent, startUs: i, durationUs: 2 * n - 2 * i + 10 });
    } else if (shape === 'wide') {
      spans.push({ id, parent: 'R', startUs: 1 + 10 * i, durationUs: 8 });
    } else {
      spans.push({ id, parent: 'R', startUs: 10 * i, durationUs: 10 });
    }
  }
  return spans;
}

it('starts generated vectors at their base', () => {
  expect(makeTrace(generateSpans('chain', 2)).startUs).toBe(BASE_US);
});

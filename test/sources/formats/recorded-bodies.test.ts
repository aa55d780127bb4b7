// What five releases of Jaeger answered for the same traces, unadjusted, in both dialects: read as
// equal traces, but for what v1 JSON cannot say.

import { describe, expect, test } from 'vitest';
import { factsById, readText } from '../../support/read-text.ts';
import { recordings, VERSIONS } from '../../support/recordings.ts';
import type { SpanFacts, TraceFacts } from '../../support/trace-facts.ts';

/** Spans that link to another of their own trace and have no parent: v1 shows a parent. */
const LINK_OR_PARENT = /link-root$/;

describe.each(VERSIONS)('%s', (version) => {
  const all = recordings(version).filter(({ status }) => status === 200);
  const byName = new Map(all.map((recorded) => [recorded.name.slice(4), recorded.body]));
  const pairs = [...byName.keys()].filter(
    (name) => name.startsWith('id-v1-raw-') && byName.has(name.replace('v1', 'v3')),
  );

  test('holds pairs to compare', () => {
    expect(pairs.length).toBeGreaterThan(5);
  });

  test.each(pairs.filter((name) => !LINK_OR_PARENT.test(name)))('%s', async (name) => {
    const v1 = await readText(byName.get(name) ?? '', { format: 'jaeger-v1' });
    const v3 = await readText(byName.get(name.replace('v1', 'v3')) ?? '', { format: 'api-v3' });
    expect([v1.error, v1.notes, v3.error, v3.notes]).toEqual([undefined, [], undefined, []]);
    expect(factsById(v1.traces).map(sayableInV1)).toEqual(factsById(v3.traces).map(sayableInV1));
    expect(v1.traces.map(({ serverNotes }) => serverNotes)).toEqual(
      v3.traces.map(({ serverNotes }) => serverNotes),
    );
  });
});

// Whole microseconds; lists and maps as text; an event is called by its attribute `event` if it
// has one, and its own name is lost; how negative a duration was is lost with its last digits.
function sayableInV1(trace: TraceFacts): TraceFacts {
  const warnings = trace.warnings.map((text) => text.replace(/(negative-duration .*) \d*$/, '$1'));
  return { ...trace, warnings, spans: trace.spans.map(sayableSpan) };
}

function sayableSpan(span: SpanFacts): SpanFacts {
  return {
    ...span,
    startNs: Math.floor(span.startNs / 1000) * 1000,
    durationNs: Math.floor(span.durationNs / 1000) * 1000,
    attributes: span.attributes.map((text) => text.replace('=json:', '=string:')).sort(),
    events: span.events.map((text) =>
      text.replace(/^(\d+) log event=string:(inner name) /, '$1 $2 '),
    ),
  };
}

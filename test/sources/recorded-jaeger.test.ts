// The model behind the replay client is held against every search that was recorded: only then are
// its answers to other parameters worth testing against.

import { describe, expect, it } from 'vitest';
import { recordedJaeger } from '../support/recorded-jaeger.ts';
import { recordings, VERSIONS } from '../support/recordings.ts';

/** Trace IDs in an answer, or its status and message. */
function essence(status: number, body: string): string {
  if (status !== 200) return `${status}`;
  const parsed = JSON.parse(body) as {
    data?: { traceID: string }[];
    result?: { resourceSpans?: { scopeSpans: { spans: { traceId: string }[] }[] }[] };
  };
  const v1 = parsed.data?.map(({ traceID }) => traceID.padStart(32, '0'));
  const v3 = parsed.result?.resourceSpans?.flatMap(({ scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) => spans.map(({ traceId }) => traceId)),
  );
  return [...new Set(v1 ?? v3 ?? [])].sort().join(' ');
}

// What no client of ours sends: malformed values are answered from the recordings only.
const MALFORMED =
  /malformed|bare-number|iso|limit-x|overflow|limit-empty|raw-bad|raw-plus|micros|date-only|times-bad|number|semicolon|camel-names|default-window|start-after|start-equals|max-below|filter|dot-form|tag-form|negative|limit-absent|search_depth|no-max/;

describe.each(VERSIONS)('the model of %s', (version) => {
  it('finds what the server found', () => {
    const jaeger = recordedJaeger(version);
    let compared = 0;
    for (const answer of recordings(version)) {
      if (answer.run !== 'main' || answer.method !== 'GET' || MALFORMED.test(answer.name)) continue;
      if (!/^\/api\/(v3\/)?traces$/.test(answer.path) || /^\d+-empty-/.test(answer.name)) continue;
      if (answer.parameters.some(([key]) => key === 'traceID') || answer.parameters.length === 0) {
        continue;
      }
      // An extra parameter that no server knows keeps the exact recording from answering.
      const computed = jaeger.answer(answer.path, [...answer.parameters, ['computed', '1']]);
      expect(computed.from).toBe('computed');
      expect(`${answer.name} ${essence(computed.status, computed.body)}`).toBe(
        `${answer.name} ${essence(answer.status, answer.body)}`,
      );
      expect(jaeger.answer(answer.path, answer.parameters).body).toBe(answer.body);
      compared++;
    }
    expect(compared).toBeGreaterThan(90);
  });
});

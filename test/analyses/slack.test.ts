import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TraceContext } from '../../src/analyses/analysis.ts';
import { slack } from '../../src/analyses/slack.ts';
import { drawTrace } from '../support/draw-trace.ts';
import { makeTrace } from '../support/make-trace.ts';

const capMs = (
  trace: Parameters<typeof Object>[0] & ConstructorParameters<typeof TraceContext>[0],
  span: number,
) => new TraceContext(trace).get(slack).capNs(span) / 1e6;

describe('slack', () => {
  test('what runs beside a span bounds what shortening it can save', () => {
    const trace = drawTrace(`
web  GET /        [====================]
  a  load         [ ================== ]
    a  query      [   ===========      ]
  b  render       [  ==========        ]
`);
    // Ends 7 ms after its sibling; the query has none, but its parent has.
    expect(capMs(trace, 1)).toBe(7);
    expect(capMs(trace, 2)).toBe(7);
    // Its sibling ends later: nobody waits for it.
    expect(capMs(trace, 3)).toBe(0);
  });

  test('nothing beside it, no bound', () => {
    const trace = drawTrace(`
web  GET /   [====================]
  a  first   [ ======             ]
  b  second  [       ======       ]
`);
    expect(capMs(trace, 1)).toBe(Number.POSITIVE_INFINITY);
    expect(capMs(trace, 2)).toBe(Number.POSITIVE_INFINITY);
  });

  test('agrees with looking at every pair of siblings', () => {
    const child = fc.record({
      at: fc.integer({ min: 0, max: 900 }),
      ms: fc.integer({ min: 1, max: 300 }),
    });
    fc.assert(
      fc.property(fc.array(child, { minLength: 1, maxLength: 12 }), (children) => {
        const end = Math.max(...children.map(({ at, ms }) => at + ms));
        const trace = makeTrace([
          { id: 'root', startUs: 0, durationUs: end * 1000 },
          ...children.map(({ at, ms }, i) => ({
            id: `c${i}`,
            parent: 'root',
            startUs: at * 1000 + 37,
            durationUs: ms * 1000 - 74,
          })),
        ]);
        const context = new TraceContext(trace);
        const tolerance = end * 1e4;
        for (let i = 1; i < trace.size; i++) {
          let lead = Number.POSITIVE_INFINITY;
          for (let j = 1; j < trace.size; j++) {
            if (i === j) continue;
            const starts = (trace.startNs[j] as number) < trace.endNs(i) - tolerance;
            const overlaps = trace.endNs(j) > (trace.startNs[i] as number) + tolerance;
            if (starts && overlaps)
              lead = Math.min(lead, Math.max(0, trace.endNs(i) - trace.endNs(j)));
          }
          expect(context.get(slack).capNs(i)).toBe(lead);
        }
      }),
    );
  });
});

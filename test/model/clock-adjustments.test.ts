import { describe, expect, it } from 'vitest';
import { buildTraces } from '../../src/model/build-trace.ts';
import { undoClockAdjustments } from '../../src/model/clock-adjustments.ts';
import { SpanTable } from '../../src/model/span-table.ts';
import type { Trace } from '../../src/model/trace.ts';
import { addTestSpans, BASE_US, type TestSpan } from '../support/make-trace.ts';

const MOVED = "This span's timestamps were adjusted by";
const ROOT: TestSpan = { id: 'r', startUs: 5_000_000, durationUs: 100_000 };

function undo(...spans: TestSpan[]): Trace {
  const table = new SpanTable();
  addTestSpans(table, [ROOT, ...spans]);
  undoClockAdjustments(table);
  const [trace] = buildTraces(table);
  return trace as Trace;
}

/** Start from the base and duration, in us. */
function times(trace: Trace, id: string): [number, number] {
  const i = trace.findSpan(id);
  const startNs = (trace.startUs - BASE_US) * 1000 + trace.startRestNs + (trace.startNs[i] ?? 0);
  return [startNs / 1000, (trace.durationNs[i] ?? 0) / 1000];
}

describe('undoClockAdjustments', () => {
  const child: TestSpan = { id: 'c', parent: 'r', startUs: 5_025_000, durationUs: 50_000 };

  it('moves a span and its events back, whichever way they went', () => {
    const event = { name: 'retry', timeUs: 5_030_000 };
    const later = undo({ ...child, events: [event], serverWarnings: [`${MOVED} 5.025s`] });
    expect(times(later, 'c')).toEqual([0, 50_000]);
    expect(later.events(later.findSpan('c'))[0]?.timeNs).toBe(5_000_000);
    expect(times(undo({ ...child, serverWarnings: [`${MOVED} -1m0.5s`] }), 'c')).toEqual([
      65_525_000, 50_000,
    ]);
    expect(times(undo({ ...child, serverWarnings: [`${MOVED} 1.5µs`] }), 'c')).toEqual([
      5_024_998.5, 50_000,
    ]);
  });

  it('restores a duration that the move made negative', () => {
    const broken = { ...child, durationUs: -4_975_000, serverWarnings: [`${MOVED} 5.025s`] };
    expect(times(undo(broken), 'c')).toEqual([0, 50_000]);
    expect(undo(broken).warnings.map(({ code }) => code)).not.toContain('negative-duration');
  });

  it('moves once, however often it was said', () => {
    const said = `${MOVED} 5.025s`;
    expect(times(undo({ ...child, serverWarnings: [said, said] }), 'c')).toEqual([0, 50_000]);
  });

  it('says what it did', () => {
    const trace = undo({ ...child, serverWarnings: [`${MOVED} 5.025s`, 'something else'] });
    expect(trace.serverNotes.map(({ text }) => text)).toEqual([
      "This span's timestamps were adjusted by 5.025s (undone here: times are as recorded)",
      'something else',
    ]);
  });

  it.each([
    'clock skew adjustment disabled; not applying calculated delta of 5.025s',
    'max clock skew adjustment delta of 1s exceeded; not applying calculated delta of 5.025s',
    `${MOVED} a lot`,
    `${MOVED} `,
  ])('leaves spans alone that were not moved: %s', (warning) => {
    expect(times(undo({ ...child, serverWarnings: [warning] }), 'c')).toEqual([5_025_000, 50_000]);
  });
});

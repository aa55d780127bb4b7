import { describe, expect, it } from 'vitest';
import { ServerClock } from '../../src/sources/server-clock.ts';

const AT = Date.parse('2026-05-01T12:00:00Z');
const date = (ms: number): string => new Date(ms).toUTCString();

describe('ServerClock', () => {
  it('knows nothing without a usable Date', () => {
    const clock = new ServerClock();
    clock.saw(undefined, AT, AT + 5);
    clock.saw('soon', AT, AT + 5);
    expect(clock.difference()).toBeUndefined();
  });

  it('allows for whole seconds and the time on the way', () => {
    const clock = new ServerClock();
    clock.saw(date(AT), AT + 400, AT + 420);
    const { differenceMs, uncertaintyMs } = clock.difference() ?? {};
    expect(differenceMs).toBe(90);
    expect(uncertaintyMs).toBe(510);
  });

  it('narrows down with every answer', () => {
    const clock = new ServerClock();
    for (const ms of [100, 400, 700, 950]) {
      clock.saw(date(AT + 60_000), AT + ms, AT + ms + 10);
    }
    const { differenceMs, uncertaintyMs } = clock.difference() ?? {};
    expect(differenceMs).toBeGreaterThan(59_000);
    expect(differenceMs).toBeLessThan(60_500);
    expect(uncertaintyMs).toBeLessThan(100);
  });

  it('does not believe an answer that contradicts the others', () => {
    const clock = new ServerClock();
    clock.saw(date(AT), AT, AT + 10);
    const before = clock.difference();
    clock.saw(date(AT + 3_600_000), AT, AT + 10);
    expect(clock.difference()).toEqual(before);
  });
});

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Progress } from '../../src/cli/progress.ts';
import type { Io } from '../../src/io.ts';

function ioOf(tty: boolean): { io: Io; said: () => string } {
  let said = '';
  const io = {
    err: (text: string) => {
      said += text;
    },
    now: () => Date.now(),
    stderrIsTTY: tty,
  } as unknown as Io;
  return { io, said: () => said };
}

describe('progress', () => {
  beforeEach(() => void vi.useFakeTimers({ now: 0 }));
  afterEach(() => void vi.useRealTimers());

  it('says nothing for a second, then draws over its own line, and leaves it empty', () => {
    const { io, said } = ioOf(true);
    let read = 100;
    const progress = new Progress(io, () => `reading ${read} traces`, true);
    vi.advanceTimersByTime(999);
    expect(said()).toBe('');
    vi.advanceTimersByTime(1);
    expect(said()).toBe('\rreading 100 traces');
    read = 2;
    vi.advanceTimersByTime(300);
    expect(said()).toBe('\rreading 100 traces\rreading 2 traces  ');
    progress.done();
    expect(said().endsWith(`\r${' '.repeat('reading 2 traces'.length)}\r`)).toBe(true);
    const after = said();
    vi.advanceTimersByTime(5000);
    expect(said()).toBe(after);
  });

  it('draws while no timer can fire', () => {
    const { io, said } = ioOf(true);
    const progress = new Progress(io, () => 'busy', true);
    vi.setSystemTime(1500);
    progress.update();
    progress.done();
    expect(said()).toContain('busy');
  });

  it('is silent in pipes and when not wanted', () => {
    for (const [tty, enabled] of [
      [false, true],
      [true, false],
    ] as const) {
      const { io, said } = ioOf(tty);
      const progress = new Progress(io, () => 'busy', enabled);
      vi.advanceTimersByTime(5000);
      progress.update();
      progress.done();
      expect(said()).toBe('');
    }
  });
});

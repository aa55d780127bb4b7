import { describe, expect, it } from 'vitest';
import { runCli } from '../support/run-cli.ts';

describe('the tour of the demo', () => {
  it('prints commands that work where the demo is served, not on a server that is gone', async () => {
    const { stdout, exitCode } = await runCli(['demo', '--seed', '7', '--quiet']);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^next: tracescope explain [0-9a-f]{32}$/m);
    expect(stdout).not.toContain('--url');
    expect(stdout).toMatch(/^ {2}tracescope demo --serve --seed 7$/m);
    const ours = stdout.split('\n').slice(-3);
    for (const line of ours) expect(line.length).toBeLessThanOrEqual(60);
  });
});

// Options that there are not: never told with their value, which may be a secret.

import { expect, it } from 'vitest';
import { runCli } from '../support/run-cli.ts';

it.each([
  ['--token=hunter2', "unknown option '--token'", /TRACESCOPE_TOKEN.*--token-file/],
  ["--token=hun'ter2\nx", "unknown option '--token'", /--token-file/],
  ['--password=hunter2', "unknown option '--password'", /TRACESCOPE_PASSWORD/],
  ['--servce=hunter2', "unknown option '--servce'", /See: tracescope find --help/],
])('%s', async (option, says, hints) => {
  const { exitCode, stdout, stderr } = await runCli(['find', option]);
  expect(exitCode).toBe(2);
  expect(stdout).toBe('');
  expect(stderr).toContain(says);
  expect(stderr).toMatch(hints);
  expect(stderr).not.toMatch(/hun/);
});

it('keeps the nearest name', async () => {
  const { stderr } = await runCli(['find', '--servce', 'x']);
  expect(stderr).toContain('(Did you mean --service?)');
});

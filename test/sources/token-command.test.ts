import { describe, expect, it } from 'vitest';
import { SourceError, UsageError } from '../../src/errors.ts';
import { runCommand } from '../../src/sources/access/run-command.ts';
import {
  type CommandResult,
  commandCredentials,
  parseTokenOutput,
} from '../../src/sources/access/token-command.ts';

const ok = (stdout: string): CommandResult => ({ status: 0, stdout, stderr: '' });
const LABEL = 'bearer token from the tokenCommand of context "prod"';

/** Credentials from a command that gives the next of `results` on each run. */
function credentials(results: readonly CommandResult[]) {
  let runs = 0;
  let nowMs = 1_000_000;
  const made = commandCredentials(
    ['get-token', '--quiet'],
    LABEL,
    async (argv) => {
      expect(argv).toEqual(['get-token', '--quiet']);
      return results[Math.min(runs++, results.length - 1)] as CommandResult;
    },
    () => nowMs,
  );
  return { made, runs: () => runs, pass: (ms: number) => (nowMs += ms) };
}

describe('parseTokenOutput', () => {
  it.each<[string, string, string, number | undefined]>([
    ['bare text', ' abc.def-_~+/=\n', 'abc.def-_~+/=', undefined],
    ['text with its scheme', 'Bearer abc', 'abc', undefined],
    ['JSON', '{"token":"abc"}', 'abc', undefined],
    [
      'JSON with a time',
      '{"token":"abc","expirationTimestamp":"2026-01-01T00:00:00Z"}',
      'abc',
      Date.UTC(2026, 0),
    ],
    [
      'a credential of kubectl',
      '{"kind":"ExecCredential","status":{"token":"abc","expirationTimestamp":"2026-01-01T00:00:00Z"}}',
      'abc',
      Date.UTC(2026, 0),
    ],
    ['a time that is none', '{"token":"abc","expirationTimestamp":"soon"}', 'abc', undefined],
  ])('reads %s', (_, output, token, expiresAtMs) => {
    expect(parseTokenOutput(output, 'x')).toEqual({ token, expiresAtMs });
  });

  it.each([
    '',
    '  \n',
    '{"token":',
    '{"other":"hunter2"}',
    '{"token":5}',
    '{"token":"a b"}',
    'hunter2 hunter2',
    'hunter2\nhunter2',
    'hünter2',
  ])('refuses %j without repeating it', (output) => {
    expect(() => parseTokenOutput(output, 'x')).toThrow(UsageError);
    expect(() => parseTokenOutput(output, 'x')).not.toThrow(/hunter2|hünter2/);
  });
});

describe('commandCredentials', () => {
  it('runs the command once for many requests', async () => {
    const { made, runs } = credentials([ok('abc')]);
    expect(await Promise.all([made.authorization(false), made.authorization(false)])).toEqual([
      'Bearer abc',
      'Bearer abc',
    ]);
    expect(runs()).toBe(1);
  });

  it('runs it again shortly before the token expires, once for all', async () => {
    const at = new Date(1_000_000 + 60_000).toISOString();
    const { made, runs, pass } = credentials([
      ok(`{"token":"a","expirationTimestamp":"${at}"}`),
      ok('b'),
    ]);
    await made.authorization(false);
    pass(49_000);
    expect(await made.authorization(false)).toBe('Bearer a');
    pass(2_000);
    expect(await Promise.all([made.authorization(false), made.authorization(false)])).toEqual([
      'Bearer b',
      'Bearer b',
    ]);
    expect(runs()).toBe(2);
  });

  it('runs it again when the server refused the token, unless it has just run', async () => {
    const { made, runs, pass } = credentials([ok('a'), ok('b')]);
    await made.authorization(false);
    expect(await made.authorization(true)).toBe('Bearer a');
    pass(3_000);
    expect(await Promise.all([made.authorization(true), made.authorization(true)])).toEqual([
      'Bearer b',
      'Bearer b',
    ]);
    expect(runs()).toBe(2);
  });

  it.each<[string, CommandResult, new (...parameters: never[]) => Error, RegExp]>([
    [
      'is not there',
      { status: null, stdout: '', stderr: '', failure: 'ENOENT' },
      UsageError,
      /no program get-token/,
    ],
    [
      'takes too long',
      { status: null, stdout: '', stderr: '', failure: 'ETIMEDOUT' },
      SourceError,
      /no token in time/,
    ],
    [
      'fails',
      { status: 3, stdout: 'hunter2', stderr: 'x\nlog in first\u001b[31m\n' },
      SourceError,
      /failed \(exit status 3\)/,
    ],
  ])('says that the command %s', async (_, result, type, message) => {
    const error = await credentials([result])
      .made.authorization(false)
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(type);
    expect((error as Error).message).toMatch(message);
    expect(JSON.stringify(error)).not.toContain('hunter2');
  });

  it('repeats the last line the command said', async () => {
    const error = await credentials([
      { status: 1, stdout: '', stderr: 'x\nlog in first\u001b[31m\n' },
    ])
      .made.authorization(false)
      .catch((thrown: unknown) => thrown);
    expect((error as UsageError).hint).toBe('It said: log in first [31m');
  });
});

describe('runCommand', () => {
  const node = (script: string): Promise<CommandResult> =>
    runCommand([process.execPath, '-e', script]);

  it('gives output and exit status', async () => {
    expect(await node('console.log("out"); console.error("err"); process.exitCode = 4')).toEqual({
      status: 4,
      stdout: 'out\n',
      stderr: 'err\n',
      failure: undefined,
    });
    expect(await node('console.log(process.argv.length)')).toMatchObject({
      status: 0,
      failure: undefined,
    });
  });

  it('closes the input of the program', async () => {
    expect(await node('process.stdin.on("end", () => console.log("end")).resume()')).toMatchObject({
      stdout: 'end\n',
    });
  });

  it('does not use a shell', async () => {
    const result = await runCommand([process.execPath, '-p', 'process.argv[1]', '$HOME;echo x']);
    expect(result.stdout).toBe('$HOME;echo x\n');
  });

  it('ends the program when the run is interrupted', async () => {
    const abort = new AbortController();
    const script = 'console.log(process.pid); setTimeout(() => {}, 60_000)';
    const result = runCommand([process.execPath, '-e', script], abort.signal);
    setTimeout(() => abort.abort(), 300);
    expect(await result).toMatchObject({ status: null, failure: 'ABORT_ERR' });
  });

  it('says that there is no such program, or that it was killed', async () => {
    expect(await runCommand(['/nowhere/get-token'])).toMatchObject({
      status: null,
      failure: 'ENOENT',
    });
    expect(await node('process.kill(process.pid, "SIGKILL")')).toMatchObject({
      status: null,
      failure: 'ended by SIGKILL',
    });
  });
});

// Flags as people type them, right and wrong: what they mean, and what the error says.

import { describe, expect, it } from 'vitest';
import { resolveOutput } from '../../src/cli/output.ts';
import { ratioFlag, resolveQuery } from '../../src/cli/query-flags.ts';
import { sourceFlagsOf } from '../../src/cli/source-flags.ts';
import { parseTraceRef } from '../../src/cli/trace-ref.ts';
import { TracescopeError } from '../../src/errors.ts';
import type { Io } from '../../src/io.ts';
import { runCli } from '../support/run-cli.ts';

const NOW = Date.UTC(2026, 4, 1, 12, 0, 0);

function ioWith(part: Partial<Io>): Io {
  return {
    out: async () => true,
    err: () => {},
    env: {},
    cwd: '/',
    readText: async () => '',
    now: () => NOW,
    stdin: (async function* () {})(),
    stdoutIsTTY: false,
    stderrIsTTY: false,
    columns: undefined,
    signal: new AbortController().signal,
    ...part,
  };
}

function errorOf(action: () => unknown): { message: string; exitCode: number } {
  try {
    action();
  } catch (error) {
    if (error instanceof TracescopeError)
      return { message: error.message, exitCode: error.exitCode };
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('query flags', () => {
  const query = (flags: Record<string, unknown>, live = true) =>
    resolveQuery({ tag: [], ...flags }, ioWith({}), live);

  it('default to the last hour and 200 traces of a server, and to all of a file', () => {
    expect(query({})).toMatchObject({
      limit: 200,
      window: { startUs: (NOW - 3_600_000) * 1000, endUs: NOW * 1000 },
    });
    expect(query({}, false)).toMatchObject({ limit: Number.POSITIVE_INFINITY, window: undefined });
    expect(query({ since: '10m' }, false).window).toEqual({
      startUs: (NOW - 600_000) * 1000,
      endUs: NOW * 1000,
    });
  });

  it('take tags with equals signs, dots and quotes in them', () => {
    expect(query({ tag: ['user.id=12345', 'q=a=b', 'note="a b"', 'empty='] }).tags).toEqual([
      { key: 'user.id', value: '12345' },
      { key: 'q', value: 'a=b' },
      { key: 'note', value: 'a b' },
      { key: 'empty', value: '' },
    ]);
  });

  it.each([
    [{ tag: ['user.id:12345'] }, '--tag user.id:12345: a tag is key=value'],
    [{ minDuration: '500' }, '--min-duration: "500" has no unit: write 500ms, 500s or 500m'],
    [
      { minDuration: '2s', maxDuration: '1s' },
      '--min-duration 2s is longer than --max-duration 1s',
    ],
    [{ limit: '0' }, '--limit 0: a whole number of at least 1'],
    [{ limit: 'many' }, '--limit many: a whole number of at least 1'],
    [{ service: '' }, '--service is empty'],
    [{ operation: 'GET /' }, '--operation needs --service'],
    [
      { at: '14:00', since: '10m' },
      'window: --at and --since or --until exclude each other: use --at with --window',
    ],
  ])('refuse %o', (flags, message) => {
    expect(errorOf(() => query(flags))).toEqual({ message, exitCode: 2 });
  });

  it('tell the window in local time and UTC, unless quiet', () => {
    let said = '';
    const io = ioWith({
      err: (text) => {
        said += text;
      },
    });
    resolveQuery({ since: '10m' }, io, true);
    expect(said).toBe(
      'window 2026-05-01T13:50:00+02:00 to 2026-05-01T14:00:00+02:00 (UTC 2026-05-01T11:50:00Z to 2026-05-01T12:00:00Z)\n',
    );
    said = '';
    resolveQuery({ since: '10m', quiet: true }, io, true);
    expect(said).toBe('');
  });

  it('read shares as percent or ratio', () => {
    expect(ratioFlag({ rate: '1%' }, 'rate', '--rate')).toBe(0.01);
    expect(ratioFlag({ rate: '0.01' }, 'rate', '--rate')).toBe(0.01);
    for (const wrong of ['1.5', '101%', 'x', '-1%']) {
      expect(errorOf(() => ratioFlag({ rate: wrong }, 'rate', '--rate')).exitCode).toBe(2);
    }
  });
});

describe('output flags', () => {
  const output = (flags: Record<string, unknown>, part: Partial<Io>) =>
    resolveOutput(flags, ioWith(part));

  it('colour only terminals, and as NO_COLOR, FORCE_COLOR and --color say', () => {
    const tty = { stdoutIsTTY: true, columns: 120 };
    expect(output({}, {}).colorLevel).toBe(0);
    expect(output({}, { ...tty, env: { TERM: 'xterm-256color' } }).colorLevel).toBe(2);
    expect(output({}, { ...tty, env: { COLORTERM: 'truecolor' } }).colorLevel).toBe(3);
    expect(output({}, { ...tty, env: { TERM: 'dumb' } }).colorLevel).toBe(0);
    expect(output({}, { ...tty, env: { NO_COLOR: '1' } }).colorLevel).toBe(0);
    expect(output({}, { ...tty, env: { NO_COLOR: '' } }).colorLevel).toBe(1);
    expect(output({}, { env: { FORCE_COLOR: '1' } }).colorLevel).toBe(1);
    expect(output({ color: 'always' }, { env: { NO_COLOR: '1' } }).colorLevel).toBe(1);
    expect(output({ color: 'never' }, { ...tty, env: { FORCE_COLOR: '3' } }).colorLevel).toBe(0);
  });

  it('draw ASCII where the locale knows no UTF-8', () => {
    expect(output({}, { env: { LANG: 'de_DE.UTF-8' } }).unicode).toBe(true);
    expect(output({}, { env: { LANG: 'C' } }).unicode).toBe(false);
    expect(output({}, { env: { LC_ALL: 'POSIX', LANG: 'de_DE.UTF-8' } }).unicode).toBe(false);
    expect(output({ ascii: true }, { env: { LANG: 'de_DE.UTF-8' } }).unicode).toBe(false);
  });

  it('fill the terminal, else COLUMNS, else 80, and --width above all', () => {
    expect(output({}, { columns: 132 }).columns).toBe(132);
    expect(output({}, { env: { COLUMNS: '100' } }).columns).toBe(100);
    expect(output({}, {}).columns).toBe(80);
    expect(output({ width: '64' }, { columns: 132 }).columns).toBe(64);
    expect(errorOf(() => output({ width: '5' }, {})).message).toBe(
      '--width 5: a whole number from 60 to 400',
    );
  });

  it('name the nearest format', async () => {
    const { stderr, exitCode } = await runCli(['find', '--file', 'x', '-o', 'jsno']);
    expect({ stderr, exitCode }).toEqual({
      stderr: 'error: --output jsno: no such format\nDid you mean json?\n',
      exitCode: 2,
    });
  });
});

describe('trace references', () => {
  it('are IDs, UI links and traceparents', () => {
    const id = '4bf92f3577b34da6a3ce929d0e0e4736';
    expect(parseTraceRef(id, false)).toEqual({ traceId: id });
    expect(parseTraceRef(` ${id}\n`, false)).toEqual({ traceId: id });
    const uuid = '4bf92f35-77b3-4da6-a3ce-929d0e0e4736';
    expect(parseTraceRef(uuid, false)).toEqual({ traceId: uuid });
    expect(parseTraceRef(`localhost:16686/jaeger/trace/${id}`, false)).toEqual({
      traceId: id,
      url: 'http://localhost:16686/jaeger',
    });
    expect(parseTraceRef(`00-${id}-00f067aa0ba902b7-01`, false)).toEqual({ traceId: id });
    expect(parseTraceRef(`traceparent: 00-${id}-00f067aa0ba902b7-01`, false)).toEqual({
      traceId: id,
    });
    expect(parseTraceRef(`https://jaeger.example.com/jaeger/trace/${id}?uiFind=x`, false)).toEqual({
      traceId: id,
      url: 'https://jaeger.example.com/jaeger',
    });
    expect(parseTraceRef('any-id', true)).toEqual({ traceId: 'any-id' });
  });

  it('say what is wrong with the rest', () => {
    expect(errorOf(() => parseTraceRef('not-an-id', false)).message).toBe(
      '"not-an-id" is not a trace ID',
    );
    expect(errorOf(() => parseTraceRef('http://localhost:16686/search', false)).message).toBe(
      'this link names no trace',
    );
  });
});

describe('the next command', () => {
  it('repeats how the source was named, never a secret', () => {
    expect(
      sourceFlagsOf({
        url: 'http://j:1',
        tenant: 'acme',
        tokenFile: '/t',
        insecure: true,
        header: ['x: y'],
        headerEnv: ['X-Key=KEY'],
      }),
    ).toEqual([
      '--url',
      'http://j:1',
      '--token-file',
      '/t',
      '--tenant',
      'acme',
      '--insecure',
      '--header-env',
      'X-Key=KEY',
    ]);
    expect(sourceFlagsOf({ file: ['a.json', 'b'] })).toEqual(['--file', 'a.json', 'b']);
  });
});

describe('the command line', () => {
  it('ends quietly when the reader goes away', async () => {
    const file = 'fixtures/traces/train-ticket-jaeger-v1.json.gz';
    const { stdout, stderr, exitCode } = await runCli(
      ['explain', '--file', file, '--full', '-o', 'json', '-q'],
      { readLines: 1 },
    );
    expect(exitCode).toBe(0);
    expect(stderr).toBe('');
    expect(stdout.length).toBeGreaterThan(0);
  });

  it('refuses what belongs to servers together with files', async () => {
    const { stderr, exitCode } = await runCli(['find', '--file', 'a.json', '--url', 'http://x']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('--file and --url exclude each other');
  });

  it('takes the word behind the files for the trace', async () => {
    const file = 'fixtures/traces/hotrod-jaeger-v1.json';
    const behind = await runCli(['explain', '--file', file, '1082c74a9f0c7626']);
    const before = await runCli(['explain', '1082c74a9f0c7626', '--file', file]);
    expect(behind.exitCode).toBe(0);
    expect(behind.stdout).toBe(before.stdout);
  });
});

// Replies are put on somebody's command line: read back by the shell they must be the name, whatever
// the name.

import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { replyText } from '../../../src/cli/completion/reply.ts';
import { parseTypedLine } from '../../../src/cli/completion/typed-line.ts';

const at = (value: string) => [{ value, description: 'a sign' }];

describe('for bash', () => {
  const bash = (line: string, value: string, taken?: string): string =>
    replyText('bash', at(value), parseTypedLine(line), taken).replace(/\n$/, '');

  it.each([
    ['tracescope find --service ', 'order-service', 'order-service'],
    ['tracescope find --operation ', 'GET /a b', 'GET\\ /a\\ b'],
    ['tracescope find --operation "GET', 'GET "a" $b', 'GET \\"a\\" \\$b'],
    ["tracescope find --operation 'GET", 'GET "a" $b', 'GET "a" $b'],
    ["tracescope find --operation='GET", '--operation=GET a', 'GET a'],
    ["tracescope find --operation '", "it's", ''],
    ['tracescope find --operation "', 'wow!', ''],
    ['tracescope find --operation ', 'größe', 'größe'],
  ])('%s gets %s as %s', (line, value, reply) => {
    expect(bash(line, value)).toBe(reply);
  });

  it.each([
    ['tracescope find --operation pg:', 'pg:SELECT x', '', 'SELECT\\ x'],
    ['tracescope find --operation pg:S', 'pg:SELECT x', 'S', 'SELECT\\ x'],
    ['tracescope find --operation a\\ b:c\\ d', 'a b:c d e', 'c\\ d', 'c\\ d\\ e'],
    ['tracescope find --operation=GET', '--operation=GET /a', 'GET', 'GET\\ /a'],
    ['tracescope find --service a@b', 'a@bc', '@b', '@bc'],
    ['tracescope find --service a@b', 'a@bc', 'a@b', 'a@bc'],
    ['tracescope find --service ', 'a', 'odd', 'a'],
  ])('%s gets %s, of which bash replaces "%s", as %s', (line, value, taken, reply) => {
    expect(bash(line, value, taken)).toBe(reply);
  });

  it('words mean themselves in bash', () => {
    const names = fc.sample(
      fc.string({
        minLength: 1,
        maxLength: 20,
        unit: fc.constantFrom(...' abcZ09-_~!@#$%^&*()+={}[]|\\:;"\'<>,.?/`éß語'),
      }),
      { numRuns: 500, seed: 7 },
    );
    const lines = [
      ...names.map((name) => ({ name, word: bash('tracescope find --service ', name) })),
      ...names.map((name) => ({ name, word: quoted('"', bash('tracescope x "', name)) })),
      ...names.map((name) => ({ name, word: quoted("'", bash("tracescope x '", name)) })),
    ].filter(({ word }) => word !== '');
    expect(lines.length).toBeGreaterThan(900);
    const script = lines.map(({ word }) => `printf '%s\\n' ${word}`).join('\n');
    const { stdout, stderr } = spawnSync('bash', [], { input: script, encoding: 'utf8' });
    expect(stderr).toBe('');
    expect(stdout.split('\n').slice(0, -1)).toEqual(lines.map(({ name }) => name));
  });
});

const quoted = (quote: string, text: string): string => (text === '' ? '' : quote + text + quote);

describe('for all shells', () => {
  it.each(['bash', 'zsh', 'fish'] as const)(
    'leave out what a terminal would act on: %s',
    (shell) => {
      for (const name of ['a\nb', 'a\tb', '\x1b[31mred', 'a\u202eb', '\ud800', 'a\u0000']) {
        expect(replyText(shell, at(name), parseTypedLine('tracescope x '))).toBe('');
      }
      expect(replyText(shell, 'files', parseTypedLine('tracescope x '))).toBe(':files\n');
    },
  );

  it('describe where the shell shows it', () => {
    const line = parseTypedLine('tracescope ');
    expect(replyText('zsh', at('a b'), line)).toBe('a b\ta sign\n');
    expect(replyText('fish', at('a b'), line)).toBe('a b\ta sign\n');
    expect(replyText('fish', [{ value: 'a', description: '' }], line)).toBe('a\n');
  });
});

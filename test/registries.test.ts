// What hangs in lists: detectors, formats, renderers, commands. Each entry is complete, named for
// its file, tested, and described; adding one needs nothing else.

import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { ALL_DETECTORS, ALL_KINDS } from '../src/aggregates/detector-catalogue.ts';
import { WINDOW_EVIDENCE } from '../src/aggregates/window-detectors.ts';
import { COMMANDS } from '../src/commands/index.ts';
import { RENDERERS } from '../src/renderers/index.ts';
import { REPEATED_KINDS } from '../src/reports/nplus1.ts';
import { FORMATS } from '../src/sources/formats/index.ts';
import { PROJECT, runCli } from './support/run-cli.ts';

const exists = (file: string) => existsSync(path.join(PROJECT, file));

describe('detectors', () => {
  it.each(ALL_DETECTORS.map((detector) => [detector.meta.id, detector] as const))(
    '%s',
    (id, { meta, needs }) => {
      const room = needs === 'one-trace' ? 'detectors' : 'aggregates';
      expect(exists(`src/${room}/${id}.ts`), 'named for its file').toBe(true);
      expect(meta.title).not.toBe('');
      expect(meta.description.length).toBeGreaterThan(30);
      expect(meta.kinds.length).toBeGreaterThan(0);
      expect(meta.failing.every((kind) => meta.kinds.includes(kind))).toBe(true);
    },
  );

  it('have unique ids', () => {
    const ids = ALL_DETECTORS.map(({ meta }) => meta.id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it.each(WINDOW_EVIDENCE.map(({ id, kinds }) => [id, kinds] as const))(
    'evidence %s is about what can be found',
    (id, kinds) => {
      expect(exists(`src/aggregates/${id}.ts`), 'named for its file').toBe(true);
      expect(kinds.length).toBeGreaterThan(0);
      expect(kinds.every((kind) => ALL_KINDS.has(kind))).toBe(true);
    },
  );

  it('return every kind that a command knows by name', () => {
    expect([...REPEATED_KINDS].filter((kind) => !ALL_KINDS.has(kind))).toEqual([]);
  });

  it('are listed by the command, with what they need', async () => {
    const { stdout } = await runCli(['detectors', '-o', 'json']);
    const { detectors } = JSON.parse(stdout) as { detectors: { id: string; needs: string }[] };
    expect(detectors.map(({ id }) => id)).toEqual(ALL_DETECTORS.map(({ meta }) => meta.id));
    expect(detectors).toContainEqual(
      expect.objectContaining({ id: 'broken-chain', needs: 'many-traces' }),
    );
    const text = (await runCli(['detectors'])).stdout;
    for (const { meta } of ALL_DETECTORS) expect(text).toContain(meta.id);
    expect(text).toContain('Needs many traces.');
  });
});

describe('formats', () => {
  it.each(FORMATS.map(({ id, title }) => [id, title] as const))('%s', (id, title) => {
    expect(exists(`src/sources/formats/${id}.ts`)).toBe(true);
    expect(title).not.toBe('');
  });
});

/** Commands that scripts ask, not people, begin with two underscores. */
const fileOf = (command: string) => `${command.replace(/^__/, '')}.ts`;

describe('commands', () => {
  it.each(COMMANDS.map((entry) => [entry.name, entry] as const))('%s', async (name, entry) => {
    expect(exists(`src/commands/${fileOf(name)}`)).toBe(true);
    const command = new Command(name);
    (await entry.load()).define(command);
    for (const option of command.options) expect(option.description, option.flags).not.toBe('');
    const { stdout, exitCode } = await runCli([name, '--help']);
    expect(exitCode).toBe(0);
    if (!entry.hidden) expect(stdout).toContain('Examples:');
  });

  it('are all commands there are', () => {
    const files = readdirSync(path.join(PROJECT, 'src/commands')).filter(
      (file) => file !== 'index.ts',
    );
    const named = COMMANDS.map(({ name }) => fileOf(name));
    expect(files.filter((file) => !named.includes(file))).toEqual([]);
  });
});

describe('renderers', () => {
  const file = ['--file', 'fixtures/traces/online-boutique-jaeger-v1.json', '-q'];
  const runs: string[][] = [
    ['find', ...file],
    ['explain', ...file],
    ['nplus1', ...file],
    ['check', '--max-p95', '1s', '--no-nplus1', '--point', ...file],
    ['services', ...file],
    ['operations', 'frontend', ...file],
  ];
  const cases = Object.keys(RENDERERS).flatMap((format) =>
    runs.map((argv) => [format, argv[0] as string, argv] as const),
  );

  it.each(cases)(
    '%s of %s: deterministic, ends with a newline, no escapes',
    async (format, _, argv) => {
      const once = await runCli([...argv, '-o', format, '--width', '70']);
      const again = await runCli([...argv, '-o', format, '--width', '70']);
      expect(once.stdout).toBe(again.stdout);
      expect(once.stdout.endsWith('\n')).toBe(true);
      expect(once.stdout).not.toContain('\x1b');
      if (format === 'json') JSON.parse(once.stdout);
      if (format === 'ndjson')
        for (const line of once.stdout.trimEnd().split('\n')) JSON.parse(line);
    },
  );
});

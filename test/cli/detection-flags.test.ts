// The project's own file for detection, through the command: what it changes, and what it says
// about mistakes in it.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROJECT, runCli } from '../support/run-cli.ts';

const HOTROD = path.join(PROJECT, 'fixtures/traces/hotrod-jaeger-v1.json');

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'tracescope-config-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function nplus1(config: unknown, argv: readonly string[] = []) {
  const file = path.join(folder, 'tracescope.json');
  writeFileSync(file, typeof config === 'string' ? config : JSON.stringify(config));
  return runCli(['nplus1', '--file', HOTROD, '-o', 'json', ...argv], { cwd: folder });
}

async function findingsOf(config: unknown) {
  const { stdout } = await nplus1(config);
  return JSON.parse(stdout).findings as { fingerprint: string; service: string }[];
}

describe('the configuration of detection', () => {
  it('changes thresholds and excludes services', async () => {
    expect((await findingsOf({})).map(({ service }) => service)).toEqual(['driver', 'frontend']);
    expect(
      await findingsOf({ detection: { exclude: { services: ['driver', 'front*'] } } }),
    ).toEqual([]);
    expect(await findingsOf({ detection: { exclude: { kinds: ['nplus1'] } } })).toEqual([]);
  });

  it('excludes whatever kind by statement and fingerprint, and says what it excludes', async () => {
    const exclude = { templates: ['select * from customer *'], fingerprints: ['np1:e194*'] };
    await nplus1({ detection: { exclude } });
    const json = (await runCli(['find', '--file', HOTROD, '-o', 'json'], { cwd: folder })).stdout;
    const { findings, traces, notes } = JSON.parse(json);
    const kinds = findings.map(({ kind }: { kind: string }) => kind);
    expect(kinds).toEqual(['nplus1', 'error-origin']);
    expect(traces[0].findings).toHaveLength(2);
    expect(notes).toMatchObject([{ code: 'exclusions-in-force' }]);
    for (const command of ['find', 'explain', 'nplus1', 'lint']) {
      const { stdout } = await runCli([command, '--file', HOTROD], { cwd: folder });
      expect(stdout.replace(/\s+/g, ' ')).toContain('fingerprints np1:e194*');
    }
  });

  it('does not call clean what it was told not to look for', async () => {
    const config = { detection: { exclude: { kinds: ['nplus1'] } } };
    const { exitCode } = await nplus1(config);
    expect(exitCode).toBe(3);
    const { stdout } = await runCli(['nplus1', '--file', HOTROD], { cwd: folder });
    expect(stdout).toContain('switches nplus1 off');
  });

  it('does not blame suppressions for what one trace does not show', async () => {
    const suppressions = [{ fingerprint: 'np1:0000000000000000', reason: 'elsewhere' }];
    await nplus1({ detection: { suppressions } });
    const { stdout } = await runCli(['explain', '--file', HOTROD], { cwd: folder });
    expect(stdout).not.toContain('match nothing');
    const linted = await runCli(['lint', '--file', HOTROD], { cwd: folder });
    expect(linted.stdout).toContain('match nothing');
  });

  it('leaves out what was accepted for a reason, and says so', async () => {
    const [first] = await findingsOf({});
    const fingerprint = first?.fingerprint ?? '';
    const suppressions = [
      { fingerprint, reason: 'ten drivers at most' },
      { fingerprint: 'np1:0000000000000000', reason: 'gone' },
      { fingerprint: 'np1:1111111111111111', reason: 'until then', until: '2020-01-01' },
    ];
    const { stdout, exitCode } = await nplus1({ detection: { suppressions } });
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout).findings.map((f: { service: string }) => f.service)).toEqual([
      'frontend',
    ]);
    const text = (await runCli(['nplus1', '--file', HOTROD], { cwd: folder })).stdout.replace(
      /\s+/g,
      ' ',
    );
    expect(text).toContain('ten drivers at most');
    expect(text).toContain('suppressions match nothing here: np1:0000000000000000');
    expect(text).toContain(
      'suppressions are past their last day: np1:1111111111111111 (2020-01-01)',
    );
    const explained = (await runCli(['explain', '--file', HOTROD], { cwd: folder })).stdout;
    expect(explained).not.toContain('calls redis GetDriver');
  });

  it.each([
    ['not json', 'tracescope.json is not JSON'],
    ['[]', 'tracescope.json: a JSON object is expected'],
    [{ detecton: {} }, 'tracescope.json: unknown key "detecton"; known here: detection'],
    [{ detection: { exclude: { servces: [] } } }, 'did you mean "services"?'],
    [{ detection: { suppressions: [{ fingerprint: 'np1:0000000000000000' }] } }, 'reason'],
  ])('refuses %o', async (config, message) => {
    const { stderr, exitCode } = await nplus1(config);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(message);
  });

  it('says when a file that was named is not there', async () => {
    const { stderr, exitCode } = await nplus1({}, ['--config', 'nowhere.json']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('--config nowhere.json: there is no such file');
  });
});

// The scripts of `tracescope completion`, run by the shells they are for, on a server.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/commands/index.ts';
import { BIN, type Finished, start } from '../support/built-command.ts';
import { JSON_TYPE } from '../support/faults/fault.ts';
import { type LoopbackServer, serveHttp } from '../support/loopback-server.ts';

/** Names that would do something if a shell ever read them as anything but a name. */
const HOSTILE = [
  '$(touch PWNED)',
  '`touch PWNED`',
  '; touch PWNED',
  "it's",
  '-rf *',
  'a\x1b[2Jb',
  'naïve "x"',
];
const SERVICES = ['order-service', 'order:legacy', ...HOSTILE];
const OPERATIONS = ['GET /orders', 'POST', 'pg:SELECT orders'];

let server: LoopbackServer;
let slow: LoopbackServer;
let folder = '';
beforeAll(async () => {
  const answer = (path: string): string => {
    if (path === '/api/services') return JSON.stringify({ data: SERVICES });
    if (path.startsWith('/api/services/')) return JSON.stringify({ data: OPERATIONS });
    return '{"data":null,"errors":[{"code":400,"msg":"parameter \'service\' is required"}]}';
  };
  const handle = (delayMs: number) =>
    serveHttp((request, response) => {
      const url = request.url ?? '';
      const status = /^\/api\/services/.test(url) ? 200 : url === '/api/traces' ? 400 : 404;
      setTimeout(() => response.writeHead(status, JSON_TYPE).end(answer(url)), delayMs);
    });
  server = await handle(0);
  slow = await handle(400);
  folder = mkdtempSync(path.join(tmpdir(), 'completion-'));
  symlinkSync(BIN, path.join(folder, 'tracescope'));
});
afterAll(async () => {
  await server.close();
  await slow.close();
  rmSync(folder, { recursive: true });
});

function isThere(shell: string): boolean {
  return spawnSync(shell, ['-c', 'exit 0']).status === 0;
}

function runShell(shell: string, args: readonly string[], url = server.url): Promise<Finished> {
  return start(shell, args, {
    PATH: `${folder}:${process.env.PATH}`,
    HOME: folder,
    XDG_CACHE_HOME: path.join(folder, `cache-${new URL(url).port}-${shell}`),
    TRACESCOPE_URL: url,
  }).finished;
}

interface Shell {
  readonly name: string;
  /** Prints what the shell would offer at the end of the line, one candidate a line. */
  script(line: string): string;
}

const BASH: Shell = {
  name: 'bash',
  script: (line) => `source <(tracescope completion bash)
COMP_LINE=${quote(line)} COMP_POINT=${line.length}
_tracescope tracescope ${quote(/\S*$/.exec(line)?.[0] ?? '')}
for reply in "\${COMPREPLY[@]}"; do printf '%s\\n' "$reply"; done`,
};

// Outside of its line editor zsh has no compadd: a stand-in prints what it is given.
const ZSH: Shell = {
  name: 'zsh',
  script: (line) => `compdef() { }
compadd() { print -rl -- "\${values[@]}" }
_files() { print FILES }
source <(tracescope completion zsh)
line=${quote(line)}
words=(\${(z)line}) PREFIX=${quote(/\S*$/.exec(line)?.[0] ?? '')} QIPREFIX=
[[ -z "$PREFIX" ]] && words+=('')
CURRENT=$#words
_tracescope`,
};

const FISH: Shell = {
  name: 'fish',
  script: (line) => `tracescope completion fish | source
complete -C ${quote(line)}`,
};

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

describe.each([BASH, ZSH, FISH])('$name', (shell) => {
  const skip = !isThere(shell.name);

  async function offered(line: string, url?: string): Promise<string[]> {
    const { stdout, stderr } = await runShell(shell.name, ['-c', shell.script(line)], url);
    expect(stderr).toBe('');
    return stdout
      .split('\n')
      .filter((each) => each !== '')
      .map((each) => each.split('\t')[0] ?? '');
  }

  it.skipIf(skip)('offers commands and flags', async () => {
    expect(await offered('tracescope expl')).toEqual(['explain']);
    const commands = COMMANDS.filter(({ hidden }) => !hidden).map(({ name }) => name);
    expect((await offered('tracescope ')).sort()).toEqual([...commands, 'help'].sort());
    expect((await offered('tracescope find --min')).sort()).toEqual(['--min-duration']);
  });

  it.skipIf(skip)('offers services and operations of the server', async () => {
    // Into the cache: this machine may be too busy for the time that a key has.
    for (const flag of ['--service ', '--service order-service --operation ']) {
      const refresh = `tracescope __complete refresh 'tracescope find ${flag}'`;
      await runShell(shell.name, ['-c', refresh]);
    }
    expect(await offered('tracescope find --service order-s')).toEqual(['order-service']);
    const line = 'tracescope find --service order-service --operation ';
    const operations = await offered(line);
    expect(operations.map((each) => each.replaceAll('\\', '')).sort()).toEqual(OPERATIONS);
  });

  it.skipIf(skip)('offers files where files are wanted', async () => {
    const files = await offered('tracescope explain --file packa');
    expect(files).toContain(shell.name === 'zsh' ? 'FILES' : 'package.json');
  });

  it.skipIf(skip)(
    'offers nothing, and no error, of a slow server; and has it the next time',
    async () => {
      const line = 'tracescope find --service order-s';
      expect(await offered(line, slow.url)).toEqual([]);
      const endMs = Date.now() + 20_000;
      let names: string[] = [];
      while (names.length === 0 && Date.now() < endMs) {
        await new Promise((resolve) => setTimeout(resolve, 500));
        names = await offered(line, slow.url);
      }
      expect(names).toEqual(['order-service']);
    },
  );

  it.skipIf(skip)('offers no name that a terminal or a shell would act on', async () => {
    const names = await offered('tracescope find --service ');
    expect(names.length).toBeGreaterThanOrEqual(SERVICES.length - 2);
    expect(names.join('')).not.toContain('\x1b');
    if (shell.name !== 'bash') return;
    const words = names.map((name) => `printf '%s\\n' ${name}`).join('\n');
    const { stdout, stderr } = await runShell('bash', ['-c', words]);
    expect(stderr).toBe('');
    const known = SERVICES.filter((name) => !name.includes('\x1b')).sort();
    expect(stdout.split('\n').slice(0, -1).sort()).toEqual(known);
  });
});

describe('a key', () => {
  it('costs no more than 300 ms, whatever the server does', async () => {
    const silent = await serveHttp(() => {});
    try {
      const times: number[] = [];
      for (let i = 0; i < 5; i++) {
        const beganMs = performance.now();
        const args = ['__complete', 'bash', `tracescope find --url ${silent.url} --service `];
        const { code, stdout, stderr } = await start(process.execPath, [BIN, ...args]).finished;
        times.push(performance.now() - beganMs);
        expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: ':later\n', stderr: '' });
      }
      // The fastest of a few: the others waited for this machine.
      expect(Math.min(...times)).toBeLessThan(300);
    } finally {
      await silent.close();
    }
  });
});

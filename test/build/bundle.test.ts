// What each command loads, by the bundler's own account: start-up is made of files and bytes, and
// one import at the top of a wrong file brings a library into every run.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { DIST } from '../support/built-command.ts';

interface Output {
  readonly bytes: number;
  readonly entryPoint?: string;
  readonly imports: readonly { readonly path: string; readonly kind: string }[];
  readonly inputs: Readonly<Record<string, unknown>>;
}

/** Written by `npm run build`, which `npm test` does first. */
const { outputs } = JSON.parse(readFileSync(path.join(DIST, 'metafile.json'), 'utf8')) as {
  readonly outputs: Readonly<Record<string, Output>>;
};

const MAIN_BYTES = 80 * 1024;

/** The files that are loaded together with the one built from `source`, that one included. */
function loadedWith(source: string): Output[] {
  const entry = Object.keys(outputs).find((file) => outputs[file]?.entryPoint === source);
  if (entry === undefined) throw new Error(`${source} is not loaded by itself`);
  const files = new Set([entry]);
  for (const file of files) {
    for (const { path: target, kind } of outputs[file]?.imports ?? []) {
      if (kind === 'import-statement' && target in outputs) files.add(target);
    }
  }
  return [...files].map((file) => outputs[file] as Output);
}

/** Names of the packages that parts of these files come from. */
function packagesIn(files: readonly Output[]): string[] {
  const names = files
    .flatMap(({ inputs }) => Object.keys(inputs))
    .map((input) => /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1])
    .filter((name) => name !== undefined);
  return [...new Set(names)].sort();
}

describe('what is loaded', () => {
  const main = loadedWith('src/main.ts');

  it('for every command: the argument parser and little else', () => {
    expect(packagesIn(main)).toEqual(['commander']);
    expect(main.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThan(MAIN_BYTES);
  });

  const commands = Object.values(outputs)
    .map(({ entryPoint }) => entryPoint ?? '')
    .filter((source) => source.startsWith('src/commands/'));

  it.each(commands)('for %s: no HTTP, schemas or tables before they are needed', (source) => {
    const packages = packagesIn(loadedWith(source));
    for (const late of ['undici', 'zod', 'cli-table3', 'chalk']) {
      expect(packages).not.toContain(late);
    }
  });

  it('can tell: the renderer for people brings the tables', () => {
    expect(packagesIn(loadedWith('src/renderers/text/index.ts'))).toContain('cli-table3');
  });
});

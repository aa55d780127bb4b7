// The dependency rule of src/README.md, read from the imports themselves: a folder may import only
// what its row lists, only owners touch I/O and heavy libraries, and there are no cycles.

import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const src = fileURLToPath(new URL('../src/', import.meta.url));

interface Import {
  readonly from: string;
  readonly to: string;
  readonly typeOnly: boolean;
  readonly dynamic: boolean;
}

const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))
  .map((file) => file.replaceAll(path.sep, '/'));
const imports = files.flatMap(importsOf);

function importsOf(file: string): Import[] {
  const text = readFileSync(path.join(src, file), 'utf8')
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/^\s*\/\/.*$/gm, '');
  const found: Import[] = [];
  const statement =
    /^\s*(import|export)\s+(type\s+)?[^'";]*?from\s+'([^']+)'|^\s*import\s+'([^']+)'/gm;
  for (const match of text.matchAll(statement)) {
    found.push(entry(file, match[3] ?? match[4] ?? '', match[2] !== undefined, false));
  }
  for (const match of text.matchAll(/\bimport\(\s*'([^']+)'\s*\)/g)) {
    found.push(entry(file, match[1] ?? '', false, true));
  }
  return found;
}

function entry(from: string, specifier: string, typeOnly: boolean, dynamic: boolean): Import {
  const to = specifier.startsWith('.')
    ? path.posix.normalize(path.posix.join(path.posix.dirname(from), specifier))
    : specifier;
  return { from, to, typeOnly, dynamic };
}

/** Top folder of a file in src, or its own name for the files at the top. */
function room(file: string): string {
  return file.includes('/') ? (file.split('/')[0] ?? '') : file.replace(/\.ts$/, '');
}

const isOurs = (target: string) => target.endsWith('.ts');

/** What each room may import from other rooms. */
const MAY: Record<string, readonly string[]> = {
  lib: [],
  errors: [],
  io: [],
  model: ['lib'],
  sources: ['model', 'lib', 'errors', 'v8-hint'],
  analyses: ['model', 'lib'],
  detectors: ['analyses', 'model', 'lib'],
  aggregates: ['detectors', 'analyses', 'model', 'lib'],
  reports: ['aggregates', 'detectors', 'analyses', 'model', 'lib'],
  renderers: ['reports'],
  demo: ['model', 'lib', 'errors'],
  cli: ['renderers', 'reports', 'detectors', 'sources', 'model', 'lib', 'errors', 'io'],
  commands: [
    'cli',
    'demo',
    'reports',
    'aggregates',
    'detectors',
    'analyses',
    'sources',
    'model',
    'lib',
    'errors',
    'io',
  ],
  'process-io': ['errors', 'io'],
  'v8-hint': [],
  main: ['cli', 'commands', 'errors', 'io', 'process-io', 'v8-hint'],
  index: ['sources', 'model', 'analyses', 'aggregates', 'detectors', 'reports', 'errors'],
};

/** Who may touch which part of Node or which library; everything else is open to all. */
const OWNERS: Record<string, readonly string[]> = {
  undici: ['sources'],
  'node:fs': ['sources'],
  'node:fs/promises': ['sources', 'process-io'],
  'node:http': ['demo', 'sources'],
  'node:https': ['sources'],
  'node:net': ['sources'],
  'node:tls': ['sources'],
  'node:dns': ['sources'],
  'node:child_process': ['sources'],
  'node:zlib': ['sources', 'demo'],
  'node:stream': ['sources'],
  'node:stream/promises': ['sources'],
  'node:process': [],
  'node:v8': ['v8-hint'],
  chalk: ['renderers'],
  'cli-table3': ['renderers'],
  'get-east-asian-width': ['renderers'],
  commander: ['cli', 'commands', 'main'],
};

const PURE = ['lib', 'model', 'analyses', 'detectors', 'aggregates', 'reports', 'renderers'];

describe('the house', () => {
  it('found the code it judges', () => {
    expect(files.length).toBeGreaterThan(50);
    expect(imports.filter((i) => isOurs(i.to)).length).toBeGreaterThan(100);
  });

  it('has a row in the table for every room', () => {
    expect([...new Set(files.map(room))].filter((name) => !(name in MAY))).toEqual([]);
  });

  it('imports only what the table allows', () => {
    const broken = imports.filter(
      ({ from, to }) =>
        isOurs(to) && room(from) !== room(to) && !(MAY[room(from)] ?? []).includes(room(to)),
    );
    expect(broken.map(({ from, to }) => `${from} -> ${to}`)).toEqual([]);
  });

  it('lets renderers see report types only', () => {
    const broken = imports.filter(
      ({ from, to }) =>
        room(from) === 'renderers' && room(to) === 'reports' && to !== 'reports/report.ts',
    );
    expect(broken.map(({ from, to }) => `${from} -> ${to}`)).toEqual([]);
  });

  it('keeps I/O and heavy libraries with their owners', () => {
    const broken = imports.filter(({ from, to }) => {
      const name =
        to in OWNERS ? to : Object.keys(OWNERS).find((owner) => to.startsWith(`${owner}/`));
      return name !== undefined && !(OWNERS[name] ?? []).includes(room(from));
    });
    expect(broken.map(({ from, to }) => `${from} -> ${to}`)).toEqual([]);
  });

  it('keeps the middle pure: no process, no clock, no async', () => {
    const broken: string[] = [];
    for (const file of files.filter((f) => PURE.includes(room(f)))) {
      const text = readFileSync(path.join(src, file), 'utf8').replace(/\/\/.*$/gm, '');
      for (const word of [
        /\bprocess\./,
        /\bDate\.now\b/,
        /\bMath\.random\b/,
        /\bnew Date\(\)/,
        /\bconsole\./,
      ]) {
        if (word.test(text)) broken.push(`${file}: ${word}`);
      }
      if (/\basync (function|\(|[a-z])|\bawait\b/.test(text) && file !== 'renderers/index.ts')
        broken.push(`${file}: async`);
    }
    expect(broken).toEqual([]);
  });

  it('has no sibling imports between detectors, formats or commands', () => {
    const families = [
      { folder: 'commands', open: ['index.ts'] },
      { folder: 'detectors', open: ['index.ts', 'detector.ts'] },
      { folder: 'sources/formats', open: ['index.ts', 'format.ts'] },
    ];
    const members = (folder: string) =>
      new Set(
        imports
          .filter((i) => i.from === `${folder}/index.ts` && i.to.startsWith(`${folder}/`))
          .map((i) => i.to),
      );
    for (const { folder, open } of families) {
      const family = members(folder);
      expect(family.size).toBeGreaterThan(3);
      const broken = imports.filter(
        ({ from, to }) =>
          family.has(from) && family.has(to) && !open.some((name) => to.endsWith(`/${name}`)),
      );
      expect(broken.map(({ from, to }) => `${from} -> ${to}`)).toEqual([]);
    }
  });

  it('has no import cycles', () => {
    expect(findCycle(imports.filter((i) => isOurs(i.to) && !i.dynamic))).toEqual([]);
  });

  it('uses no default exports and no names that say nothing', () => {
    const defaults = files.filter((file) =>
      /^export default\b/m.test(readFileSync(path.join(src, file), 'utf8')),
    );
    expect(defaults).toEqual([]);
    expect(
      files.filter((f) => /(^|\/)(utils?|helpers?|common|misc|shared)(\/|\.ts)/.test(f)),
    ).toEqual([]);
  });

  it('knows parsed JSON of traces only in the formats', () => {
    const outside = files.filter(
      (file) =>
        !file.startsWith('sources/') &&
        !file.startsWith('demo/') &&
        file !== 'cli/detection-flags.ts' &&
        /\bJSON\.parse\(/.test(readFileSync(path.join(src, file), 'utf8')),
    );
    expect(outside).toEqual([]);
  });
});

/** Depth-first with colours; the first cycle found, as a list of files. */
function findCycle(edges: readonly Import[]): string[] {
  const next = new Map<string, string[]>();
  for (const { from, to } of edges) next.set(from, [...(next.get(from) ?? []), to]);
  const done = new Set<string>();
  for (const start of next.keys()) {
    const trail: string[] = [];
    const stack: { file: string; at: number }[] = [{ file: start, at: 0 }];
    while (stack.length > 0) {
      const frame = stack[stack.length - 1] as { file: string; at: number };
      if (frame.at === 0) trail.push(frame.file);
      const target = next.get(frame.file)?.[frame.at++];
      if (target === undefined) {
        done.add(frame.file);
        trail.pop();
        stack.pop();
      } else if (trail.includes(target)) return [...trail.slice(trail.indexOf(target)), target];
      else if (!done.has(target)) stack.push({ file: target, at: 0 });
    }
  }
  return [];
}

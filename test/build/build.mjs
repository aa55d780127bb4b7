// Builds dist/: a bundle split into chunks, so that each command loads only what it needs; the
// type declarations; the published JSON Schemas; and the licences of what was bundled.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../../', import.meta.url));
const dist = path.join(root, 'dist');
const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));

const SMALL_CHUNK_BYTES = 3000;

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist, { recursive: true });

const firstPass = await bundle([withoutUnusedBuiltins()], false);
const result = await bundle([withoutUnusedBuiltins(), smallModulesTogether(firstPass)], true);
addRequire(Object.keys(result.metafile.outputs));
writeFileSync(path.join(dist, 'metafile.json'), JSON.stringify(result.metafile));

const tsc = path.join(root, 'node_modules', 'typescript', 'bin', 'tsc');
execFileSync(process.execPath, [tsc, '-p', path.join(root, 'test/build/tsconfig.types.json')], {
  cwd: root,
  stdio: 'inherit',
});

const { publishedSchemas } = await import(pathToFileURL(path.join(dist, 'contract.js')).href);
mkdirSync(path.join(dist, 'schemas'));
for (const [name, schema] of Object.entries(publishedSchemas())) {
  writeFileSync(path.join(dist, 'schemas', `${name}.json`), `${JSON.stringify(schema, null, 2)}\n`);
}

// The overview as text, so that `--help` need not load the argument parser.
const { main } = await import(pathToFileURL(path.join(dist, 'main.js')).href);
let help = '';
await main(['--help'], {
  out: async (text) => {
    help += text;
    return true;
  },
  err: () => {},
  signal: new AbortController().signal,
});
writeFileSync(path.join(dist, 'help.txt'), help);

writeFileSync(
  path.join(dist, 'THIRD-PARTY-LICENSES.txt'),
  licences(Object.keys(result.metafile.inputs)),
);

function bundle(plugins, write) {
  return build({
    absWorkingDir: root,
    entryPoints: {
      main: 'src/main.ts',
      index: 'src/index.ts',
      contract: 'src/reports/contract.ts',
    },
    outdir: 'dist',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'none',
    metafile: true,
    chunkNames: 'chunks/[name]-[hash]',
    define: { 'process.env.TRACESCOPE_VERSION': JSON.stringify(manifest.version) },
    plugins,
    logLevel: 'warning',
    write,
  });
}

/**
 * The bundler makes a chunk for every set of modules that the same entry points share, which leaves
 * half of the chunks with a kilobyte or two, and each costs as much to open as a large one. So every
 * entry point but `main`, which is to be small, imports all modules that the first pass put into
 * small chunks, and they end up in one.
 */
function smallModulesTogether({ metafile }) {
  const outputs = Object.values(metafile.outputs);
  const isEntry = ({ entryPoint }) => entryPoint !== undefined;
  const entries = new Set(outputs.filter(isEntry).map(({ entryPoint }) => entryPoint));
  entries.delete('src/main.ts');
  const small = outputs
    .filter((output) => !isEntry(output) && output.bytes < SMALL_CHUNK_BYTES)
    .flatMap(({ inputs }) => Object.keys(inputs))
    .filter((input) => input.startsWith('src/'))
    .map((input) => path.join(root, input));
  return {
    name: 'small-modules-together',
    setup(builder) {
      builder.onLoad({ filter: /[\\/]src[\\/].*\.ts$/ }, ({ path: file }) => {
        const source = path.relative(root, file).split(path.sep).join('/');
        if (!entries.has(source)) return undefined;
        const imports = small.filter((module) => module !== file);
        const added = imports.map((module) => `import ${JSON.stringify(module)};`).join('\n');
        const contents = `${readFileSync(file, 'utf8')}\n${added}\n`;
        return { contents, loader: 'ts', resolveDir: path.dirname(file) };
      });
    },
  };
}

/**
 * Two of Node's modules that bundled packages load at once and use only for what is never asked of
 * them: HTTP/2, without which undici knows how to do (9 ms of start-up), and commander's commands
 * in files of their own (3 ms).
 */
function withoutUnusedBuiltins() {
  const stubs = {
    'node:http2': "throw new Error('HTTP/2 is not part of this bundle')",
    'node:child_process': 'module.exports = {}',
  };
  return {
    name: 'without-unused-builtins',
    setup(builder) {
      builder.onResolve(
        { filter: /^node:(?:http2|child_process)$/ },
        ({ path: name, importer }) => {
          const isPackage = /[\\/]node_modules[\\/](?:undici|commander)[\\/]/.test(importer);
          return isPackage ? { path: name, namespace: 'stub' } : undefined;
        },
      );
      builder.onLoad({ filter: /.*/, namespace: 'stub' }, ({ path: name }) => ({
        contents: stubs[name],
        loader: 'js',
      }));
    },
  };
}

/**
 * Bundled CommonJS packages call require() for Node's own modules, through one function in a chunk
 * of its own. Only that chunk gets a `require`: making one costs, and there are dozens of chunks.
 */
function addRequire(files) {
  const createRequire =
    "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);";
  const calling = files.filter((file) => /\btypeof require\b/.test(textOf(file)));
  if (calling.length === 0) throw new Error('no chunk calls require: has the bundler changed?');
  for (const file of calling)
    writeFileSync(path.join(root, file), `${createRequire}\n${textOf(file)}`);
}

function textOf(file) {
  return readFileSync(path.join(root, file), 'utf8');
}

/** The licence text of every package that ended up in the bundle. */
function licences(inputs) {
  const packages = new Set();
  for (const input of inputs) {
    const match = /^(?:.*\/)?node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input);
    if (match) packages.add(input.slice(0, match.index) + match[0].slice(0, -1));
  }
  const parts = [];
  for (const folder of [...packages].sort()) {
    const info = JSON.parse(readFileSync(path.join(root, folder, 'package.json'), 'utf8'));
    const file = readdirSync(path.join(root, folder)).find((name) => /^licen[cs]e/i.test(name));
    const text =
      file && existsSync(path.join(root, folder, file))
        ? readFileSync(path.join(root, folder, file), 'utf8')
        : `License: ${info.license}`;
    parts.push(`${info.name} ${info.version}\n${'='.repeat(70)}\n${text.trim()}\n`);
  }
  return parts.join('\n\n');
}

// Ratios of medians against plain Node, the commands taken in turn in one run, so that a noisy
// machine disturbs both sides alike. Whole processes, warm page cache. Usage:
//
//   npm run bench                 start-up and a small find
//   npm run bench -- --files      also 100 MB of Jaeger JSON and OTLP lines
//   npm run bench -- --pairs 20   more pairs

import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeCorpus } from './corpus.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const bin = path.join(root, 'bin/tracescope.js');
const argv = process.argv.slice(2);
const pairs = Number(argv[argv.indexOf('--pairs') + 1]) || 9;
const node = process.execPath;

/** What section S and T of the goals ask for: ratio to reach, and the bound not to break. */
const rows = [];

rows.push(compare('--version', [node, '-e', '0'], [node, bin, '--version'], 1.3));
rows.push(compare('--help', [node, '-e', '0'], [node, bin, '--help'], 1.5));

const server = await startCorpusServer();
const url = `http://127.0.0.1:${server.port}`;
const fetchScript = `const r=await fetch('${url}/api/traces?service=svc-0&limit=100');const j=await r.json();console.log(j.data.length)`;
rows.push(
  compare(
    'find, 100 traces, loopback',
    [node, '--input-type=module', '-e', fetchScript],
    [
      node,
      bin,
      'find',
      '--url',
      url,
      '--service',
      'svc-0',
      '--since',
      '1h',
      '--limit',
      '100',
      '-q',
    ],
    1.25,
  ),
);
server.child.kill();

if (argv.includes('--files')) {
  const folder = path.join(os.tmpdir(), 'tracescope-bench');
  mkdirSync(folder, { recursive: true });
  for (const [format, name] of [
    ['jaeger', 'jaeger-100.json'],
    ['otlp', 'otlp-100.jsonl'],
  ]) {
    const file = path.join(folder, name);
    if (!existsSync(file)) writeCorpus(file, { format, megabytes: 100, seed: 1 });
    const baseline = path.join(root, 'test/bench/baseline.mjs');
    const label = `find, ${format}, ${Math.round(statSync(file).size / 1e6)} MB`;
    const own = [node, bin, 'find', '--file', file, '-q'];
    rows.push(compare(label, [node, baseline, format, file], own, 1.3, 3));
    rows.push({ label: `${label}: peak memory, MiB`, ratio: peakMiB(own), bound: 160 });
  }
}

console.log(`node ${process.version}, ${os.cpus().length} cores, medians of ${pairs} pairs`);
for (const { label, ratio, bound, ms } of rows) {
  const verdict = ratio <= bound ? 'ok' : 'ABOVE BOUND';
  const scale = ms === undefined ? '' : `  (${ms.map((value) => value.toFixed(0)).join(' / ')} ms)`;
  console.log(
    `${label.padEnd(44)} ${ratio.toFixed(2).padStart(7)}  bound ${bound}  ${verdict}${scale}`,
  );
}

function compare(label, baseline, command, bound, count = pairs) {
  time(baseline);
  time(command);
  const ratios = [];
  const base = [];
  const own = [];
  for (let pair = 0; pair < count; pair++) {
    base.push(time(baseline));
    own.push(time(command));
    ratios.push(own[pair] / base[pair]);
  }
  return { label, ratio: median(own) / median(base), bound, ms: [median(base), median(own)] };
}

function time([file, ...args]) {
  const start = process.hrtime.bigint();
  const result = spawnSync(file, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  const ms = Number(process.hrtime.bigint() - start) / 1e6;
  if (result.status !== 0)
    throw new Error(`${args.join(' ')}: exit ${result.status}\n${result.stderr}`);
  return ms;
}

function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

function peakMiB([file, ...args]) {
  // GNU time knows the peak of a child; without it the row says NaN.
  const result = spawnSync('/usr/bin/time', ['-f', '%M', file, ...args], { encoding: 'utf8' });
  if (result.error) return Number.NaN;
  return Number(result.stderr.trim().split('\n').at(-1)) / 1024;
}

/** A server of its own process, so that it does not share the measured one's time. */
async function startCorpusServer() {
  const child = spawn(node, [path.join(root, 'test/bench/corpus-server.mjs')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const port = await new Promise((resolve, reject) => {
    child.stdout.once('data', (data) => resolve(Number(String(data).trim())));
    child.once('exit', () => reject(new Error('corpus server ended')));
  });
  return { child, port };
}

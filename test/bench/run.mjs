// What tracescope costs, as ratios to plain Node in one run. Usage:
//
//   npm run bench                        start-up and a small find
//   npm run bench -- --files             also 100 MB of Jaeger JSON and of OTLP lines
//   npm run bench -- --sizes 10,100,500  files of these sizes in MB
//   npm run bench -- --live              also answers of 600 MB over HTTP, in both dialects
//   npm run bench -- --shapes            also single traces, wide and deep, and long waterfalls
//   npm run bench -- --pairs 20          more pairs
//   npm run bench -- --record            writes test/bench/results/node-<major>.json as well
//
// Warm page cache; input is made once and kept in the folder for temporary files.

import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeCorpus } from './corpus.mjs';
import { compare, compareStart, run } from './measure.mjs';
import { writeShape } from './shapes.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const bin = path.join(root, 'bin/tracescope.js');
const node = process.execPath;
const argv = process.argv.slice(2);
const pairs = Number(flagValue('--pairs')) || 9;
/** Renew the files of earlier versions of the generators. */
const folder = path.join(os.tmpdir(), 'tracescope-bench-2');

/** Label, what was measured, the bound, and how it is shown. */
const rows = [];

console.log(`node ${process.version}, ${os.cpus().length} cores, medians of ${pairs} pairs`);
startRows();
await searchRows();
const sizes =
  flagValue('--sizes')?.split(',').map(Number) ?? (argv.includes('--files') ? [100] : []);
if (sizes.length > 0) fileRows(sizes);
if (argv.includes('--live')) for (const api of ['v1', 'v3']) await liveRow(api);
if (argv.includes('--shapes')) shapeRows();
if (argv.includes('--record')) record();

function startRows() {
  // Node 22 and 24 start so much faster that the same milliseconds are a larger part.
  const [version, help] = process.version.startsWith('v20.') ? [1.3, 1.5] : [1.5, 1.9];
  add('--version', compareStart([node, '-e', '0'], [node, bin, '--version'], pairs), version);
  add('--help', compareStart([node, '-e', '0'], [node, bin, '--help'], pairs), help);
}

async function searchRows() {
  const server = await startServer('corpus-server.mjs');
  try {
    const url = `http://127.0.0.1:${server.port}`;
    const script = `const r=await fetch('${url}/api/traces?service=svc-0&limit=100');const j=await r.json();console.log(j.data.length)`;
    const flags = ['--service', 'svc-0', '--since', '1h', '--limit', '100', '-q'];
    const own = [node, bin, 'find', '--url', url, ...flags];
    const fetching = [node, '--input-type=module', '-e', script];
    const found = compare(fetching, own, pairs);
    add('find, 100 traces, loopback', found, 1.25);
    addPeak('find, 100 traces, loopback', found.peakMiB[1], 100);
  } finally {
    server.child.kill();
  }
}

async function liveRow(api) {
  const server = await startServer('large-answer-server.mjs', [api, '600']);
  try {
    const flags = ['--api', api, '--service', 'svc-0', '--since', '2h', '--limit', '100000', '-q'];
    const url = `http://127.0.0.1:${server.port}`;
    const { peakMiB, ms } = run([node, bin, 'find', '--url', url, ...flags]);
    const label = `find, ${api} answer of 600 MB`;
    addPeak(label, peakMiB, 200);
    console.log(`${label}: ${(600 / (ms / 1000)).toFixed(0)} MB/s, the server's work included`);
  } finally {
    server.child.kill();
  }
}

function fileRows(sizes) {
  const baseline = path.join(root, 'test/bench/baseline.mjs');
  for (const [format, suffix, bound] of [
    ['jaeger', 'json', 1.3],
    ['otlp', 'jsonl', 1],
  ]) {
    const peaks = [];
    for (const megabytes of sizes) {
      const file = kept(`${format}-${megabytes}.${suffix}`, (name) =>
        writeCorpus(name, { format, megabytes, seed: 1 }),
      );
      const label = `find, ${format}, ${megabytes} MB`;
      const own = [node, bin, 'find', '--file', file, '-q'];
      const read = compare([node, baseline, format, file], own, Math.min(pairs, 3));
      // At 10 MB start-up is a large part of it.
      add(label, read, megabytes < 50 ? undefined : bound);
      addPeak(label, read.peakMiB[1], format === 'jaeger' ? 160 : undefined);
      peaks.push(read.peakMiB[1]);
      const { buildingMs, detectionMs } = detectionCost(file);
      const ratio = detectionMs / buildingMs;
      const took = [Math.round(buildingMs), Math.round(detectionMs)];
      add(`${label}: detection to reading and trees`, { ratio, ms: took }, 1);
    }
    if (peaks.length > 1 && format === 'jaeger') {
      const growth = peaks.at(-1) / peaks.at(-2);
      add(`peak memory, ${sizes.at(-1)} MB to ${sizes.at(-2)} MB`, { ratio: growth }, 1.3);
    }
  }
}

function detectionCost(file) {
  const script = path.join(root, 'test/bench/detection.mjs');
  return JSON.parse(execFileSync(node, [script, file], { encoding: 'utf8' }));
}

function shapeRows() {
  for (const shape of ['wide', 'deep']) {
    const [small, large] = [100_000, 1_000_000].map((size) => findShape(shape, size));
    const perSpan = large.ms / small.ms / 10;
    add(`one ${shape} trace, a span of 1 M to one of 100 k`, { ratio: perSpan }, 1.5);
  }
  const [small, large] = [1000, 10_000].map((size) =>
    kept(`steps-${size}.json`, (name) => writeShape(name, 'steps', size)),
  );
  const flags = ['explain', '--full', '--file'];
  const explain = (file, lines) => [node, bin, ...flags, file, '--rows', `${lines}`];
  const longer = compare(explain(small, 1000), explain(large, 10_000), Math.min(pairs, 5));
  add('waterfall of 10 k rows to one of 1 k', longer, 3);
  const printed = compare(explain(large, 40), explain(large, 10_000), Math.min(pairs, 5));
  const seconds = (printed.ms[1] - printed.ms[0]) / 1000;
  add('10 k rows to 40 of the same trace, seconds', { ratio: seconds }, 0.3);
}

function findShape(shape, size) {
  const file = kept(`${shape}-${size}.json`, (name) => writeShape(name, shape, size));
  return run([node, bin, 'find', '--file', file, '-q']);
}

/** A file of the folder, made if it is not there. */
function kept(name, make) {
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, name);
  if (!existsSync(file)) make(file);
  return file;
}

function addPeak(label, mebibytes, bound) {
  add(`${label}: peak memory, MiB`, { ratio: mebibytes }, bound);
}

function add(label, measured, bound) {
  rows.push({ label, bound, ...measured });
  const { ratio, cpuRatio, ms } = measured;
  const verdict = bound === undefined ? '' : ratio <= bound ? 'ok' : 'ABOVE BOUND';
  const times = ms === undefined ? '' : `  ${ms.join(' / ')} ms`;
  const cpu = cpuRatio === undefined ? '' : `, CPU ${cpuRatio.toFixed(2)}`;
  console.log(
    `${label.padEnd(46)} ${ratio.toFixed(2).padStart(7)}  ${`bound ${bound ?? '-'}`.padEnd(10)}  ${verdict.padEnd(11)}${times}${cpu}`,
  );
}

function flagValue(flag) {
  const at = argv.indexOf(flag);
  return at < 0 ? undefined : argv[at + 1];
}

function record() {
  const results = path.join(root, 'test/bench/results');
  mkdirSync(results, { recursive: true });
  const major = process.version.slice(1).split('.')[0];
  const machine = { node: process.version, cores: os.cpus().length, pairs };
  const rounded = rows.map(({ label, bound, ratio, cpuRatio, ms, peakMiB }) => ({
    label,
    bound,
    ratio: twoDigits(ratio),
    cpuRatio: twoDigits(cpuRatio),
    baselineMs: ms?.[0],
    ms: ms?.[1],
    baselinePeakMiB: peakMiB?.[0],
    peakMiB: peakMiB?.[1],
  }));
  const text = JSON.stringify({ ...machine, rows: rounded }, null, 2);
  writeFileSync(path.join(results, `node-${major}.json`), `${text}\n`);
}

function twoDigits(number) {
  return number === undefined ? undefined : Number(number.toFixed(2));
}

/** A server of its own process, so that it does not share the measured one's time. */
async function startServer(script, args = []) {
  const child = spawn(node, [path.join(root, 'test/bench', script), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const port = await new Promise((resolve, reject) => {
    child.stdout.once('data', (data) => resolve(Number(String(data).trim())));
    child.once('exit', () => reject(new Error(`${script} ended`)));
  });
  return { child, port };
}

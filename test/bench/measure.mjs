// Whole processes, taken in turn in one run, so that a noisy machine disturbs both sides alike.

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const usageScript = fileURLToPath(new URL('usage.mjs', import.meta.url));

/**
 * Runs both command lines `pairs` times in turn, after one run each that does not count. Ratios are
 * of medians; that of CPU time shows how much of the other one is the machine's noise.
 */
export function compare(baseline, own, pairs) {
  const runs = { baseline: [], own: [] };
  for (let pair = -1; pair < pairs; pair++) {
    const before = run(baseline);
    const after = run(own);
    if (pair < 0) continue;
    runs.baseline.push(before);
    runs.own.push(after);
  }
  const base = medians(runs.baseline);
  const mine = medians(runs.own);
  return {
    ratio: mine.ms / base.ms,
    cpuRatio: mine.cpuMs / base.cpuMs,
    ms: [Math.round(base.ms), Math.round(mine.ms)],
    peakMiB: [Math.round(base.peakMiB), Math.round(mine.peakMiB)],
  };
}

/** Time, CPU time and peak memory of one process. Throws when it fails. */
export function run([file, ...args]) {
  const start = process.hrtime.bigint();
  const result = spawnSync(file, ['--import', usageScript, ...args], {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    env: { ...process.env, TZ: 'UTC' },
  });
  const ms = Number(process.hrtime.bigint() - start) / 1e6;
  if (result.status !== 0) {
    throw new Error(`${args.join(' ')}: exit ${result.status}\n${result.stderr}`);
  }
  return { ms, ...JSON.parse(String(result.output[3])) };
}

/** The same without looking inside: for start-up, which a preloaded script would be part of. */
export function compareStart(baseline, own, pairs) {
  const times = { baseline: [], own: [] };
  for (let pair = -1; pair < pairs; pair++) {
    const before = timeStart(baseline);
    const after = timeStart(own);
    if (pair < 0) continue;
    times.baseline.push(before);
    times.own.push(after);
  }
  const ms = [median(times.baseline), median(times.own)];
  return { ratio: ms[1] / ms[0], ms: ms.map(Math.round) };
}

function timeStart([file, ...args]) {
  const start = process.hrtime.bigint();
  const { status } = spawnSync(file, args, { stdio: 'ignore' });
  if (status !== 0) throw new Error(`${args.join(' ')}: exit ${status}`);
  return Number(process.hrtime.bigint() - start) / 1e6;
}

function medians(runs) {
  return {
    ms: median(runs.map(({ ms }) => ms)),
    cpuMs: median(runs.map(({ cpuMs }) => cpuMs)),
    peakMiB: median(runs.map(({ peakMiB }) => peakMiB)),
  };
}

function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

// What detection adds to the traces of a file, in one process: time spent in all detectors, and in
// reading the file and building its trees. Prints both in milliseconds as JSON.

import {
  bottleneck,
  openSource,
  runDetectors,
  TraceContext,
  traceSummary,
} from '../../dist/index.js';

const [file] = process.argv.slice(2);
const source = await openSource({ files: { paths: [file], cwd: process.cwd() } });
const started = performance.now();
let othersMs = 0;
let detectionMs = 0;
for await (const trace of source.search({ limit: Infinity, tags: [] })) {
  const context = new TraceContext(trace);
  const before = performance.now();
  // What every report needs of a trace is no part of either.
  context.get(traceSummary);
  context.get(bottleneck);
  const between = performance.now();
  runDetectors(context);
  othersMs += between - before;
  detectionMs += performance.now() - between;
}
const buildingMs = performance.now() - started - othersMs - detectionMs;
console.log(JSON.stringify({ buildingMs, detectionMs }));

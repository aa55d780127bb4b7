// The built command under every supported Node major: same input, same output. The other majors
// come from npm's `node` package; where that cannot be had the run says so and counts as skipped.

import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const bin = path.join(root, 'bin/tracescope.js');
const MAJORS = [22, 24];
const COMMANDS = [
  ['--version'],
  ['--help'],
  ['find', '--file', 'fixtures/traces', '-o', 'json', '-q'],
  ['explain', '--file', 'fixtures/traces/hotrod-jaeger-v1.json', '-q', '--width', '100'],
  ['nplus1', '--file', 'fixtures/traces/online-boutique-jaeger-v1.json', '-q'],
  ['check', '--file', 'fixtures/traces/hotrod-jaeger-v1.json', '--max-latency', '1s', '-q'],
];

let [passed, failed, skipped] = [0, 0, 0];
const expected = COMMANDS.map((args) => run([process.execPath, bin, ...args]));
for (const [index, result] of expected.entries()) {
  count(
    result.status === 0,
    `node ${process.version}: ${COMMANDS[index].join(' ')}`,
    result.stderr,
  );
}
checkDemo('node', [process.execPath]);

for (const major of MAJORS) {
  const node = ['npx', '--yes', '--package', `node@${major}`, 'node'];
  const version = run([...node, '--version']);
  if (!version.stdout.startsWith(`v${major}.`)) {
    console.log(
      `SKIPPED: node@${major} could not be had from npm: ${version.stderr.trim().split('\n')[0]}`,
    );
    skipped += COMMANDS.length + 1;
    continue;
  }
  for (const [index, args] of COMMANDS.entries()) {
    const result = run([...node, bin, ...args]);
    const same =
      result.stdout === expected[index].stdout && result.status === expected[index].status;
    count(same, `node ${version.stdout.trim()}: ${args.join(' ')}`, result.stderr);
  }
  checkDemo(`node ${version.stdout.trim()}`, node);
}

console.log(`smoke: ${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exitCode = failed > 0 ? 1 : 0;

/** The demo's data depends on the clock: it must run and find the N+1. */
function checkDemo(label, node) {
  const result = run([...node, bin, 'demo', '-q']);
  count(
    result.status === 0 && result.stdout.includes('SELECT stock'),
    `${label}: demo`,
    result.stderr,
  );
}

function run([file, ...args]) {
  return spawnSync(file, args, { cwd: root, encoding: 'utf8', maxBuffer: 1 << 28 });
}

function count(ok, label, stderr) {
  if (ok) passed++;
  else {
    failed++;
    console.log(`FAILED ${label}\n${stderr}`);
  }
}

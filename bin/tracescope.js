#!/usr/bin/env node
// The command. `--version` is answered before anything is loaded; the rest is src/main.ts, which
// returns an exit code. Nobody calls process.exit: output in a slow pipe would be cut off.
import { readFileSync } from 'node:fs';

const argv = process.argv.slice(2);
if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) {
  const manifest = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  process.stdout.write(`${JSON.parse(manifest).version}\n`);
} else {
  const { main, processIo } = await import('../dist/main.js');
  process.exitCode = await main(argv, processIo());
}

#!/usr/bin/env node
// The command. `--version` and the overview are answered before anything is loaded; the rest is
// src/main.ts, which returns an exit code. A run that was not interrupted ends by itself: with
// process.exit output in a slow pipe would be cut off.
import { readFileSync } from 'node:fs';

const argv = process.argv.slice(2);
const word = argv.length === 1 ? argv[0] : undefined;
if (word === '--version' || word === '-V') {
  const manifest = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  process.stdout.write(`${JSON.parse(manifest).version}\n`);
} else if (word === '--help' || word === '-h' || word === 'help') {
  process.stdout.write(readFileSync(new URL('../dist/help.txt', import.meta.url), 'utf8'));
} else {
  const { keepHeapSmall, main, processIo } = await import('../dist/main.js');
  keepHeapSmall();
  const io = processIo();
  process.exitCode = await main(argv, io);
  // What an interrupted run still had open must not keep it.
  if (io.signal.aborted) process.stderr.write('', () => process.exit());
}

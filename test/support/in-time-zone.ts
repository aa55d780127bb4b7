// Runs exported functions of one source module in a child process that lives in another time zone:
// changing TZ inside a worker thread has no effect.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildSync } from 'esbuild';

/** A call by name; arguments and result travel as JSON. */
export type Call = readonly [name: string, ...args: unknown[]];

/** Results of the calls in order; one that throws gives `error: message`. */
export function inTimeZone(zone: string, modulePath: string, calls: readonly Call[]): unknown[] {
  const folder = mkdtempSync(join(tmpdir(), 'tracescope-zone-'));
  try {
    const outfile = join(folder, 'module.mjs');
    buildSync({
      entryPoints: [modulePath],
      outfile,
      bundle: true,
      format: 'esm',
      platform: 'node',
    });
    const script = `
      const module = await import(${JSON.stringify(pathToFileURL(outfile).href)});
      const results = ${JSON.stringify(calls)}.map(([name, ...args]) => {
        try { return module[name](...args); } catch (error) { return 'error: ' + error.message; }
      });
      process.stdout.write(JSON.stringify(results));`;
    const stdout = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
      env: { ...process.env, TZ: zone },
      encoding: 'utf8',
    });
    return JSON.parse(stdout) as unknown[];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

// fixtures/stack/start, stop, load and install as the tests use them: in a state folder and on ports
// of their own, so that a stack somebody runs by hand is left alone.

import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

const ENVIRONMENT = {
  ...process.env,
  TRACESCOPE_STACK_STATE: join(tmpdir(), `tracescope-e2e-${process.getuid?.() ?? 0}`),
  TRACESCOPE_STACK_PORT: process.env.TRACESCOPE_E2E_PORT ?? '29200',
};

/** `NAME=value` lines of `start`. */
export type Offers = Readonly<Record<string, string>>;

/** Runs a script of fixtures/stack; its progress goes to our stderr. Rejects unless it exits 0. */
export async function stackCommand(name: string, ...args: string[]): Promise<string> {
  const { code, stdout } = await runStackCommand(name, args);
  if (code !== 0) throw new Error(`fixtures/stack/${name} ${args.join(' ')}: exit ${code}`);
  return stdout;
}

export function runStackCommand(
  name: string,
  args: readonly string[] = [],
): Promise<{ code: number | null; stdout: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(join(ROOT, 'fixtures', 'stack', name), args, {
      env: ENVIRONMENT,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let stdout = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout }));
  });
}

export async function start(...args: string[]): Promise<Offers> {
  const lines = (await stackCommand('start', ...args)).split('\n');
  return Object.fromEntries(
    lines.filter(Boolean).map((line) => {
      const at = line.indexOf('=');
      return [line.slice(0, at), line.slice(at + 1)];
    }),
  );
}

/** Starts one more Jaeger and gives its addresses without the prefix: URL, GRPC, ADMIN, OTLP_HTTP… */
export async function startJaeger(version: string, name: string, ...args: string[]) {
  const offers = await start('jaeger', '--jaeger', version, '--name', name, ...args);
  const prefix = `JAEGER_${name.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_')}_`;
  const value = (what: string) => {
    const found = offers[prefix + what];
    if (found === undefined) throw new Error(`start offers no ${prefix}${what}`);
    return found;
  };
  return {
    url: value('URL'),
    grpc: value('GRPC'),
    admin: value('ADMIN'),
    otlpHttp: value('OTLP_HTTP'),
    otlpGrpc: value('OTLP_GRPC'),
    stop: () => stackCommand('stop', `jaeger-${name}`),
  };
}

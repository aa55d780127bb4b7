// tracescope demo: an embedded Jaeger with an order system that is slow in known ways, and the main
// commands run on it through the ordinary HTTP source.

import type { Command } from 'commander';
import type { CommandEntry, Invocation } from '../cli/command.ts';
import { dispatch } from '../cli/dispatch.ts';
import { addOutputFlags, resolveOutput } from '../cli/output.ts';
import { countFlag, type Flags } from '../cli/query-flags.ts';
import { generateDemo } from '../demo/generate-demo.ts';
import { JAEGER_VERSIONS } from '../demo/jaeger/releases.ts';
import { type DemoServer, startDemoServer } from '../demo/server.ts';
import { EXIT, type ExitCode, UsageError } from '../errors.ts';
import type { Io } from '../io.ts';

const SERVICE = 'order-service';

export function define(command: Command): void {
  command
    .option('--serve', 'keep the server up and print commands to try')
    .option('--jaeger <release>', `release to imitate: ${JAEGER_VERSIONS.join(', ')}`, '2.20')
    .option('--port <n>', 'port on loopback (default: any free one; with --serve 16686)')
    .option('--seed <n>', 'other numbers, other traffic', '1');
  addOutputFlags(command).addHelpText(
    'after',
    `
Examples:
  tracescope demo
  tracescope demo --serve
  tracescope demo --serve --jaeger 1.57 --port 26686`,
  );
}

export async function run({ flags, io, commands }: Invocation): Promise<ExitCode> {
  const output = resolveOutput(flags, io);
  const server = await start(flags, io);
  try {
    if (flags.serve === true) return await serve(server, io);
    if (!output.quiet)
      io.err(`demo server: ${server.url} (a generated order system, last 10 minutes)\n`);
    return await tour(server, flags, io, commands);
  } finally {
    await server.close();
  }
}

async function start(flags: Flags, io: Io): Promise<DemoServer> {
  const release = JAEGER_VERSIONS.find((name) => name === flags.jaeger);
  if (release === undefined) {
    throw new UsageError(`--jaeger ${flags.jaeger}: one of ${JAEGER_VERSIONS.join(', ')}`);
  }
  const seed = countFlag(flags.seed, '--seed', 0) ?? 1;
  const port = countFlag(flags.port, '--port', 1) ?? (flags.serve === true ? 16686 : 0);
  const traces = generateDemo({ seed, nowMs: io.now() });
  return startDemoServer({ traces, version: release, port });
}

async function serve(server: DemoServer, io: Io): Promise<ExitCode> {
  const url = server.url === 'http://localhost:16686' ? '' : ` --url ${server.url}`;
  await io.out(`Serving a generated order system at ${server.url} until Ctrl-C. In another terminal:

  tracescope find --service ${SERVICE} --since 1h${url}
  tracescope nplus1 --since 1h${url}
  tracescope find --service ${SERVICE} --tag user.id=12345${url}
  tracescope find --service ${SERVICE} --error${url}
  tracescope check --service ${SERVICE} --max-p95 1s --no-nplus1${url}
`);
  await new Promise<void>((resolve) => {
    if (io.signal.aborted) resolve();
    else io.signal.addEventListener('abort', () => resolve(), { once: true });
  });
  return EXIT.ok;
}

/** Runs find, explain and nplus1, each announced by the line a user would type. */
async function tour(
  server: DemoServer,
  flags: Flags,
  io: Io,
  commands: readonly CommandEntry[],
): Promise<ExitCode> {
  const shared = ['--url', server.url, ...passedOn(flags)];
  const worst = await worstTrace(server, io, commands);
  const runs = [
    ['find', '--service', SERVICE, '--since', '10m', '--limit', '500', '--top', '8'],
    ['explain', worst],
    ['nplus1', '--service', SERVICE, '--since', '10m', '--limit', '500', '--top', '2'],
  ];
  const isText = flags.output === 'text';
  // This server is gone before anybody pastes a command; one of --serve has the same traces.
  const unlinked = (text: string) => text.replaceAll(` --url ${server.url}`, '');
  const shown: Io = isText ? { ...io, out: (text) => io.out(unlinked(text)) } : io;
  for (const words of runs) {
    if (isText) await io.out(`\n$ tracescope ${words.join(' ')}\n\n`);
    const code = await dispatch(commands, [...words, ...shared, '--quiet'], shown);
    if (code !== EXIT.ok) return code;
  }
  if (isText) await io.out(`\n${whereToGoOn(flags)}\n`);
  return EXIT.ok;
}

function whereToGoOn({ seed }: Flags): string {
  const same = seed === '1' ? '' : ` --seed ${seed}`;
  return `To try these commands, serve the demo in another terminal:\n  tracescope demo --serve${same}`;
}

/** The trace that `find` would lead to, found by `find` itself. */
async function worstTrace(
  server: DemoServer,
  io: Io,
  commands: readonly CommandEntry[],
): Promise<string> {
  let json = '';
  const capture: Io = {
    ...io,
    out: async (text) => {
      json += text;
      return true;
    },
  };
  const words = [
    'find',
    '--service',
    SERVICE,
    '--since',
    '10m',
    '--limit',
    '500',
    '-o',
    'json',
    '--quiet',
    '--url',
    server.url,
  ];
  await dispatch(commands, words, capture);
  const [, id] = /"traces": \[\s*\{\s*"traceId": "([0-9a-f]+)"/.exec(json) ?? [];
  if (id === undefined) throw new Error('the demo found no traces in itself');
  return id;
}

function passedOn(flags: Flags): string[] {
  const words = ['--output', String(flags.output), '--color', String(flags.color)];
  if (flags.width !== undefined) words.push('--width', String(flags.width));
  if (flags.ascii === true) words.push('--ascii');
  if (flags.verbose === true) words.push('--verbose');
  return words;
}

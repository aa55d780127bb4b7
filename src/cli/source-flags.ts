// The flags that say where traces come from, and how to get in. Secrets never stand in a flag:
// they come from the environment, from files, or from a command.

import type { Command } from 'commander';
import { UsageError } from '../errors.ts';
import type { Io } from '../io.ts';
import type { HttpFlags } from '../sources/access/http-flags.ts';
import type { HttpSettings } from '../sources/http-settings.ts';
import type { LiveSettings } from '../sources/open-source.ts';
import type { TraceSource } from '../sources/source.ts';
import { interruptibleSource } from './interruption.ts';
import type { OutputSettings } from './output.ts';
import { countFlag, durationFlag, type Flags, sizeFlag, textFlag } from './query-flags.ts';

function collect(value: string, previous: string[]): string[] {
  return [...previous, value];
}

/** Adds the flags that name a server. */
export function addServerFlags(command: Command): Command {
  return command
    .option('--url <url>', 'Jaeger query server; a base path or a pasted UI link is fine')
    .option('--api <version>', 'force the query API: v1 or v3 (default: found by asking)');
}

/** Adds the flags of every command that reads traces. */
export function addSourceFlags(command: Command): Command {
  return addServerFlags(command)
    .option('--file <path...>', 'trace files or directories instead of a server; - is stdin')
    .option('--format <format>', 'format of the files (default: found from their content)');
}

/** Adds what servers behind a login, a proxy or their own certificates need. */
export function addAccessFlags(command: Command): Command {
  return command
    .option('--context <name>', 'a named server of the configuration file')
    .option('--token-file <path>', 'file with a bearer token (or set TRACESCOPE_TOKEN)')
    .option('--basic-file <path>', 'file with NAME:PASSWORD (or set TRACESCOPE_USER, _PASSWORD)')
    .option('-H, --header <header>', "extra request header 'name: value'; repeatable", collect, [])
    .option(
      '--header-env <name=VAR>',
      'header whose value is in a variable; repeatable',
      collect,
      [],
    )
    .option('--tenant <name>', 'tenant of a multi-tenant Jaeger')
    .option('--tenant-header <name>', 'header the tenant is sent in (default: x-tenant)')
    .option('--ca <path>', 'certificate authority to trust, PEM')
    .option('--cert <path>', 'client certificate, PEM')
    .option('--key <path>', 'key of the client certificate, PEM')
    .option('--insecure', 'accept any certificate (a warning is printed on every run)')
    .option('--proxy <url>', 'HTTP proxy (default: HTTPS_PROXY, HTTP_PROXY, NO_PROXY)')
    .option('--timeout <duration>', 'longest wait for an answer to begin (default: 60s)')
    .option('--retries <n>', 'further attempts after a failed request (default: 2)')
    .option('--concurrency <n>', 'requests under way at the same time (default: 4)')
    .option('--max-body <size>', 'most bytes of one answer, such as 500MB (default: 4GiB)');
}

/** Opens the files or the server that the flags name. */
export async function openFromFlags(
  flags: Flags,
  io: Io,
  output: OutputSettings,
): Promise<TraceSource> {
  const files = flags.file as string[] | undefined;
  const onDetail = detailLines(io, output);
  const { openSource } = await import('../sources/open-source.ts');
  if (files !== undefined) {
    refuseBoth(flags);
    const format = textFlag(flags, 'format', '--format');
    const settings = { paths: files, format, stdin: io.stdin, cwd: io.cwd };
    return interruptibleSource(await openSource({ files: settings, onDetail }), io.signal);
  }
  if (flags.format !== undefined) {
    throw new UsageError(
      '--format is for files',
      'Servers are asked which API they speak; --api v1 or v3 forces one.',
    );
  }
  const live = await liveFromFlags(flags, io, output);
  return interruptibleSource(await openSource({ live, onDetail }), io.signal);
}

/** How to reach the server that the flags name. Warnings about it are printed here, on every run. */
export async function liveFromFlags(
  flags: Flags,
  io: Io,
  output: OutputSettings,
): Promise<LiveSettings> {
  return { http: await httpSettings(flags, io, detailLines(io, output)), api: apiFlag(flags) };
}

function detailLines(io: Io, output: OutputSettings): ((line: string) => void) | undefined {
  return output.verbose ? (line) => io.err(`${line}\n`) : undefined;
}

function refuseBoth(flags: Flags): void {
  for (const [key, flag] of [
    ['url', '--url'],
    ['api', '--api'],
    ['context', '--context'],
  ] as const) {
    if (flags[key] !== undefined) {
      throw new UsageError(
        `--file and ${flag} exclude each other`,
        'Traces come from files or from a server.',
      );
    }
  }
}

async function httpSettings(
  flags: Flags,
  io: Io,
  onDetail: ((line: string) => void) | undefined,
): Promise<HttpSettings> {
  const [{ readContextFile }, { resolveHttpSettings }, { loadHttpSettings }] = await Promise.all([
    import('../sources/context-file.ts'),
    import('../sources/resolve-http-settings.ts'),
    import('../sources/load-http-settings.ts'),
  ]);
  const plan = resolveHttpSettings(
    httpFlags(flags),
    io.env,
    await readContextFile(io.env, io.readText),
  );
  for (const warning of plan.warnings) io.err(`warning: ${warning}\n`);
  for (const line of plan.details) onDetail?.(line);
  const { runCommand } = await import('../sources/access/run-command.ts');
  const run = (argv: readonly string[]) => runCommand(argv, io.signal);
  return { ...(await loadHttpSettings(plan, { run })), onDetail, signal: io.signal };
}

function httpFlags(flags: Flags): HttpFlags {
  const timeoutNs = durationFlag(flags, 'timeout', '--timeout');
  if (timeoutNs === 0) {
    throw new UsageError('--timeout 0: no server answers in no time', 'The default is 60s.');
  }
  return {
    url: textFlag(flags, 'url', '--url'),
    context: textFlag(flags, 'context', '--context'),
    tokenFile: textFlag(flags, 'tokenFile', '--token-file'),
    basicFile: textFlag(flags, 'basicFile', '--basic-file'),
    headers: flags.header as string[] | undefined,
    headerEnv: flags.headerEnv as string[] | undefined,
    tenant: textFlag(flags, 'tenant', '--tenant'),
    tenantHeader: textFlag(flags, 'tenantHeader', '--tenant-header'),
    ca: textFlag(flags, 'ca', '--ca'),
    cert: textFlag(flags, 'cert', '--cert'),
    key: textFlag(flags, 'key', '--key'),
    insecure: flags.insecure as boolean | undefined,
    proxy: textFlag(flags, 'proxy', '--proxy'),
    timeoutMs: timeoutNs === undefined ? undefined : Math.max(1, Math.round(timeoutNs / 1e6)),
    retries: countFlag(flags.retries, '--retries', 0),
    concurrency: countFlag(flags.concurrency, '--concurrency', 1),
    maxBodyBytes: sizeFlag(flags, 'maxBody', '--max-body'),
  };
}

function apiFlag(flags: Flags): 'v1' | 'v3' | undefined {
  const api = textFlag(flags, 'api', '--api');
  if (api === undefined || api === 'v1' || api === 'v3') return api;
  throw new UsageError(`--api ${api}: v1 or v3`);
}

/** The flags that name the source, as a user would have to repeat them for the next command. */
export function sourceFlagsOf(flags: Flags): string[] {
  const files = flags.file as string[] | undefined;
  const words: string[] = [];
  for (const [key, flag] of REPEATED) {
    const value = flags[key];
    if (typeof value === 'string') words.push(flag, value);
  }
  if (flags.insecure === true) words.push('--insecure');
  for (const header of (flags.headerEnv ?? []) as string[]) words.push('--header-env', header);
  // Last, because it takes all words up to the next flag.
  if (files !== undefined) words.push('--file', ...files);
  return words;
}

const REPEATED = [
  ['url', '--url'],
  ['context', '--context'],
  ['api', '--api'],
  ['tokenFile', '--token-file'],
  ['basicFile', '--basic-file'],
  ['tenant', '--tenant'],
  ['tenantHeader', '--tenant-header'],
  ['ca', '--ca'],
  ['cert', '--cert'],
  ['key', '--key'],
  ['format', '--format'],
] as const;

// From flags, environment and contexts to a plan of how to reach the server: a pure function, so that
// precedence (flag, then context, then environment) can be tested. Files are read by
// load-http-settings.

import { UsageError } from '../errors.ts';
import { parseDuration } from '../lib/duration-text.ts';
import { choosePlace, pathIn } from './access/context-place.ts';
import {
  checkedHeader,
  type Header,
  parseHeaderEnvFlag,
  parseHeaderFlag,
  sendableHeader,
} from './access/header-flags.ts';
import type { HttpChoice, HttpFlags } from './access/http-flags.ts';
import { type Login, resolveLogin } from './access/login-choice.ts';
import { chooseProxy } from './access/proxy-choice.ts';
import { parseBaseUrl } from './base-url.ts';
import { type Context, type ContextFile, findContext } from './context-file.ts';
import { type HttpTimeouts, type ProxySettings, timeoutsFrom } from './http-settings.ts';

/** How the server will be reached, before any file is read. */
export interface HttpPlan {
  readonly baseUrl: string;
  /** Where the URL came from: `--url`, a context, a variable or `the default`. */
  readonly urlLabel: string;
  /** The trace of a pasted link. */
  readonly traceId?: string | undefined;
  readonly headers: readonly Header[];
  readonly secretHeaders: readonly Header[];
  readonly login: Login;
  readonly caFile?: string | undefined;
  readonly certFile?: string | undefined;
  readonly keyFile?: string | undefined;
  readonly keyPassphrase?: string | undefined;
  readonly insecure: boolean;
  readonly proxy?: ProxySettings | undefined;
  readonly timeouts?: HttpTimeouts | undefined;
  readonly retries?: number | undefined;
  readonly concurrency?: number | undefined;
  readonly bodyLimitBytes?: number | undefined;
  /** To be printed on every run. */
  readonly warnings: readonly string[];
  /** For --verbose: where things came from. */
  readonly details: readonly string[];
}

/** Errors: UsageError for whatever cannot be used; no message shows a secret. */
export function resolveHttpSettings(
  flags: HttpFlags,
  env: HttpChoice['env'],
  file: ContextFile | undefined,
): HttpPlan {
  const named = flags.context === undefined ? undefined : findContext(file, flags.context, env);
  const place = choosePlace(flags.url, flags.context, named, env, file);
  const context: Context = place.context ?? {};
  const { baseUrl, traceId } = parseBaseUrl(place.url);
  const insecure = flags.insecure ?? context.insecure ?? false;
  const settings = { baseUrl, flags, context, env, contextLabel: place.contextLabel, file };
  return {
    baseUrl,
    urlLabel: place.urlLabel,
    traceId,
    ...resolveHeaders(settings),
    login: resolveLogin(settings),
    ...resolveTlsFiles(settings),
    insecure,
    proxy: chooseProxy(baseUrl, env, explicitProxy(settings)),
    timeouts: resolveTimeouts(settings),
    retries: flags.retries,
    concurrency: flags.concurrency,
    bodyLimitBytes: flags.maxBodyBytes,
    warnings: insecure ? [insecureWarning(baseUrl)] : [],
    details: [`server: ${baseUrl} (from ${place.urlLabel})`, ...place.details],
  };
}

function insecureWarning(baseUrl: string): string {
  const what = baseUrl.startsWith('https:')
    ? 'certificates are not checked (insecure): whoever is on the way can read and change everything, credentials included'
    : 'insecure has no effect on a plain http URL';
  return `${baseUrl}: ${what}`;
}

function resolveHeaders(choice: HttpChoice): Pick<HttpPlan, 'headers' | 'secretHeaders'> {
  const { flags, context, contextLabel, env } = choice;
  const headers = new Map<string, Header>();
  const secrets = new Map<string, Header>();
  const put = (into: Map<string, Header>, header: Header): void => {
    into.set(header[0].toLowerCase(), header);
  };
  for (const [name, value] of Object.entries(context.headers ?? {})) {
    put(headers, checkedHeader(name, value, `headers of ${contextLabel}`));
  }
  const tenant = flags.tenant ?? context.tenant;
  const tenantHeader = flags.tenantHeader ?? context.tenantHeader ?? 'x-tenant';
  if (tenant !== undefined) put(headers, sendableHeader(tenantHeader, tenant.trim(), '--tenant'));
  for (const text of flags.headers ?? []) put(headers, parseHeaderFlag(text));
  for (const [name, variable] of Object.entries(context.headersEnv ?? {})) {
    put(
      secrets,
      parseHeaderEnvFlag(`${name}=${variable}`, env, `headersEnv of ${contextLabel}`).header,
    );
  }
  for (const text of flags.headerEnv ?? []) put(secrets, parseHeaderEnvFlag(text, env).header);
  // This one is a login and handled as such.
  secrets.delete('authorization');
  return { headers: [...headers.values()], secretHeaders: [...secrets.values()] };
}

function resolveTlsFiles(
  choice: HttpChoice,
): Pick<HttpPlan, 'caFile' | 'certFile' | 'keyFile' | 'keyPassphrase'> {
  const { flags, context, env, file } = choice;
  if ((flags.cert === undefined) !== (flags.key === undefined)) {
    throw new UsageError(
      `${flags.cert === undefined ? '--key' : '--cert'} needs ${flags.cert === undefined ? '--cert' : '--key'} as well`,
      'A client certificate consists of both; when one file holds both, name it twice.',
    );
  }
  const fromContext = (name: string | undefined): string | undefined =>
    name === undefined ? undefined : pathIn(file, name, env);
  return {
    caFile: flags.ca ?? fromContext(context.ca),
    certFile: flags.cert ?? fromContext(context.cert),
    keyFile: flags.key ?? fromContext(context.key),
    keyPassphrase: env.TRACESCOPE_KEY_PASSPHRASE,
  };
}

function explicitProxy({
  flags,
  context,
  contextLabel,
}: HttpChoice): { value: string; label: string } | undefined {
  if (flags.proxy !== undefined) return { value: flags.proxy, label: '--proxy' };
  return context.proxy === undefined
    ? undefined
    : { value: context.proxy, label: `proxy of ${contextLabel}` };
}

function resolveTimeouts({ flags, context, contextLabel }: HttpChoice): HttpTimeouts | undefined {
  if (flags.timeoutMs !== undefined) return timeoutsFrom(flags.timeoutMs);
  if (context.timeout === undefined) return undefined;
  let timeoutNs: number;
  try {
    timeoutNs = parseDuration(context.timeout);
  } catch (error) {
    throw new UsageError(`timeout of ${contextLabel}: ${(error as Error).message}`);
  }
  if (timeoutNs === 0)
    throw new UsageError(`timeout of ${contextLabel}: no server answers in no time`);
  return timeoutsFrom(Math.max(1, Math.round(timeoutNs / 1e6)));
}

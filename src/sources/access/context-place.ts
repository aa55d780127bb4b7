// Which server is meant and whether a context goes with it. A context that was not named on the
// command line applies only to its own server: its credentials must not go to another one.

import path from 'node:path';
import { parseBaseUrl } from '../base-url.ts';
import type { Context, ContextFile } from '../context-file.ts';
import { DEFAULT_URL_LABEL } from '../http-settings.ts';

type Env = Readonly<Record<string, string | undefined>>;

export const DEFAULT_URL = 'http://localhost:16686';
const URL_VARIABLES = ['TRACESCOPE_URL', 'JAEGER_QUERY_URL', 'JAEGER_URL'] as const;

export interface Place {
  readonly url: string;
  readonly urlLabel: string;
  readonly context: Context | undefined;
  /** Such as `context "prod"`; '' without one. */
  readonly contextLabel: string;
  readonly details: readonly string[];
}

/** Flag, then context, then environment, then localhost. Errors: UsageError of a URL. */
export function choosePlace(
  urlFlag: string | undefined,
  contextFlag: string | undefined,
  named: Context | undefined,
  env: Env,
  file: ContextFile | undefined,
): Place {
  const name = contextFlag ?? file?.currentContext;
  const context = named ?? (name === undefined ? undefined : file?.contexts.get(name));
  const contextLabel = context === undefined ? '' : `context "${name}"`;
  if (urlFlag !== undefined) {
    const foreign =
      context !== undefined && named === undefined && !sameOrigin(urlFlag, context.url);
    if (!foreign) return { url: urlFlag, urlLabel: '--url', context, contextLabel, details: [] };
    const details = [`${contextLabel} is for another server and does not apply`];
    return { url: urlFlag, urlLabel: '--url', context: undefined, contextLabel: '', details };
  }
  const details = context === undefined ? [] : [`${contextLabel} of ${file?.path}`];
  if (context?.url !== undefined) {
    return { url: context.url, urlLabel: contextLabel, context, contextLabel, details };
  }
  const variable = URL_VARIABLES.find((each) => (env[each] ?? '').trim() !== '');
  const url = variable === undefined ? DEFAULT_URL : (env[variable] ?? '');
  return { url, urlLabel: variable ?? DEFAULT_URL_LABEL, context, contextLabel, details };
}

function sameOrigin(url: string, contextUrl: string | undefined): boolean {
  // A context without a URL belongs to any server.
  if (contextUrl === undefined) return true;
  return (
    new URL(parseBaseUrl(url).baseUrl).origin === new URL(parseBaseUrl(contextUrl).baseUrl).origin
  );
}

/** A path of the configuration file: `~/` is the home folder, others are relative to the file. */
export function pathIn(file: ContextFile | undefined, name: string, env: Env): string {
  if (/^~[/\\]/.test(name)) return path.join(env.HOME ?? env.USERPROFILE ?? '~', name.slice(2));
  return path.resolve(file === undefined ? '.' : path.dirname(file.path), name);
}

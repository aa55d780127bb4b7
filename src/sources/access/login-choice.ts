// Which credentials are sent, from which place: flag, then context, then environment. Values from the
// environment are taken here; files and commands are only named.

import { UsageError } from '../../errors.ts';
import { pathIn } from './context-place.ts';
import { parseHeaderEnvFlag } from './header-flags.ts';
import type { HttpChoice } from './http-flags.ts';
import { checkedToken } from './token-command.ts';

/** The label is for messages; nothing else of a login may be shown. */
export type Login =
  | { readonly kind: 'none' }
  /** `value` is the whole Authorization header. */
  | { readonly kind: 'value'; readonly value: string; readonly label: string }
  | { readonly kind: 'token-file' | 'basic-file'; readonly path: string; readonly label: string }
  | { readonly kind: 'token-command'; readonly argv: readonly string[]; readonly label: string };

/** Errors: UsageError for two logins in one place, or half of one. */
export function resolveLogin(choice: HttpChoice): Login {
  return fromFlags(choice) ?? fromContext(choice) ?? fromEnvironment(choice) ?? { kind: 'none' };
}

function fromFlags({ flags, env }: HttpChoice): Login | undefined {
  const { tokenFile, basicFile } = flags;
  const header = authorizationHeader(flags.headerEnv ?? [], env, '--header-env');
  const given = [
    tokenFile && '--token-file',
    basicFile && '--basic-file',
    header && '--header-env',
  ].filter(Boolean);
  if (given.length > 1) {
    throw new UsageError(
      `${given.join(' and ')} both say what to log in with`,
      'Only one can be sent.',
    );
  }
  if (tokenFile)
    return { kind: 'token-file', path: tokenFile, label: `bearer token from ${tokenFile}` };
  if (basicFile)
    return { kind: 'basic-file', path: basicFile, label: `name and password from ${basicFile}` };
  return header;
}

function fromContext({ context, contextLabel, env, file }: HttpChoice): Login | undefined {
  const place = (name: string): string => pathIn(file, name, env);
  if (context.tokenFile !== undefined) {
    return {
      kind: 'token-file',
      path: place(context.tokenFile),
      label: `bearer token from the tokenFile of ${contextLabel}`,
    };
  }
  if (context.tokenCommand !== undefined) {
    const [program = '', ...rest] = context.tokenCommand;
    // A bare name is looked for on the PATH; one with a slash is a path of the file.
    const resolved = /[/\\]/.test(program) ? place(program) : program;
    return {
      kind: 'token-command',
      argv: [resolved, ...rest],
      label: `bearer token from the tokenCommand of ${contextLabel}`,
    };
  }
  if (context.basicFile !== undefined) {
    return {
      kind: 'basic-file',
      path: place(context.basicFile),
      label: `name and password from the basicFile of ${contextLabel}`,
    };
  }
  const pairs = Object.entries(context.headersEnv ?? {}).map(
    ([name, variable]) => `${name}=${variable}`,
  );
  return authorizationHeader(pairs, env, `headersEnv of ${contextLabel}`);
}

function fromEnvironment({ env }: HttpChoice): Login | undefined {
  const { TRACESCOPE_TOKEN: token, TRACESCOPE_USER: user, TRACESCOPE_PASSWORD: password } = env;
  if (token !== undefined && token.trim() !== '') {
    return {
      kind: 'value',
      value: `Bearer ${checkedToken(token, 'TRACESCOPE_TOKEN')}`,
      label: 'bearer token from TRACESCOPE_TOKEN',
    };
  }
  if (user === undefined || user === '') {
    if (password === undefined || password === '') return undefined;
    throw new UsageError(
      'TRACESCOPE_PASSWORD is set and TRACESCOPE_USER is not',
      'A login needs both.',
    );
  }
  if (password === undefined) {
    throw new UsageError(
      'TRACESCOPE_USER is set and TRACESCOPE_PASSWORD is not',
      'A login needs both; an empty password must be set to nothing.',
    );
  }
  return {
    kind: 'value',
    value: basicAuthorization(user, password, 'TRACESCOPE_USER'),
    label: 'name and password from TRACESCOPE_USER and TRACESCOPE_PASSWORD',
  };
}

/** The value of `Authorization` for a name and password. Errors: UsageError for a colon in the name. */
export function basicAuthorization(user: string, password: string, place: string): string {
  if (user.includes(':')) throw new UsageError(`${place}: a name with a colon cannot be sent`);
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}

function authorizationHeader(
  pairs: readonly string[],
  env: HttpChoice['env'],
  flag: string,
): Login | undefined {
  const text = pairs.findLast((pair) => /^\s*authorization\s*=/i.test(pair));
  if (text === undefined) return undefined;
  const { header, variable } = parseHeaderEnvFlag(text, env, flag);
  return { kind: 'value', value: header[1], label: `authorization header from ${variable}` };
}

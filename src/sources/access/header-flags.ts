// Headers of the user's own: `-H 'name: value'` for what may be seen, `--header-env 'name=VARIABLE'`
// for secrets, which must not stand on a command line.

import { UsageError } from '../../errors.ts';
import { quotedText } from '../../lib/quoted-text.ts';

export type Header = readonly [name: string, value: string];

const NAME = /^[!#$%&'*+.^_`|~\dA-Za-z-]+$/;
// What HTTP allows and undici sends: no line breaks, no other controls.
const VALUE = /^[\t\u0020-\u007e\u0080-\u00ff]*$/;
const SECRET_NAME =
  /authorization|cookie|token|secret|passw|api-?key|apikey|credential|session|signature|assertion/i;
/** These belong to the connection, not to the user. */
const RESERVED = new Set([
  'connection',
  'content-length',
  'expect',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** True for names of headers that carry secrets. */
export function isSecretHeader(name: string): boolean {
  return SECRET_NAME.test(name);
}

/** The header in `name: value`. Errors: UsageError, also for one that carries a secret. */
export function parseHeaderFlag(text: string, flag = '-H'): Header {
  const colon = text.indexOf(':');
  const name = text.slice(0, Math.max(0, colon)).trim();
  if (colon < 0 || !NAME.test(name)) {
    // The text is not repeated: it may be a secret that was given in the wrong place.
    throw new UsageError(`${flag}: not a header`, `Write it as ${flag} 'name: value'.`);
  }
  return checkedHeader(name, text.slice(colon + 1).trim(), flag);
}

/** A header that may be seen. Errors: UsageError for names of secrets and for what HTTP forbids. */
export function checkedHeader(name: string, value: string, place: string): Header {
  if (isSecretHeader(name)) {
    throw new UsageError(
      `${place} ${name}: a header with a secret must not stand there, where others can read it`,
      name.toLowerCase() === 'authorization'
        ? `Put a bearer token into TRACESCOPE_TOKEN or --token-file; any other scheme: --header-env '${name}=VARIABLE'.`
        : `Put the value into an environment variable and name that: --header-env '${name}=VARIABLE'.`,
    );
  }
  return sendableHeader(name, value, place);
}

/** Checks what HTTP allows, for values of any kind; never shows the value. */
export function sendableHeader(name: string, value: string, place: string): Header {
  if (!NAME.test(name))
    throw new UsageError(`${place}: "${quotedText(name, 40)}" is not the name of a header`);
  if (RESERVED.has(name.toLowerCase())) {
    throw new UsageError(
      `${place} ${name}: this header belongs to the connection and cannot be set`,
    );
  }
  if (!VALUE.test(value)) {
    throw new UsageError(
      `${place} ${name}: the value has a character that no header can carry`,
      'Line breaks, control characters and characters beyond Latin-1 cannot be sent.',
    );
  }
  return [name, value];
}

/** The header in `name=VARIABLE` with the variable's value. Errors: UsageError. */
export function parseHeaderEnvFlag(
  text: string,
  env: Readonly<Record<string, string | undefined>>,
  flag = '--header-env',
): { readonly header: Header; readonly variable: string } {
  const [, name = '', variable = ''] = /^\s*([^=:\s]+)\s*=\s*([A-Za-z_]\w*)\s*$/.exec(text) ?? [];
  if (name === '') {
    throw new UsageError(
      `${flag}: no variable is named`,
      `Write it as ${flag} 'X-Api-Key=VARIABLE', with the name of the variable that holds the value.`,
    );
  }
  const value = env[variable];
  if (value === undefined || value === '') {
    throw new UsageError(`${flag} ${name}=${variable}: the variable ${variable} is not set`);
  }
  return { header: sendableHeader(name, value.trim(), flag), variable };
}

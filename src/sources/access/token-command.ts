// Bearer tokens from a command, as kubectl's exec plug-ins give them: run when a token is needed, run
// again when it expires or is refused. The token itself is never shown.

import { SourceError, UsageError } from '../../errors.ts';
import { quotedText } from '../../lib/quoted-text.ts';
import type { Credentials } from '../http-settings.ts';

export interface CommandResult {
  /** Exit status; null when it was killed or did not start. */
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Node's code when it could not be started or was stopped, such as ENOENT or ETIMEDOUT. */
  readonly failure?: string | undefined;
}

/** Runs a program without a shell. */
export type RunCommand = (argv: readonly string[]) => Promise<CommandResult>;

export interface Token {
  readonly token: string;
  /** Milliseconds since the epoch; undefined when it does not say. */
  readonly expiresAtMs: number | undefined;
}

/** A token is renewed this long before it expires: the request must still arrive. */
const EXPIRY_MARGIN_MS = 10_000;
/** A command that just ran would give the same token again. */
const SAME_TOKEN_MS = 2_000;

/** Credentials that run `argv` when they are needed. */
export function commandCredentials(
  argv: readonly string[],
  label: string,
  run: RunCommand,
  now: () => number,
): Credentials {
  let current: Promise<Token> | undefined;
  let fetchedAtMs = 0;
  const fetchToken = (): Promise<Token> => {
    fetchedAtMs = now();
    current = runForToken(argv, label, run);
    return current;
  };
  return {
    label,
    renewable: true,
    async authorization(renew) {
      const used = current;
      // Several requests are refused or find it expired together: one of them renews it for all.
      if (used === undefined || (renew && now() - fetchedAtMs > SAME_TOKEN_MS)) await fetchToken();
      else if (isStale(await used, now()) && current === used) await fetchToken();
      const { token } = await (current as Promise<Token>);
      return `Bearer ${token}`;
    },
  };
}

function isStale({ expiresAtMs }: Token, nowMs: number): boolean {
  return expiresAtMs !== undefined && expiresAtMs - EXPIRY_MARGIN_MS <= nowMs;
}

async function runForToken(
  argv: readonly string[],
  label: string,
  run: RunCommand,
): Promise<Token> {
  const result = await run(argv);
  const program = quotedText(argv[0] ?? '', 100);
  if (result.failure === 'ENOENT') {
    throw new UsageError(
      `${label}: there is no program ${program}`,
      'Is it installed and on the PATH?',
    );
  }
  if (result.failure === 'ETIMEDOUT') {
    throw new SourceError(
      `${label}: ${program} gave no token in time`,
      'Run it by hand: it may wait for an answer.',
    );
  }
  if (result.failure !== undefined || result.status !== 0) {
    const how = result.failure ?? `exit status ${result.status}`;
    const said = quotedText(result.stderr.trim().split('\n').at(-1) ?? '', 200);
    throw new SourceError(`${label}: ${program} failed (${how})`, said && `It said: ${said}`);
  }
  return parseTokenOutput(result.stdout, `${label}: the output of ${program}`);
}

/**
 * The token in a command's output: bare text, `{"token", "expirationTimestamp"}`, or the same below
 * `status` as kubectl's plug-ins print it. `place` starts the message of a UsageError.
 */
export function parseTokenOutput(output: string, place: string): Token {
  const text = output.trim();
  if (!text.startsWith('{')) return { token: checkedToken(text, place), expiresAtMs: undefined };
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new UsageError(`${place} begins as JSON and is none`);
  }
  const outer = parsed as { status?: unknown };
  const fields = (
    typeof outer.status === 'object' && outer.status !== null ? outer.status : outer
  ) as {
    token?: unknown;
    expirationTimestamp?: unknown;
  };
  if (typeof fields.token !== 'string') throw new UsageError(`${place} has no "token"`);
  const at =
    typeof fields.expirationTimestamp === 'string'
      ? Date.parse(fields.expirationTimestamp)
      : Number.NaN;
  return {
    token: checkedToken(fields.token.trim(), place),
    expiresAtMs: Number.isNaN(at) ? undefined : at,
  };
}

/** A token fit for a header, without a leading "Bearer". Errors: UsageError, without the token. */
export function checkedToken(text: string, place: string): string {
  const token = text.trim().replace(/^bearer\s+/i, '');
  if (token === '') throw new UsageError(`${place} is empty`);
  if (!/^[\u0021-\u007e]+$/.test(token)) {
    throw new UsageError(
      `${place} is not a token: it has spaces, line breaks or characters beyond ASCII`,
    );
  }
  return token;
}

// From the plan to settings the client can use: reads the files that the plan names and checks them,
// so that a wrong file is told as such and not as a failed handshake.

import { UsageError } from '../errors.ts';
import { basicAuthorization, type Login } from './access/login-choice.ts';
import { runCommand } from './access/run-command.ts';
import {
  checkedToken,
  commandCredentials,
  parseTokenOutput,
  type RunCommand,
} from './access/token-command.ts';
import type { Credentials, HttpSettings, TlsSettings } from './http-settings.ts';
import type { HttpPlan } from './resolve-http-settings.ts';

/** What loading does outside the program; replaced in tests. */
export interface SettingsEdge {
  readonly readFile: (path: string) => Promise<Buffer>;
  readonly run: RunCommand;
  readonly now: () => number;
}

/** Settings without onDetail and signal, which the caller adds. Errors: UsageError. */
export async function loadHttpSettings(
  plan: HttpPlan,
  edge: Partial<SettingsEdge> = {},
): Promise<HttpSettings> {
  const readFile =
    edge.readFile ?? (async (path) => (await import('node:fs/promises')).readFile(path));
  const { run = runCommand, now = Date.now } = edge;
  return {
    baseUrl: plan.baseUrl,
    urlLabel: plan.urlLabel,
    headers: plan.headers,
    secretHeaders: plan.secretHeaders,
    credentials: loadCredentials(plan.login, { readFile, run, now }),
    tls: await loadTls(plan, readFile),
    proxy: plan.proxy,
    timeouts: plan.timeouts,
    retries: plan.retries,
    concurrency: plan.concurrency,
    bodyLimitBytes: plan.bodyLimitBytes,
  };
}

function loadCredentials(login: Login, edge: SettingsEdge): Credentials | undefined {
  switch (login.kind) {
    case 'none':
      return undefined;
    case 'value':
      return { label: login.label, renewable: false, authorization: async () => login.value };
    case 'token-command':
      return commandCredentials(login.argv, login.label, edge.run, edge.now);
    case 'token-file':
    case 'basic-file': {
      let value: Promise<string> | undefined;
      return {
        label: login.label,
        // Mounted tokens are rotated by rewriting the file.
        renewable: true,
        authorization(renew) {
          if (renew || value === undefined) value = readLogin(login, edge.readFile);
          return value;
        },
      };
    }
  }
}

async function readLogin(
  login: {
    readonly kind: 'token-file' | 'basic-file';
    readonly path: string;
    readonly label: string;
  },
  readFile: SettingsEdge['readFile'],
): Promise<string> {
  const flag = login.kind === 'token-file' ? '--token-file' : '--basic-file';
  const text = (await read(login.path, flag, readFile))
    .toString('utf8')
    .replace(/^\ufeff/, '')
    .trim();
  const place = `${flag} ${login.path}`;
  if (login.kind === 'token-file') {
    const token = text.startsWith('{')
      ? parseTokenOutput(text, place).token
      : checkedToken(text, place);
    return `Bearer ${token}`;
  }
  const colon = text.indexOf(':');
  if (colon < 1 || /[\r\n]/.test(text)) {
    throw new UsageError(`${place} is not a login`, 'It must hold one line, NAME:PASSWORD.');
  }
  return basicAuthorization(text.slice(0, colon), text.slice(colon + 1), place);
}

async function loadTls(plan: HttpPlan, readFile: SettingsEdge['readFile']): Promise<TlsSettings> {
  const { caFile, certFile, keyFile, keyPassphrase, insecure } = plan;
  if (caFile === undefined && certFile === undefined) return { insecure };
  const { certificatePem, checkedKey } = await import('./access/certificate-files.ts');
  const ca =
    caFile === undefined
      ? undefined
      : certificatePem(await read(caFile, '--ca', readFile), `--ca ${caFile}`);
  if (certFile === undefined || keyFile === undefined) return { ca, insecure };
  const cert = certificatePem(await read(certFile, '--cert', readFile), `--cert ${certFile}`);
  const key = (await read(keyFile, '--key', readFile)).toString('utf8');
  checkedKey(key, cert, keyPassphrase, `--key ${keyFile}`, `--cert ${certFile}`);
  return { ca, cert, key, passphrase: keyPassphrase, insecure };
}

async function read(
  path: string,
  flag: string,
  readFile: SettingsEdge['readFile'],
): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    const { code } = error as { code?: unknown };
    const why = READ_FAILURES.get(`${code}`) ?? `it cannot be read (${code})`;
    throw new UsageError(`${flag} ${path}: ${why}`);
  }
}

const READ_FAILURES: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'there is no such file'],
  ['EACCES', 'it may not be read'],
  ['EISDIR', 'it is a folder'],
]);

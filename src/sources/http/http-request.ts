// One request as it goes out: the URL with its parameters, the headers, and how both are shown under
// --verbose, where values of secrets stay hidden.

import type { HttpParameters } from '../http-answer.ts';
import type { HttpSettings } from '../http-settings.ts';
import { ACCEPT_ENCODING } from './http-body.ts';

/** `?a=b&c=d`, or '' without parameters. Everything is percent-encoded: Jaeger drops a raw `;`. */
export function queryText(parameters: HttpParameters): string {
  if (parameters.length === 0) return '';
  return `?${parameters.map(([key, value]) => `${encode(key)}=${encode(value)}`).join('&')}`;
}

// Half a surrogate pair cannot be encoded; the server would not know such a name either.
function encode(text: string): string {
  return encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\ufffd'));
}

/** Names in lower case. JSON is asked for by name: login proxies then answer 401 and not a page. */
export function requestHeaders(
  settings: HttpSettings,
  authorization: string | undefined,
): Record<string, string> {
  const headers = new Map([
    ['accept', 'application/json'],
    ['accept-encoding', ACCEPT_ENCODING],
  ]);
  if (authorization !== undefined) headers.set('authorization', authorization);
  for (const [name, value] of settings.headers ?? []) headers.set(name.toLowerCase(), value);
  for (const [name, value] of settings.secretHeaders ?? []) headers.set(name.toLowerCase(), value);
  return Object.fromEntries(headers);
}

/** The headers of every request in one line. */
export function headersShown(settings: HttpSettings): string {
  const shown = (settings.headers ?? []).map(([name, value]) => `${name}: ${value}`);
  for (const [name] of settings.secretHeaders ?? []) shown.push(`${name}: (hidden)`);
  const { credentials } = settings;
  if (credentials !== undefined) shown.push(`authorization: (hidden; ${credentials.label})`);
  return shown.length === 0 ? 'no headers of your own' : shown.join(', ');
}

/** What is sent to be let in, for messages: "bearer token from …", "header X-Api-Key". */
export function credentialsLabel(settings: HttpSettings): string | undefined {
  if (settings.credentials !== undefined) return settings.credentials.label;
  const [first] = settings.secretHeaders ?? [];
  return first === undefined ? undefined : `header ${first[0]}`;
}

/** The proxy that may answer in place of the server: inside a TLS tunnel none can. */
export function answeringProxy({ baseUrl, proxy }: HttpSettings): string | undefined {
  if (proxy === undefined || !/^http:/i.test(baseUrl)) return undefined;
  return `the proxy ${proxy.url} (from ${proxy.label})`;
}

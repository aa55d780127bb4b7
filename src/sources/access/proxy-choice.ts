// Which proxy a server is reached through, from HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY
// (lower case counts first, as with curl), or from an explicit setting.

import { BlockList, isIP } from 'node:net';
import { UsageError } from '../../errors.ts';
import type { ProxySettings } from '../http-settings.ts';

type Env = Readonly<Record<string, string | undefined>>;

/**
 * The proxy for `url`, or undefined for a direct connection. `explicit` (`none` or a proxy) wins over
 * the environment and NO_PROXY. From the environment, loopback is never sent through a proxy.
 * Errors: UsageError for a proxy that is no http or https URL.
 */
export function chooseProxy(
  url: string,
  env: Env,
  explicit: { readonly value: string; readonly label: string } | undefined,
): ProxySettings | undefined {
  if (explicit !== undefined) {
    if (/^(none|direct|)$/i.test(explicit.value.trim())) return undefined;
    const proxy = parseProxy(explicit.value, explicit.label);
    if (proxy.authorization !== undefined) {
      throw new UsageError(
        `${explicit.label} holds a name or password, which command lines and files give away`,
        'Put the whole proxy URL into the environment variable HTTPS_PROXY or HTTP_PROXY instead.',
      );
    }
    return proxy;
  }
  const { protocol } = new URL(url);
  const names =
    protocol === 'https:' ? ['https_proxy', 'HTTPS_PROXY'] : ['http_proxy', 'HTTP_PROXY'];
  const name = [...names, 'all_proxy', 'ALL_PROXY'].find((each) => (env[each] ?? '') !== '');
  if (name === undefined || isExcluded(url, env.no_proxy ?? env.NO_PROXY ?? '')) return undefined;
  return parseProxy(env[name] ?? '', name);
}

function parseProxy(text: string, label: string): ProxySettings {
  const trimmed = text.trim();
  const withScheme = /^[a-z][a-z\d+.-]*:\/\//i.test(trimmed) ? trimmed : `http://${trimmed}`;
  const url = URL.canParse(withScheme) ? new URL(withScheme) : undefined;
  // The text is not repeated: it may hold a password.
  if (url === undefined || url.hostname === '')
    throw new UsageError(`${label} is not the URL of a proxy`, EXAMPLE);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new UsageError(
      `${label} names a ${url.protocol.slice(0, -1)} proxy; only http and https proxies are supported`,
      EXAMPLE,
    );
  }
  const proxy = { url: url.origin, label };
  if (url.username === '' && url.password === '') return proxy;
  const login = `${decoded(url.username)}:${decoded(url.password)}`;
  return { ...proxy, authorization: `Basic ${Buffer.from(login).toString('base64')}` };
}

const EXAMPLE = 'Give it as http://proxy.example.com:3128, or none for a direct connection.';

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** True when NO_PROXY excludes the host of `url`, or when it is loopback. */
export function isExcluded(url: string, noProxy: string): boolean {
  const { hostname, port, protocol } = new URL(url);
  const host = hostname
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
    .toLowerCase();
  if (
    host === 'localhost' ||
    host.endsWith('.localhost') ||
    host === '::1' ||
    /^127\./.test(host)
  ) {
    return true;
  }
  const actualPort = port || (protocol === 'https:' ? '443' : '80');
  return noProxy
    .toLowerCase()
    .split(/[\s,]+/)
    .some((entry) => entry !== '' && matches(entry, host, actualPort));
}

function matches(entry: string, host: string, port: string): boolean {
  if (entry === '*') return true;
  if (entry.includes('/')) return inNetwork(entry, host);
  const [, bracketed, plain, entryPort] =
    /^(?:\[([\da-f:.]+)\]|([^:]+|[\da-f:.]*:[\da-f:.]*:[\da-f:.]*))(?::(\d+))?$/.exec(entry) ?? [];
  const name = (bracketed ?? plain ?? '').replace(/^\*?\./, '');
  if (name === '' || (entryPort !== undefined && entryPort !== port)) return false;
  return host === name || (isIP(host) === 0 && host.endsWith(`.${name}`));
}

function inNetwork(entry: string, host: string): boolean {
  const family = isIP(host);
  const [network = '', bits = ''] = entry.split('/');
  if (family === 0 || isIP(network) !== family || !/^\d{1,3}$/.test(bits)) return false;
  const type = family === 4 ? 'ipv4' : 'ipv6';
  if (Number(bits) > (family === 4 ? 32 : 128)) return false;
  const list = new BlockList();
  list.addSubnet(network, Number(bits), type);
  return list.check(host, type);
}

// The connections to one server: undici's pool and request, loaded only when the first request is
// made and by path, because the whole package doubles the time a command takes to start.

import type { LookupFunction, Socket } from 'node:net';
import type { Readable } from 'node:stream';
import type { ConnectionOptions } from 'node:tls';
import type { buildConnector } from 'undici';
import { putOffWasmTiering } from '../../v8-hint.ts';
import type { HttpTimeouts, ProxySettings, TlsSettings } from '../http-settings.ts';
import { tunnelThroughProxy } from './proxy-tunnel.ts';

export interface PoolSettings {
  /** Scheme, host and port of the server. */
  readonly origin: string;
  readonly tls: TlsSettings;
  readonly proxy: ProxySettings | undefined;
  readonly timeouts: HttpTimeouts;
  readonly concurrency: number;
  readonly lookup: LookupFunction | undefined;
}

export interface RawAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Readable;
}

export interface HttpPool {
  /** GETs an absolute path of the origin. Rejects with undici's, Node's or OpenSSL's own errors. */
  get(path: string, headers: Record<string, string>): Promise<RawAnswer>;
  /** Ends all connections, also those in use; requests under way reject with `reason`. */
  destroy(reason: Error | null): Promise<void>;
}

// One address of several may be unreachable (IPv6 without a route); a slow one must not lose to that.
const ADDRESS_ATTEMPT_MS = 1_000;

/** Loads undici and opens a pool; no connection is made before the first request. */
export async function openHttpPool(settings: PoolSettings): Promise<HttpPool> {
  putOffWasmTiering();
  const [{ default: Pool }, { default: connector }, { default: request }] = await Promise.all([
    import('undici/lib/dispatcher/pool.js'),
    import('undici/lib/core/connect.js'),
    import('undici/lib/api/api-request.js'),
  ]);
  const { origin, proxy, timeouts, concurrency } = settings;
  const direct = connector({
    timeout: timeouts.connectMs,
    autoSelectFamily: true,
    autoSelectFamilyAttemptTimeout: ADDRESS_ATTEMPT_MS,
    ...(settings.lookup === undefined ? {} : { lookup: settings.lookup }),
    ...tlsOptions(settings.tls),
  } as buildConnector.BuildOptions);
  const secure = origin.startsWith('https:');
  // Plain HTTP goes to the proxy itself with the whole URL as its path; TLS goes through a tunnel.
  const forward = proxy !== undefined && !secure;
  const closing = new AbortController();
  const pool = new Pool(forward ? proxy.url : origin, {
    connections: concurrency,
    pipelining: 1,
    connect:
      proxy === undefined || forward
        ? direct
        : throughTunnel(direct, proxy, timeouts.connectMs, closing.signal),
    headersTimeout: timeouts.firstByteMs,
    bodyTimeout: timeouts.idleMs,
  });
  const proxyHeaders: Record<string, string> = { host: new URL(origin).host };
  if (proxy?.authorization !== undefined) {
    proxyHeaders['proxy-authorization'] = proxy.authorization;
  }
  return {
    get: (path, headers) =>
      request.call(pool, {
        method: 'GET',
        origin: forward ? proxy.url : origin,
        path: forward ? origin + path : path,
        headers: forward ? { ...proxyHeaders, ...headers } : headers,
      }),
    destroy: (reason) => {
      closing.abort();
      return pool.destroy(reason);
    },
  };
}

function tlsOptions(tls: TlsSettings): ConnectionOptions {
  const options: ConnectionOptions = {};
  if (tls.ca !== undefined) options.ca = tls.ca;
  if (tls.cert !== undefined) options.cert = tls.cert;
  if (tls.key !== undefined) options.key = tls.key;
  if (tls.passphrase !== undefined) options.passphrase = tls.passphrase;
  if (tls.insecure === true) options.rejectUnauthorized = false;
  return options;
}

function throughTunnel(
  direct: buildConnector.connector,
  proxy: ProxySettings,
  timeoutMs: number,
  signal: AbortSignal,
): buildConnector.connector {
  return (options, callback) => {
    const target = `${options.hostname}:${options.port || 443}`;
    tunnelThroughProxy(proxy, target, timeoutMs, signal).then(
      (socket: Socket) => direct({ ...options, httpSocket: socket }, callback),
      (error: Error) => callback(error, null),
    );
  };
}

// A CONNECT tunnel through an HTTP proxy, by hand because undici's own proxy agent hides what the
// proxy answered, and a proxy that asks for a password must be told from a server that does.

import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { ProxySettings } from '../http-settings.ts';

/** The proxy answered CONNECT with something else than 200. */
export class ProxyRefusedError extends Error {
  readonly code = 'TRACESCOPE_PROXY_REFUSED';
  constructor(readonly status: number) {
    super(`proxy answered ${status}`);
  }
}

/** The proxy could not be reached, or did not answer in time; `cause` says why. */
export class ProxyConnectionError extends Error {
  readonly code = 'TRACESCOPE_PROXY_CONNECTION';
}

/** The proxy took the connection, or did not, and said nothing in time. */
class ProxyTimeoutError extends Error {
  readonly code = 'ETIMEDOUT';
}

/**
 * A socket that leads to `target` (`host:port`) through `proxy`.
 * Errors: ProxyRefusedError, ProxyConnectionError.
 */
export async function tunnelThroughProxy(
  proxy: ProxySettings,
  target: string,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<Socket> {
  const url = new URL(proxy.url);
  const secure = url.protocol === 'https:';
  const { request } = secure ? await import('node:https') : await import('node:http');
  const headers: Record<string, string> = { host: target };
  if (proxy.authorization !== undefined) headers['proxy-authorization'] = proxy.authorization;
  return new Promise((resolve, reject) => {
    const connecting = request({
      method: 'CONNECT',
      host: url.hostname.replace(/^\[|\]$/g, ''),
      port: url.port || (secure ? 443 : 80),
      path: target,
      headers,
      agent: false,
      timeout: timeoutMs,
      signal,
    });
    const refuse = (answer: IncomingMessage): void => {
      answer.destroy();
      reject(new ProxyRefusedError(answer.statusCode ?? 0));
    };
    connecting.once('connect', (answer, socket) => {
      if (answer.statusCode === 200) {
        // The timer of the request belongs to the socket, which now has other work to do.
        socket.setTimeout(0);
        resolve(socket as Socket);
        return;
      }
      socket.destroy();
      refuse(answer);
    });
    connecting.once('response', refuse);
    connecting.once('timeout', () => connecting.destroy(new ProxyTimeoutError('timeout')));
    connecting.once('error', (cause) => reject(new ProxyConnectionError(cause.message, { cause })));
    connecting.end();
  });
}

// Servers on loopback for tests: HTTP, HTTPS or bare TCP, on a port of the system's choice, closed
// with everything still open on them.

import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import type { Duplex } from 'node:stream';
import { type CertificateName, certificate, pem } from './tls-files.ts';

export type HttpHandler = (request: http.IncomingMessage, response: http.ServerResponse) => void;

export interface LoopbackServer {
  readonly port: number;
  /** `http(s)://127.0.0.1:PORT` (or the host it listens on). */
  readonly url: string;
  close(): Promise<void>;
}

export interface TlsServerOptions {
  readonly certificate: CertificateName;
  /** Demand a client certificate of the authority in fixtures/tls. */
  readonly clientCertificate?: boolean;
}

export function serveHttp(handler: HttpHandler, host = '127.0.0.1'): Promise<LoopbackServer> {
  return listen(http.createServer(handler), 'http', host);
}

export function serveHttps(
  options: TlsServerOptions,
  handler: HttpHandler,
): Promise<LoopbackServer> {
  const mutual = options.clientCertificate === true;
  const server = https.createServer(
    {
      ...certificate(options.certificate),
      ...(mutual ? { ca: pem('ca.pem') } : {}),
      requestCert: mutual,
      rejectUnauthorized: mutual,
    },
    handler,
  );
  return listen(server, 'https', '127.0.0.1');
}

export function serveTcp(handler: (socket: net.Socket) => void): Promise<LoopbackServer> {
  return listen(net.createServer(handler), 'http', '127.0.0.1');
}

/** A port that was free a moment ago: connections to it are refused. */
export async function closedPort(): Promise<number> {
  const server = await serveTcp(() => {});
  await server.close();
  return server.port;
}

/** Listens with any server and keeps count of its sockets, so that closing ends them too. */
export async function listen(
  server: net.Server,
  scheme: 'http' | 'https',
  host: string,
): Promise<LoopbackServer> {
  const sockets = new Set<Duplex>();
  server.on('connection', (socket: net.Socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
  });
  server.on('tlsClientError', () => {});
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, host, resolve);
  });
  const { port } = server.address() as net.AddressInfo;
  return {
    port,
    url: `${scheme}://${host.includes(':') ? `[${host}]` : host}:${port}`,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

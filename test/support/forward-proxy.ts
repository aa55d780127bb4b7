// A small HTTP proxy on loopback: forwards absolute URLs and CONNECT tunnels, always to the servers
// it was told of, whatever the name asked for, so that tests can use names that do not exist.

import http from 'node:http';
import net from 'node:net';
import { type LoopbackServer, listen } from './loopback-server.ts';

export interface ProxyOptions {
  /** Value that `Proxy-Authorization` must have. */
  readonly authorization?: string;
  /** Answered to every request instead of forwarding it. */
  readonly refuseWith?: number;
}

export interface ForwardProxy extends LoopbackServer {
  /** What was asked of it: "GET http://…" and "CONNECT host:port". */
  readonly asked: string[];
  /** Headers of the last plain request, as the proxy got them. */
  lastHeaders: http.IncomingHttpHeaders;
}

/** A proxy that leads everything to `port` on loopback. */
export async function forwardProxy(
  port: number,
  options: ProxyOptions = {},
): Promise<ForwardProxy> {
  const asked: string[] = [];
  const refusal = (request: http.IncomingMessage): number | undefined => {
    const { authorization } = options;
    const sent = request.headers['proxy-authorization'];
    return authorization !== undefined && sent !== authorization ? 407 : options.refuseWith;
  };
  const server = http.createServer((request, response) => {
    asked.push(`GET ${request.url}`);
    proxy.lastHeaders = request.headers;
    const status = refusal(request);
    if (status !== undefined) {
      response.writeHead(status, { 'proxy-authenticate': 'Basic' }).end();
      return;
    }
    const { pathname, search } = new URL(request.url ?? '');
    http.get(
      { port, path: pathname + search, headers: request.headers, agent: false },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
  });
  server.on('connect', (request: http.IncomingMessage, socket: net.Socket) => {
    asked.push(`CONNECT ${request.url}`);
    const status = refusal(request);
    if (status !== undefined) {
      socket.end(`HTTP/1.1 ${status} No\r\ncontent-length: 0\r\n\r\n`);
      return;
    }
    const tunnel = net.connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      socket.pipe(tunnel).pipe(socket);
    });
    tunnel.on('error', () => socket.destroy());
    socket.on('error', () => tunnel.destroy());
  });
  const proxy = { ...(await listen(server, 'http', '127.0.0.1')), asked, lastHeaders: {} };
  return proxy;
}

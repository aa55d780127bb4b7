// One fault: what is wrong, and the server that does it. Builders for the usual kinds of server.

import type net from 'node:net';
import {
  type HttpHandler,
  type LoopbackServer,
  serveHttp,
  serveHttps,
  serveTcp,
  type TlsServerOptions,
} from '../loopback-server.ts';

export interface Fault {
  /** What is wrong, for the table of faults. */
  readonly what: string;
  start(): Promise<LoopbackServer>;
}

export const SERVICES = '{"data":["checkout"],"total":1,"limit":0,"offset":0,"errors":null}';
export const JSON_TYPE = { 'content-type': 'application/json' };
export const TEXT = { 'content-type': 'text/plain; charset=utf-8' };
export const HTML = { 'content-type': 'text/html; charset=utf-8' };

/** What a working server answers, for the faults that come after the headers. */
export const goodAnswer: HttpHandler = (_request, response) => {
  response.writeHead(200, JSON_TYPE).end(SERVICES);
};

export function answers(
  what: string,
  status: number,
  headers: Readonly<Record<string, string>>,
  body: string | Buffer,
): Fault {
  return handles(what, (_request, response) => response.writeHead(status, headers).end(body));
}

export function handles(what: string, handler: HttpHandler): Fault {
  return { what, start: () => serveHttp(handler) };
}

export function speaks(what: string, handler: (socket: net.Socket) => void): Fault {
  return { what, start: () => serveTcp(handler) };
}

export function presents(what: string, options: TlsServerOptions): Fault {
  return { what, start: () => serveHttps(options, goodAnswer) };
}

/** Waits for the whole request before it writes: an early answer would race with the request. */
export function replies(
  what: string,
  bytes: string | Buffer,
  after: 'end' | 'reset' | 'keep',
): Fault {
  return speaks(what, (socket) => {
    socket.once('data', () => {
      socket.write(bytes, () => {
        if (after === 'end') socket.end();
        else if (after === 'reset') setTimeout(() => socket.resetAndDestroy(), 20);
      });
    });
  });
}

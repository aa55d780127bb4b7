// The embedded Jaeger-compatible query server: the only place of the demo that opens a socket.

import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import type { DemoTrace } from './demo-trace.ts';
import { answer } from './jaeger/answer.ts';
import type { JaegerServer } from './jaeger/api-answer.ts';
import { BEHAVIOURS, type JaegerVersion } from './jaeger/releases.ts';
import { TraceStore } from './jaeger/trace-store.ts';

export interface DemoServerOptions {
  readonly traces: readonly DemoTrace[];
  /** Which release to play. */
  readonly version: JaegerVersion;
  /** 0, the default, takes any free port. */
  readonly port?: number;
  /** Loopback unless told. */
  readonly host?: string;
  /** Such as `/jaeger`: starts with a slash, does not end with one. */
  readonly basePath?: string;
  /** Most traces in memory. */
  readonly maxTraces?: number;
  /** Most spans of a trace in an adjusted answer. */
  readonly maxTraceSize?: number;
  /** Largest clock skew that is corrected. */
  readonly maxSkewMs?: number;
  /** Tenants that the `x-tenant` header must name; all see the same traces. */
  readonly tenants?: readonly string[];
  /** The server traces itself, as it does unless told not to: `traceresponse` has a value. */
  readonly selfTracing?: boolean;
  /** The present, in epoch milliseconds. */
  readonly now?: () => number;
}

export interface DemoServer {
  /** With the base path, without a trailing slash. */
  readonly url: string;
  readonly port: number;
  /** `GET /api/traces?…` of each request so far, the last 10,000. */
  readonly requests: readonly string[];
  /** Stores more traces, as if they had just arrived. */
  add(traces: readonly DemoTrace[]): void;
  /** Resolves when the port is free again; open connections are cut. */
  close(): Promise<void>;
}

/** A server that is kept up for days must not grow. */
const REMEMBERED_REQUESTS = 10_000;
/** Largest request body that is read: the demo is asked, not fed. */
const BODY_LIMIT = 16 * 1024 * 1024;

/** Resolves when the server listens. Rejects with the system's error, such as EADDRINUSE. */
export async function startDemoServer(options: DemoServerOptions): Promise<DemoServer> {
  const { host = '127.0.0.1', basePath = '', now = Date.now, selfTracing = true } = options;
  const server = playedServer(options);
  const requests: string[] = [];
  const http = createServer((incoming, outgoing) => {
    requests.push(`${incoming.method} ${incoming.url}`);
    if (requests.length > REMEMBERED_REQUESTS) requests.shift();
    const at = { nowMs: now(), selfTracing };
    respond(server, incoming, outgoing, at).catch(() => {
      // As Jaeger answers when a handler panics: no body.
      if (!outgoing.headersSent) outgoing.writeHead(500);
      outgoing.end();
    });
  });
  await new Promise<void>((resolve, reject) => {
    http.once('error', reject);
    http.listen(options.port ?? 0, host, resolve);
  });
  const address = http.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const authority = host.includes(':') ? `[${host}]` : host;
  return {
    url: `http://${authority}:${port}${basePath}`,
    port,
    requests,
    add: (traces) => fill(server.store, traces),
    close: () =>
      new Promise((resolve, reject) => {
        http.close((error) => (error ? reject(error) : resolve()));
        http.closeAllConnections();
      }),
  };
}

/** The server without its socket: what `answer` needs. */
export function playedServer(options: DemoServerOptions): JaegerServer {
  const behaviour = BEHAVIOURS[options.version];
  const store = new TraceStore(behaviour, { maxTraces: options.maxTraces });
  fill(store, options.traces);
  return {
    behaviour,
    store,
    basePath: options.basePath ?? '',
    maxSkewNs: BigInt(options.maxSkewMs ?? 0) * 1_000_000n,
    maxTraceSize: options.maxTraceSize ?? 0,
    tenants: options.tenants,
  };
}

function fill(store: TraceStore, traces: readonly DemoTrace[]): void {
  for (const trace of traces) store.add(trace.spans);
}

async function respond(
  server: JaegerServer,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  at: { readonly nowMs: number; readonly selfTracing: boolean },
): Promise<void> {
  const headers: Record<string, string | undefined> = {};
  for (const [name, value] of Object.entries(incoming.headers)) {
    headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  const reply = answer(
    {
      method: incoming.method ?? 'GET',
      target: incoming.url ?? '/',
      headers,
      body: await readBody(incoming),
      nowMs: at.nowMs,
      traceResponse: at.selfTracing ? newTraceParent() : '',
    },
    server,
  );
  const zipped = reply.headers['content-encoding'] === 'gzip';
  const body = zipped ? gzipSync(reply.body) : Buffer.from(reply.body);
  outgoing.writeHead(reply.status, {
    ...reply.headers,
    // The clock of the data, which a client may compare with its own.
    date: new Date(at.nowMs).toUTCString(),
    'content-length': body.length,
  });
  outgoing.end(body);
}

const newTraceParent = (): string =>
  `00-${randomBytes(16).toString('hex')}-${randomBytes(8).toString('hex')}-00`;

async function readBody(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length <= BODY_LIMIT) chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
